"""The cast every test shares: a clinic with its people and staff, and another clinic that must see nothing of it."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from hypothesis import settings

from resona.accounts.models import CareTeam, CareTeamMember, CareTeamPerson, Clinic, User
from tests.factories import CareTeamFactory, ClinicFactory, PersonFactory, StaffFactory

# Tests of many seconds each. They go first: one that came last would keep a single core busy at the end.
LONGEST = (
    "tests/system/",
    "tests/records/test_migrations.py",
    "tests/demo/test_installation.py",
    "tests/analysis/evaluation/test_documents.py",
    "tests/analysis/test_importing.py",
)

YOUNG_OBJECTS = 50_000  # before garbage is looked for; Python's own 700 is for programs with little memory

# Tries of each property that names no number of its own. What is new is tried with more: RESONA_EXAMPLES=1000.
EXAMPLES = int(os.environ.get("RESONA_EXAMPLES", "40"))
settings.register_profile("suite", max_examples=EXAMPLES)
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish(session: pytest.Session) -> None:
    """All that has been imported and collected stays: looking for garbage in it takes a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


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
def shared_database(transactional_db: None) -> Iterator[None]:
    """The tests' database, where what is written is there for everyone; emptied afterwards, the job queue too."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def make_cast() -> Cast:
    """All of them, new; a statement a table, for most tests begin with this."""
    clinic, elsewhere = Clinic.objects.bulk_create(ClinicFactory.build_batch(2))
    team, other_team = CareTeam.objects.bulk_create(CareTeamFactory.build_batch(2, clinic=clinic))
    person, other_person, unassigned = PersonFactory.build_batch(3, clinic=clinic)
    clinician, outsider = StaffFactory.build_batch(2, clinic=clinic)
    administrator = StaffFactory.build(clinic=clinic, role=User.Role.ADMINISTRATOR)
    superuser = StaffFactory.build(clinic=None, role=User.Role.ADMINISTRATOR, is_superuser=True)
    stranger, strange_person = StaffFactory.build(clinic=elsewhere), PersonFactory.build(clinic=elsewhere)
    staff = [clinician, outsider, administrator, superuser, stranger]
    User.objects.bulk_create([person, other_person, unassigned, strange_person, *staff])
    CareTeamMember.objects.create(team=team, staff=clinician)
    CareTeamPerson.objects.bulk_create(
        CareTeamPerson(team=each, person=one) for each, one in ((team, person), (other_team, other_person))
    )
    return Cast(
        clinic=clinic,
        team=team,
        person=person,
        other_person=other_person,
        unassigned_person=unassigned,
        clinician=clinician,
        outsider=outsider,
        administrator=administrator,
        superuser=superuser,
        stranger=stranger,
        strange_person=strange_person,
    )
