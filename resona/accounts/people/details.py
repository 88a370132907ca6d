"""Changes what is known of somebody in care: where they live, what they speak, their details, numbers and contacts.

Each is one transaction that holds the person as recording does, and changes nothing where nothing differs. What is
there and cannot be opened is never replaced: SealedValueError.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import transaction

from resona.accounts.models import PersonContact, PersonIdentifier, TimeZoneChange, User, UserProfile
from resona.accounts.people.contacts import contact_row, contacts_of, read_contact
from resona.accounts.people.identifiers import (
    IdentifierTakenError,
    find_by_identifiers,
    identifier_row,
    lock_identifiers,
    read_identifiers,
)
from resona.accounts.people.person_bodies import Contact, DetailsBody, Identifier
from resona.accounts.people.profile import Profile
from resona.accounts.people.versions import require_version
from resona.accounts.profiles import read_profile
from resona.accounts.teams import lock_person
from resona.postgres.bulk import insert_rows

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

_CHANGED: Final = ("language", "timezone")


def profile_document(user_id: UUID) -> dict[str, Any]:
    """The person's details as they are told. Raises SealedValueError."""
    return read_profile(user_id).as_dict()


def identifiers_document(user_id: UUID) -> dict[str, Any]:
    """Their identifiers. Raises SealedValueError."""
    return {"identifiers": [each.model_dump() for each in read_identifiers([user_id]).get(user_id, [])]}


def contacts_document(user_id: UUID) -> dict[str, Any]:
    """Whom else one may call. Raises SealedValueError."""
    return {"contacts": [each.model_dump(mode="json", exclude_none=True) for each in contacts_of(user_id)]}


def details_document(person: User) -> dict[str, Any]:
    """All of it together. Raises SealedValueError."""
    return {
        "language": person.language,
        "timezone": person.timezone,
        "profile": profile_document(person.id),
        **identifiers_document(person.id),
        **contacts_document(person.id),
    }


@transaction.atomic
def change_details(*, user_id: UUID, body: DetailsBody, caller: Caller, now: datetime, expected: str) -> None:
    """Makes all of these the details of the person, or none; `expected` is the version that its author had read.

    Raises UnknownPersonError, NotInYourCareError, IdentifierTakenError, ChangedMeanwhileError, SealedValueError.
    """
    lock_identifiers()
    person = lock_person(user_id, caller)
    require_version(details_document(person), expected)
    set_profile(user_id=user_id, profile=body.profile, caller=caller)
    set_identifiers(user_id=user_id, identifiers=body.identifiers, caller=caller)
    set_contacts(user_id=user_id, contacts=body.contacts, caller=caller, now=now)
    change_person(user_id=user_id, language=body.language, timezone=body.timezone, caller=caller, now=now)


@transaction.atomic
def change_person(
    *, user_id: UUID, language: str | None = None, timezone: str | None = None, caller: Caller, now: datetime
) -> User:
    """Changes the language or the time zone, whose history is kept. Raises UnknownPersonError, NotInYourCareError."""
    person = lock_person(user_id, caller)
    if timezone is not None and timezone != person.timezone:
        TimeZoneChange.objects.create(user=person, from_zone=person.timezone, to_zone=timezone, at=now)
        person.timezone = timezone
    person.language = language or person.language
    person.save(update_fields=_CHANGED)
    return person


@transaction.atomic
def set_profile(*, user_id: UUID, profile: Profile, caller: Caller) -> None:
    """Makes these the details of the person. Raises UnknownPersonError, NotInYourCareError."""
    person = lock_person(user_id, caller)
    kept = read_profile(person.id)
    if kept.as_dict() == profile.as_dict():
        return
    sealed = UserProfile.encrypted_data.seal(person.id, profile.as_json())
    UserProfile.objects.update_or_create(user=person, defaults={"encrypted_data": sealed})
    _touch(person)


@transaction.atomic
def set_identifiers(*, user_id: UUID, identifiers: Sequence[Identifier], caller: Caller) -> None:
    """Makes these the identifiers of the person, and no others.

    Raises UnknownPersonError, NotInYourCareError, and IdentifierTakenError for one that names somebody else.
    """
    lock_identifiers()
    person = lock_person(user_id, caller)
    assert person.clinic_id is not None
    named = find_by_identifiers(person.clinic_id, identifiers)
    if any(other != person.id for other in named.values()):
        raise IdentifierTakenError
    kept = read_identifiers([person.id]).get(person.id, [])
    if kept == list(identifiers):
        return
    for row in PersonIdentifier.objects.filter(user=person):
        value = PersonIdentifier.value.open(row.id, row.value)
        if Identifier.model_construct(system=row.system, value=value) not in identifiers:
            row.delete()
    new = [each for each in dict.fromkeys(identifiers) if each not in kept]
    insert_rows(PersonIdentifier, [identifier_row(person.id, person.clinic_id, each) for each in new])
    _touch(person)


@transaction.atomic
def set_contacts(*, user_id: UUID, contacts: Sequence[Contact], caller: Caller, now: datetime) -> None:
    """Makes these whom else one may call, and no others; who was one before stays on record as that.

    Raises UnknownPersonError, NotInYourCareError.
    """
    person = lock_person(user_id, caller)
    left = list(contacts)
    gone = []
    for row in PersonContact.objects.filter(user=person, ended_at=None):
        contact = read_contact(row)
        if contact in left:
            left.remove(contact)
        else:
            gone.append(row.id)
    if not (gone or left):
        return
    PersonContact.objects.filter(id__in=gone).update(ended_at=now)
    insert_rows(PersonContact, [contact_row(person.id, contact) for contact in left])
    _touch(person)


def _touch(person: User) -> None:
    """Followers of changes are told that something of the person did, by `updated_at`."""
    User.objects.filter(id=person.id).update(language=person.language)
