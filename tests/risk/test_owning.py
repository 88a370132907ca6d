"""Who answers for a crisis event: whoever takes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from risk.models import CrisisEvent
from risk.owning import ResolvedEventError, take_event
from risk.services import UnknownEventError, acknowledge_event, resolve_event
from tests.api.clients import post_json, with_csrf
from tests.api.records import START, make_event, make_session
from tests.conftest import Cast

NOW = START + timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def event(cast: Cast) -> CrisisEvent:
    return make_event(make_session(cast.person))


def kinds_of(event: CrisisEvent) -> list[str]:
    return [step.kind for step in event.steps.order_by("at", "id")]


def test_an_event_that_nobody_acknowledged_is_acknowledged_by_taking_it(cast: Cast, event: CrisisEvent) -> None:
    taken = take_event(event_id=event.id, caller=cast.clinician, now=NOW)

    assert (taken.owner_id, taken.acknowledged_by_id, kinds_of(event)) == (
        cast.clinician.id, cast.clinician.id, ["acknowledged"]
    )  # fmt: skip


def test_whoever_takes_an_event_answers_for_it_and_its_clock_goes_on(cast: Cast, event: CrisisEvent) -> None:
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW)
    event.refresh_from_db()
    due = event.next_due_at
    for _ in range(2):
        take_event(event_id=event.id, caller=cast.administrator, now=NOW + HOUR)
    event.refresh_from_db()

    assert (event.owner_id, event.owner_id_uuid) == (cast.administrator.id, cast.administrator.id)
    assert (event.acknowledged_by_id, event.next_due_at) == (cast.clinician.id, due)
    assert kinds_of(event) == ["acknowledged", "taken"]


def test_what_is_resolved_nobody_takes(cast: Cast, event: CrisisEvent) -> None:
    resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.clinician, now=NOW)

    with pytest.raises(ResolvedEventError):
        take_event(event_id=event.id, caller=cast.administrator, now=NOW)


def test_nobody_takes_what_they_do_not_see(cast: Cast, event: CrisisEvent) -> None:
    with pytest.raises(UnknownEventError):
        take_event(event_id=event.id, caller=cast.outsider, now=NOW)


def test_it_is_taken_over_the_api(cast: Cast, event: CrisisEvent) -> None:
    answer: Any = post_json(with_csrf(cast.clinician), f"/api/v1/crisis-events/{event.id}/take/", {})

    assert (answer.status_code, answer.json()["human_reviewed"]) == (200, True)
