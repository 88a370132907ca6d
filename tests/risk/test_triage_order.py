"""By which of their records people are named in triage, and how many of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from resona.accounts.models import User
from risk.models import CrisisEvent, RiskAssessment
from risk.triage import build_triage
from risk.triage_order import name_people
from tests.admin.records import make_assessment, make_event, make_session
from tests.conftest import Cast

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([("high", 1, 70), ("medium", 0, 160)], 0),  # the higher one leads, not the newest
        ([("medium", 0, 20), ("high", 1, 70)], 0),  # what is due within a day goes first
        ([("medium", 0, -5), ("high", 1, 20)], 1),  # and of this the severest
        ([("critical", 40, None), ("medium", 1, 160)], 1),  # what is old leads no longer
    ],
)
def test_the_most_urgent_current_assessment_stands_for_a_person(
    cast: Cast, others: list[tuple[str, int, int | None]], expected: int
) -> None:
    """Each is a level, days ago, and hours until it is due."""
    made = [
        make_assessment(
            make_session(cast.person, NOW - days * DAY - HOUR),
            level,
            review_due_at=None if hours is None else NOW + hours * HOUR,
        )
        for level, days, hours in others
    ]

    named = name_people(cast.clinician, quiet=[], most=9, now=NOW)

    assert named["review"] == [(RiskAssessment, made[expected].id)]


def test_the_quiet_keep_their_order_but_for_whom_something_more_urgent_names(cast: Cast) -> None:
    event = make_event(make_session(cast.other_person, NOW - HOUR))
    # Someone is responsible for the first; nobody is for the others.
    quiet = [person.id for person in (cast.person, cast.strange_person, cast.other_person, cast.unassigned_person)]

    named = name_people(cast.superuser, quiet=quiet, most=9, now=NOW)

    expected = [cast.strange_person.id, cast.unassigned_person.id, cast.person.id]
    assert named == {"crisis": [(CrisisEvent, event.id)], "quiet": [(User, person_id) for person_id in expected]}


def test_what_is_past_is_cut_wherever_it_comes_from(cast: Cast) -> None:
    with_failure, with_event, with_assessment = cast.person, cast.other_person, cast.unassigned_person
    make_session(with_failure, NOW - 8 * DAY, is_historical=True, not_assessed=["voice_unusable"])
    make_assessment(make_session(with_assessment, NOW - 9 * DAY, is_historical=True))
    make_event(make_session(with_event, NOW - 10 * DAY), is_historical=True)

    *_, cut = build_triage(cast.administrator, now=NOW, rows_per_group=2).groups

    assert [row.code for row in cut.rows] == [with_event.code, with_assessment.code]
    assert (cut.key, cut.has_more) == ("historical", True)


def test_what_goes_while_triage_is_made_is_left_out(cast: Cast) -> None:
    gone, stays = (make_event(make_session(person, NOW - HOUR)) for person in (cast.person, cast.unassigned_person))

    def erase_once_named(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        result = execute(sql, *rest)
        if "DISTINCT ON (person_id)" in sql:
            CrisisEvent.objects.filter(id=gone.id).delete()
        return result

    with connection.execute_wrapper(erase_once_named):
        crisis, *_ = build_triage(cast.clinician, now=NOW).groups

    assert [row.finding.id for row in crisis.rows] == [stays.id]
