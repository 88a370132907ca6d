"""The cast every test shares: a clinic with its people and staff, and another clinic that must see nothing of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from resona.accounts.models import CareTeam, Clinic, User
from tests.factories import CareTeamFactory, ClinicFactory, PersonFactory, StaffFactory, join_team

# Tests of many seconds each. They go first: one that came last would keep a single core busy at the end.
LONGEST = (
    "tests/system/",
    "tests/commands/test_demo.py",
    "tests/demo/test_installation.py",
    "tests/analysis/evaluation/test_documents.py",
    "tests/analysis/test_importing.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who plays: `person` is in the care of `team`, whose member is `clinician`; `outsider` works there in no team."""

    clinic: Clinic
    team: CareTeam
    person: User
    other_person: User  # in the care of another team of the same clinic
    unassigned_person: User  # no team is responsible
    clinician: User
    outsider: User  # a clinician of the same clinic, in no team
    administrator: User
    superuser: User
    stranger: User  # a clinician of another clinic
    strange_person: User  # a person of another clinic


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def make_cast() -> Cast:
    """All of them, new."""
    clinic = ClinicFactory.create()
    elsewhere = ClinicFactory.create()
    team = CareTeamFactory.create(clinic=clinic)
    person, other_person, unassigned = PersonFactory.create_batch(3, clinic=clinic)
    clinician, outsider = StaffFactory.create_batch(2, clinic=clinic)
    join_team(team, staff=[clinician], people=[person])
    join_team(CareTeamFactory.create(clinic=clinic), people=[other_person])
    return Cast(
        clinic=clinic,
        team=team,
        person=person,
        other_person=other_person,
        unassigned_person=unassigned,
        clinician=clinician,
        outsider=outsider,
        administrator=StaffFactory.create(clinic=clinic, role=User.Role.ADMINISTRATOR),
        superuser=StaffFactory.create(clinic=None, role=User.Role.ADMINISTRATOR, is_superuser=True),
        stranger=StaffFactory.create(clinic=elsewhere),
        strange_person=PersonFactory.create(clinic=elsewhere),
    )
