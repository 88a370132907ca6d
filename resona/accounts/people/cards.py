"""How a person is reached: what a clinician must know at the moment of calling, read for any number at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import get_language_info

from resona.accounts.models import CarePeriod, PersonContact, User
from resona.accounts.people.contact_card import ContactCard, Number, OtherPerson
from resona.accounts.people.contacts import open_contact
from resona.accounts.people.person_bodies import Contact
from resona.accounts.people.profile import EMPTY, Profile
from resona.accounts.people.telephones import shown_telephone
from resona.accounts.profiles import open_profile
from resona.accounts.purposes import Purpose
from resona.postgres.compiled import CompiledQuery, any_of
from resona.site.pages import Page

MAY: Final[dict[str, tuple[str, str]]] = {
    PersonContact.MayBeContacted.ALWAYS: ("may be called at any time", "low"),
    PersonContact.MayBeContacted.IN_CRISIS: ("may be called in a crisis", "low"),
    PersonContact.MayBeContacted.NEVER: ("must not be called", "critical"),
}


# Of a contact, what a card shows.
_COLUMNS: Final = ("id", "kind", "relation", "details", "may_be_contacted", "priority")


def read_cards(person_ids: Iterable[UUID]) -> dict[UUID, ContactCard]:
    """Those of these people, in one statement. What cannot be opened is left out of them."""
    return {row[0]: _card(row) for row in _CARDS.fetch(people=list(set(person_ids)))}


def card_on(page: Page) -> ContactCard | None:
    """That of whom a page is about: `page.once(card_on)`."""
    return read_cards([page.person_id]).get(page.person_id)


def language_in_words(tag: str) -> str:
    """The language's English name; the tag where it has none here."""
    try:
        return str(get_language_info(tag.lower())["name"])
    except KeyError:
        return tag


def _card(row: tuple[Any, ...]) -> ContactCard:
    person_id, language, given, withdrawn, care_ended, sealed, others = row
    profile = EMPTY if sealed is None else open_profile(person_id, bytes(sealed))
    consent, tone = _consent(given, withdrawn)
    return ContactCard(
        name=profile.shown_name,
        called=profile.called,
        pronouns=profile.pronouns or "",
        born="" if profile.birth_date is None else f"{profile.birth_date:%-d %b %Y}",
        language=language_in_words(language),
        interpreter=profile.interpreter or "",
        numbers=_numbers(profile),
        emails=tuple(one.value for one in profile.telecom if one.kind == "email"),
        others=tuple(_other(contact) for contact in _contacts(others)),
        consent=consent,
        consent_tone=tone,
        address=profile.address or "",
        area=profile.area or "",
        note=profile.note or "",
        care_ended=str(CarePeriod.Ended(care_ended).label) if care_ended else "",
    )


def _consent(given: list[str], withdrawn: list[str]) -> tuple[str, str]:
    """Whether the person may be called in a crisis, with the colour of it."""
    if Purpose.CRISIS_CONTACT in given:
        return "agreed to be called in a crisis", "low"
    if Purpose.CRISIS_CONTACT in withdrawn:
        return "refused to be called in a crisis", "critical"
    return "never asked whether they may be called in a crisis", "missing"


def _numbers(profile: Profile) -> tuple[Number, ...]:
    return tuple(_number(one.value, one.use, one.times) for one in profile.telecom if one.kind == "phone")


def _number(value: str, *about: str | None) -> Number:
    return Number(shown=shown_telephone(value), dialled=value, about=", ".join(part for part in about if part))


def _contacts(rows: list[str]) -> list[Contact]:
    return [open_contact(PersonContact(**{**kept, "id": UUID(kept["id"])})) for kept in map(orjson.loads, rows)]


def _other(contact: Contact) -> OtherPerson:
    may, tone = MAY[contact.may_be_contacted]
    is_forbidden = contact.may_be_contacted is PersonContact.MayBeContacted.NEVER
    number = None if contact.telephone is None or is_forbidden else _number(contact.telephone, contact.times)
    kind = str(contact.kind.label)
    return OtherPerson(
        who=f"{contact.relation} ({kind})" if contact.relation else kind,
        name=contact.name or "",
        number=number,
        email="" if is_forbidden else contact.email or "",
        may=may,
        tone=tone,
    )


def _cards_of(*, people: list[UUID]) -> QuerySet[Any, Any]:
    own = PersonContact.objects.filter(user_id=OuterRef("id"), ended_at__isnull=True).order_by("priority", "id")
    each = JSONObject(**{name: name for name in _COLUMNS})
    return (
        User.objects.filter(any_of("id", people))
        .order_by()
        .annotate(others=ArraySubquery(own.annotate(each=each).values("each")))
        .values_list(
            "id", "language", "consents_given", "consents_withdrawn", "care_ended", "profile__encrypted_data", "others"
        )
    )


_CARDS: Final = CompiledQuery(_cards_of, people=[UUID(int=1)])
