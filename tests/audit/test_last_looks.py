"""When somebody was last here: the end of the visit before the one that is under way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from resona.accounts.models import User
from resona.audit.actors import name_actor
from resona.audit.last_looks import last_visit_to, last_visit_to_anybody
from resona.audit.models import DataAccess
from tests.conftest import Cast

NOW = datetime.now(UTC)
MINUTE = timedelta(minutes=1)


def look(caller: User, person: User, minutes_ago: int) -> None:
    DataAccess.objects.create(
        created_at=NOW - minutes_ago * MINUTE,
        actor=name_actor(caller),
        subjects=[person.pseudonym],
        source="GET somewhere",
        records=1,
    )


@pytest.mark.parametrize(
    ("looks", "visited"),
    [
        ([], None),
        ([5], None),  # this visit
        ([5, 20, 40], None),  # each less than half an hour before the next
        ([40], 40),
        ([5, 20, 60, 65], 60),
        ([5, 36], 36),
        ([61 * 24 * 60], None),  # long forgotten
    ],
)
def test_looks_that_follow_one_another_closely_are_one_visit(cast: Cast, looks: list[int], visited: int | None) -> None:
    for minutes in looks:
        look(cast.clinician, cast.person, minutes)
    wanted = None if visited is None else NOW - visited * MINUTE

    assert last_visit_to(cast.person, cast.clinician, now=NOW) == wanted
    assert last_visit_to_anybody(cast.clinician, now=NOW) == wanted


def test_only_ones_own_looks_at_the_person_count(cast: Cast) -> None:
    look(cast.outsider, cast.person, 40)
    look(cast.clinician, cast.unassigned_person, 50)

    assert last_visit_to(cast.person, cast.clinician, now=NOW) is None
    assert last_visit_to_anybody(cast.clinician, now=NOW) == NOW - 50 * MINUTE
