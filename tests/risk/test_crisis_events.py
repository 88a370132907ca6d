"""Whoever finds a crisis raises an event, and its announcement is queued with it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.contrib.django.models import ProcrastinateJob

from risk.crisis_events import Source, crisis_row, raise_events
from risk.models import CrisisEvent
from risk.policy import POLICY, RiskLevel
from risk.services import acknowledge_event, resolve_event
from tests.conftest import Cast
from tests.sessions import LATEST, make_body, record

CRISIS = "I want to kill myself tonight"
SourceKind = CrisisEvent.SourceKind
NOW = LATEST + timedelta(hours=1)


def crisis(
    cast: Cast,
    *,
    level: RiskLevel = "critical",
    source: Source | None = None,
    is_historical: bool = False,
    now: datetime = NOW,
) -> dict[str, Any] | None:
    return crisis_row(
        user_id=cast.person.id,
        source=source or Source(kind=SourceKind.STAFF, id=uuid4()),
        level=level,
        detection_method="staff",
        is_historical=is_historical,
        now=now,
    )


def raised(cast: Cast, **given: Any) -> CrisisEvent:
    """The event that one like this leads to."""
    event = crisis(cast, **given)
    assert event is not None
    return CrisisEvent.objects.get(id=raise_events([event])[0]["id"])


@pytest.mark.parametrize("is_historical", [False, True])
def test_what_is_not_of_the_past_is_to_be_acted_on_from_now(cast: Cast, is_historical: bool) -> None:
    event = crisis(cast, is_historical=is_historical)
    assert event is not None
    assert (event["is_historical"], event["escalation_required"]) == (is_historical, not is_historical)
    assert event["due_at"] == (None if is_historical else NOW + POLICY.crisis.due_within["critical"])


def test_a_level_below_those_of_a_crisis_raises_nothing(cast: Cast) -> None:
    assert (crisis(cast, level="low"), crisis(cast, level="medium")) == (None, None)


def test_an_event_without_a_session_is_announced_once_and_a_historical_one_never(cast: Cast) -> None:
    events = [crisis(cast), crisis(cast, is_historical=True)]
    stored = raise_events([event for event in events if event is not None])
    assert set(CrisisEvent.objects.values_list("id", flat=True)) == {event["id"] for event in stored}
    (job,) = ProcrastinateJob.objects.all()
    assert (job.task_name, job.queue_name) == ("announce_crisis", "alerts")
    assert job.args == {"user_id": str(cast.person.id), "event_id": str(stored[0]["id"])}


@pytest.mark.parametrize(
    ("open_at", "found", "left_at", "is_acknowledged"),
    [
        ("high", "critical", "critical", False),
        ("high", "high", "high", True),
        ("critical", "critical", "critical", True),
        ("critical", "high", "critical", True),
    ],
)
def test_open_event_only_rises_and_then_waits_again(
    cast: Cast, open_at: str, found: RiskLevel, left_at: str, is_acknowledged: bool
) -> None:
    (outcome,) = record(cast.superuser, make_body(cast.person, said=(CRISIS,)))
    event = CrisisEvent.objects.get(user=cast.person)
    CrisisEvent.objects.filter(id=event.id).update(risk_level=open_at)
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW)
    again = crisis(cast, level=found, source=Source(kind=SourceKind.SESSION, id=outcome.session_id))
    assert again is not None
    assert [row["id"] for row in raise_events([again])] == [event.id]
    event.refresh_from_db()
    clinician = cast.clinician.id
    assert event.risk_level == left_at
    assert (event.human_reviewed, event.acknowledged_at, event.acknowledged_by_id, event.acknowledged_by_uuid) == (
        (True, NOW, clinician, clinician) if is_acknowledged else (False, None, None, None)
    )


def test_what_was_raised_by_the_same_request_is_one_event_until_it_is_resolved(cast: Cast) -> None:
    request = Source(kind=SourceKind.HELP_REQUEST, id=uuid4())
    first = raised(cast, source=request)
    assert raised(cast, source=request).id == first.id
    assert raised(cast, source=Source(kind=SourceKind.SAFETY_CHECK, id=request.id)).id != first.id
    resolve_event(event_id=first.id, resolution="confirmed", note="called", caller=cast.clinician, now=NOW)
    assert raised(cast, source=request).id != first.id


@pytest.mark.parametrize(
    ("hours", "is_resolved", "is_joined"), [(0, True, True), (71, True, True), (73, True, False), (900, False, True)]
)
def test_an_event_joins_the_episode_that_is_open_or_was_within_three_days(
    cast: Cast, hours: int, is_resolved: bool, is_joined: bool
) -> None:
    first = raised(cast)
    if is_resolved:
        resolve_event(event_id=first.id, resolution="confirmed", note="called", caller=cast.clinician, now=NOW)
    later = raised(cast, now=NOW + timedelta(hours=hours))
    assert (later.id == first.id, later.episode_uuid == first.episode_uuid) == (False, is_joined)
    assert later.due_at == NOW + timedelta(hours=hours) + POLICY.crisis.due_within["critical"]
    assert not later.human_reviewed


def test_events_of_one_statement_are_one_episode_a_person_and_none_with_the_past(cast: Cast) -> None:
    events = [crisis(cast), crisis(cast, level="high"), crisis(cast, is_historical=True)]
    other = crisis(cast)
    assert other is not None
    raise_events([*filter(None, events), {**other, "user_id": cast.other_person.id}])
    by_episode = Counter(CrisisEvent.objects.values_list("user_id", "is_historical", "episode_uuid"))
    assert sorted(by_episode.values()) == [1, 1, 2]


def test_announcement_inside_a_worker_waits_for_what_it_announces(cast: Cast) -> None:
    event = crisis(cast)
    assert event is not None
    worker_connection = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=1)
    with app.replace_connector(worker_connection), transaction.atomic():
        raise_events([event])
        assert ProcrastinateJob.objects.count() == CrisisEvent.objects.count() == 1
        transaction.set_rollback(True)
    assert not CrisisEvent.objects.exists()
    assert not ProcrastinateJob.objects.exists()
