"""Whom to tell next, by hand-worked rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from risk.policy import ALERTING, POLICY
from risk.telling import REFUSED_FOR_GOOD, DueTry, Try, due_tries

NOW = datetime(2026, 3, 1, 21, 0, tzinfo=UTC)
ORDER = ("lead", "step 1", "step 2", "clinic")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def failed(number: int, *, minutes_ago: float = 1, again_in: float = 0, code: str = "delayed_mail") -> Try:
    began_at = NOW - minutes(minutes_ago)
    return Try(number=number, status="failed", began_at=began_at, next_at=NOW + minutes(again_in), error_code=code)


def sent(*, minutes_ago: float) -> Try:
    return Try(number=1, status="sent", began_at=NOW - minutes(minutes_ago), next_at=None)


def queued(number: int, *, lost_in: float) -> Try:
    return Try(number=number, status="queued", began_at=NOW, next_at=NOW + minutes(lost_in))


THREE_FAILURES = [failed(1), failed(2), failed(3, again_in=4)]


@pytest.mark.parametrize(
    ("made", "given", "expected"),
    [
        ({}, {}, [("lead", 1)]),
        # A step up, everybody up to the next is told.
        ({}, {"first": 3}, [("lead", 1), ("step 1", 1), ("step 2", 1)]),
        ({}, {"first": 9}, [(name, 1) for name in ORDER]),
        # Tried again when it is time, and not before.
        ({"lead": [failed(1)]}, {}, [("lead", 2)]),
        ({"lead": [failed(1, again_in=0.1)]}, {}, []),
        # After the third failure the next is told as well.
        ({"lead": [failed(1), failed(2)]}, {}, [("lead", 3)]),
        ({"lead": THREE_FAILURES}, {}, [("step 1", 1)]),
        ({"lead": THREE_FAILURES, "step 1": THREE_FAILURES}, {}, [("step 2", 1)]),
        ({"lead": [failed(1), failed(2), failed(3)], "step 1": [sent(minutes_ago=2)]}, {}, [("lead", 4)]),
        # An address that is refused for good: at once, and it is tried again all the same.
        ({"lead": [failed(1, code=REFUSED_FOR_GOOD)]}, {}, [("lead", 2), ("step 1", 1)]),
        # Whoever was told and does not answer.
        ({"lead": [sent(minutes_ago=14)]}, {}, []),
        ({"lead": [sent(minutes_ago=15)]}, {}, [("step 1", 1)]),
        ({"lead": [sent(minutes_ago=30)], "step 1": [sent(minutes_ago=15)]}, {}, [("step 2", 1)]),
        ({"lead": [sent(minutes_ago=300)]}, {"level": "high"}, []),
        ({"lead": [sent(minutes_ago=360)]}, {"level": "high"}, [("step 1", 1)]),
        ({"lead": [sent(minutes_ago=60)]}, {"is_acknowledged": True}, []),
        # One under way is left alone until it counts as lost.
        ({"lead": [queued(1, lost_in=1)]}, {}, []),
        ({"lead": [failed(1), queued(2, lost_in=0)]}, {}, [("lead", 3)]),
        # What was taken after all counts, whatever a later try says.
        ({"lead": [sent(minutes_ago=5), failed(2)]}, {}, []),
    ],
)
def test_who_is_tried_now(made: Any, given: dict[str, Any], expected: list[tuple[str, int]]) -> None:
    usual: dict[str, Any] = {"first": 1, "is_acknowledged": False, "level": "critical", "policy": ALERTING, "now": NOW}
    due = due_tries(ORDER, made, **{**usual, **given})
    assert due == [DueTry(recipient=recipient, number=number) for recipient, number in expected]


def test_nobody_to_tell_is_nobody_told() -> None:
    assert due_tries((), {}, first=1, is_acknowledged=False, level="high", policy=ALERTING, now=NOW) == []


def test_a_critical_event_is_tried_at_the_times_of_the_policy_before_it_is_due() -> None:
    at, tried = timedelta(), []
    for number in range(1, 9):
        tried.append(at // minutes(1))
        at += ALERTING.pause_after(number, "critical")
    assert tried == [0, 1, 3, 7, 15, 30, 45, 60]


@pytest.mark.parametrize("level", list(POLICY.crisis.due_within))
def test_every_level_that_calls_somebody_has_its_times(level: Any) -> None:
    tries = ALERTING.tries_at[level]
    assert list(tries) == sorted(set(tries))
    assert tries[0] == timedelta()
    due_within = POLICY.crisis.due_within[level]
    assert tries[-1] < due_within
    assert ALERTING.unanswered_after[level] < due_within <= ALERTING.resolve_within[level]
