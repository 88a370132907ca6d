"""The cast every test shares: a clinic with its people and staff, and another clinic that must see nothing of it."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault
from django.db.models.functions import Now
from django.utils import timezone
from hypothesis import settings

from resona.accounts.models import CareTeam, CareTeamMember, CareTeamPerson, Clinic, User
from resona.postgres.bulk import Insertion, write_together
from tests.emptying import empty_queue
from tests.factories import CareTeamFactory, ClinicFactory, PersonFactory, StaffFactory

# Tests of many seconds each. They go first: one that came last would keep a single core busy at the end.
LONGEST = (
    "tests/system/",
    "tests/records/test_migrations.py",
    "tests/demo/test_installation.py",
    "tests/duties/test_toy.py",
    "tests/analysis/evaluation/test_documents.py",
    "tests/analysis/test_importing.py",
)

YOUNG_OBJECTS = 50_000  # before garbage is looked for; Python's own 700 is for programs with little memory

# Tries of each property that names no number of its own. What is new is tried with more: RESONA_EXAMPLES=1000.
EXAMPLES = int(os.environ.get("RESONA_EXAMPLES", "40"))
# The first try of a process loads what is loaded once, and how fast things are is measured elsewhere.
settings.register_profile("suite", max_examples=EXAMPLES, deadline=None)
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
    empty_queue()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def make_cast() -> Cast:
    """All of them, new; in one statement, for most tests begin with this."""
    now = timezone.now()
    clinic, elsewhere = ClinicFactory.build_batch(2, created_at=now)
    team, other_team = CareTeamFactory.build_batch(2, clinic=clinic, created_at=now)
    person, other_person, unassigned = PersonFactory.build_batch(3, clinic=clinic, created_at=now)
    clinician, outsider = StaffFactory.build_batch(2, clinic=clinic, created_at=now)
    administrator = StaffFactory.build(clinic=clinic, role=User.Role.ADMINISTRATOR, created_at=now)
    superuser = StaffFactory.build(clinic=None, role=User.Role.ADMINISTRATOR, is_superuser=True, created_at=now)
    stranger = StaffFactory.build(clinic=elsewhere, created_at=now)
    strange_person = PersonFactory.build(clinic=elsewhere, created_at=now)
    write_together(
        _as_they_are(records)
        for records in (
            [clinic, elsewhere],
            [team, other_team],
            [person, other_person, unassigned, strange_person],
            [clinician, outsider, administrator, superuser, stranger],
            [CareTeamMember(team=team, staff=clinician, created_at=now)],
            [
                CareTeamPerson(team=team, person=person, created_at=now),
                CareTeamPerson(team=other_team, person=other_person, created_at=now),
            ],
        )
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


def _as_they_are(records: Sequence[Model]) -> Insertion:
    """Their rows, and from here on they count as stored."""
    fields = records[0]._meta.concrete_fields
    for record in records:
        record._state.adding, record._state.db = False, DEFAULT_DB_ALIAS
    rows = [{str(field.column): _value(record, field.attname) for field in fields} for record in records]
    return Insertion(model=type(records[0]), rows=rows)


def _value(record: Model, name: str) -> Any:
    """The value of a field; where only the database knows its default, that constant, or the time it is now."""
    value: Any = getattr(record, name)
    if not isinstance(value, DatabaseDefault):
        return value
    default = vars(value)["expression"]
    return timezone.now() if isinstance(default, Now) else default.value
