"""Changes what is known of somebody in care: where they live, what they speak, their details, numbers and contacts.

Each is one transaction that holds the person as recording does, and changes nothing where nothing differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from resona.accounts.models import PersonContact, PersonIdentifier, TimeZoneChange, User, UserProfile
from resona.accounts.people.contacts import contact_row, open_contact
from resona.accounts.people.identifiers import (
    IdentifierTakenError,
    find_by_identifiers,
    identifier_row,
    lock_identifiers,
    read_identifiers,
)
from resona.accounts.people.person_bodies import Contact, Identifier
from resona.accounts.people.profile import Profile
from resona.accounts.profiles import read_profiles
from resona.accounts.teams import lock_person
from resona.postgres.bulk import insert_rows

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

_CHANGED: Final = ("language", "timezone")


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
    if read_profiles([person.id]).get(person.id) == profile:
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
    for row in PersonIdentifier.objects.filter(user=person):
        if (
            Identifier.model_construct(system=row.system, value=PersonIdentifier.value.open(row.id, row.value))
            not in identifiers
        ):
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
    for row in PersonContact.objects.filter(user=person, ended_at=None):
        contact = open_contact(row)
        if contact in left:
            left.remove(contact)
        else:
            PersonContact.objects.filter(id=row.id).update(ended_at=now)
    insert_rows(PersonContact, [contact_row(person.id, contact) for contact in left])
    _touch(person)


def _touch(person: User) -> None:
    """Followers of changes are told that something of the person did, by `updated_at`."""
    User.objects.filter(id=person.id).update(language=person.language)


def contacts_of(user_id: UUID) -> list[Contact]:
    """Whom else one may call, whom first first."""
    return [open_contact(row) for row in PersonContact.objects.filter(user_id=user_id, ended_at=None)]
