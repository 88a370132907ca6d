"""The clock of a crisis event runs until it is resolved, whoever has acknowledged it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core import mail
from django.db import connection

from risk.alerts import sweep_alerts, tell_about
from risk.clock import go_step_up, untold_since
from risk.corrections import reopen_event, undo_acknowledgement
from risk.models import CrisisEvent
from risk.services import acknowledge_event, resolve_event
from tests.conftest import Cast
from tests.risk.test_alerts import RAISED, put_on_call, raise_event

HOUR = timedelta(hours=1)


def swept(event: CrisisEvent, now: datetime) -> tuple[int, datetime | None]:
    sweep_alerts(now=now)
    event.refresh_from_db()
    return event.escalation_step, event.next_due_at


def steps(event: CrisisEvent) -> list[str]:
    return [step.kind for step in event.steps.order_by("at", "id")]


def test_an_event_is_due_first_when_it_is_to_be_seen(cast: Cast) -> None:
    event = raise_event(cast)
    assert (event.next_due_at, event.escalation_step, event.owner) == (event.due_at, 0, None)


def test_whoever_acknowledges_owns_it_and_has_four_hours_or_a_day(cast: Cast) -> None:
    event = raise_event(cast)
    for level, hours in (("critical", 4), ("high", 24)):
        CrisisEvent.objects.update(risk_level=level, human_reviewed=False)
        acknowledged = acknowledge_event(event_id=event.id, caller=cast.clinician, now=RAISED)
        acknowledged.refresh_from_db()
        assert (acknowledged.owner, acknowledged.owner_id_uuid) == (cast.clinician, cast.clinician.id)
        assert acknowledged.next_due_at == RAISED + hours * HOUR


def test_an_event_that_nobody_acknowledges_goes_a_step_up_each_time_it_is_due(cast: Cast) -> None:
    put_on_call(cast)
    event = raise_event(cast)
    tell_about(event.id, now=RAISED)
    assert swept(event, RAISED + HOUR - timedelta(seconds=1)) == (0, RAISED + HOUR)
    assert swept(event, RAISED + HOUR) == (1, RAISED + 2 * HOUR)
    assert (event.escalated_at, event.told_at) == (RAISED + HOUR, None)
    mail.outbox.clear()
    tell_about(event.id, now=RAISED + HOUR)
    assert [message.to for message in mail.outbox] == [[cast.outsider.email], [cast.clinician.email]]
    assert "overdue" in mail.outbox[0].subject
    assert steps(event) == ["told", "escalated", "told", "told"]
    assert swept(event, RAISED + 2 * HOUR) == (2, RAISED + 3 * HOUR)


def test_an_acknowledged_event_that_nobody_resolves_goes_a_step_up_and_its_owner_is_told_too(cast: Cast) -> None:
    put_on_call(cast)
    event = raise_event(cast)
    acknowledge_event(event_id=event.id, caller=cast.administrator, now=RAISED)
    assert swept(event, RAISED + 3 * HOUR) == (0, RAISED + 4 * HOUR)
    assert swept(event, RAISED + 4 * HOUR) == (1, RAISED + 8 * HOUR)
    tell_about(event.id, now=RAISED + 4 * HOUR)
    assert [message.to[0] for message in mail.outbox] == [
        cast.administrator.email, cast.outsider.email, cast.clinician.email,
    ]  # fmt: skip
    assert "to be resolved by" in mail.outbox[0].subject
    event.refresh_from_db()
    assert event.acknowledged_at == RAISED
    resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.clinician, now=RAISED + 5 * HOUR)
    assert swept(event, RAISED + 9 * HOUR)[0] == 1


def test_an_event_of_the_past_never_goes_a_step_up(cast: Cast) -> None:
    event = raise_event(cast)
    CrisisEvent.objects.update(is_historical=True, escalation_required=False, next_due_at=None)
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=RAISED)
    assert swept(event, RAISED + 1000 * HOUR) == (0, None)
    assert untold_since(event) is None


def test_two_sweeps_at_once_go_one_step_up(cast: Cast) -> None:
    event = raise_event(cast)
    assert go_step_up(event.id, now=RAISED + HOUR) is not None
    assert go_step_up(event.id, now=RAISED + HOUR) is None


def test_what_acknowledging_set_is_taken_back(cast: Cast) -> None:
    event = raise_event(cast)
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=RAISED)
    undo_acknowledgement(event_id=event.id, caller=cast.clinician, now=RAISED)
    event.refresh_from_db()
    assert (event.owner, event.owner_id_uuid, event.next_due_at) == (None, None, event.due_at)
    assert untold_since(event) is not None


def test_an_event_that_is_reopened_has_an_owner_and_a_time_again(cast: Cast) -> None:
    event = raise_event(cast)
    resolve_event(event_id=event.id, resolution="other", note="?", caller=cast.clinician, now=RAISED)
    later = RAISED + 30 * HOUR
    assert swept(event, later)[0] == 0
    reopen_event(event_id=event.id, reason="no", caller=cast.administrator, now=later)
    event.refresh_from_db()
    assert (event.owner, event.next_due_at) == (cast.administrator, later + 4 * HOUR)


def test_since_when_nobody_was_told_is_as_the_sweep_sees_it(cast: Cast) -> None:
    """In Python and in SQL alike."""
    event = raise_event(cast)
    later = RAISED + 100 * HOUR
    for values in (
        {}, {"told_at": RAISED}, {"acknowledged_at": RAISED},
        {"acknowledged_at": RAISED, "escalated_at": RAISED + HOUR},
        {"acknowledged_at": RAISED + HOUR, "escalated_at": RAISED}, {"escalation_required": False},
        {"resolved_at": RAISED, "resolution": "other"},
    ):  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
        CrisisEvent.objects.update(**values)
        event.refresh_from_db()
        assert (untold_since(event) is not None) == CrisisEvent.objects.undelivered(later).exists(), values
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO before")
