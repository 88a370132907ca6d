"""Makers of the rows tests need; everything else goes through the real services."""

from __future__ import annotations

import hashlib
import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from factory.declarations import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from resona.accounts.models import ApiKey, CareTeam, CareTeamMember, CareTeamPerson, Clinic, User


class ClinicFactory(DjangoModelFactory[Clinic]):
    class Meta:
        model = Clinic

    name = Sequence(lambda number: f"Clinic {number}")
    timezone = "Africa/Nairobi"
    crisis_email = LazyAttribute(lambda clinic: f"crisis@{clinic.name.replace(' ', '').lower()}.example")


class PersonFactory(DjangoModelFactory[User]):
    """A person in care who has given consent."""

    class Meta:
        model = User

    clinic = SubFactory(ClinicFactory)
    role = User.Role.PERSON
    consent_version = "2026-1"
    timezone = "Africa/Nairobi"
    password = "!"  # unusable: Django's mark for accounts that never sign in


# Hashed in one round instead of a million: a real hash that opens at sign-in, without .4 s for each member of staff.
STAFF_PASSWORD_HASH = PBKDF2PasswordHasher().encode("staff password", "salt of the tests", iterations=1)


class StaffFactory(DjangoModelFactory[User]):
    """A clinician who can sign in with the password `staff password`."""

    class Meta:
        model = User

    clinic = SubFactory(ClinicFactory)
    role = User.Role.CLINICIAN
    is_pseudonymous = False
    email = Sequence(lambda number: f"staff{number}@clinic.example")
    password = STAFF_PASSWORD_HASH


class CareTeamFactory(DjangoModelFactory[CareTeam]):
    class Meta:
        model = CareTeam

    clinic = SubFactory(ClinicFactory)
    name = Sequence(lambda number: f"Team {number}")


def join_team(team: CareTeam, *, staff: list[User] | None = None, people: list[User] | None = None) -> None:
    """Makes staff members and people part of a care team."""
    for member in staff or []:
        CareTeamMember.objects.create(team=team, staff=member)
    for person in people or []:
        CareTeamPerson.objects.create(team=team, person=person)


def make_api_key(clinic: Clinic, *scopes: str) -> str:
    """The text of a new key of this clinic."""
    text = f"rk_{secrets.token_urlsafe(32)}"
    ApiKey.objects.create(
        clinic=clinic, name="test key", digest=hashlib.sha256(text.encode()).digest(), scopes=list(scopes)
    )
    return text
