"""The clock of a crisis event runs until it is resolved, whoever has acknowledged it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core import mail
from django.db import connection

from risk.alerts import sweep_alerts, tell_about
from risk.clock import go_step_up, overdue_since, untold_since
from risk.corrections import reopen_event, undo_acknowledgement
from risk.models import CrisisEvent
from risk.pages.row_view import show_row
from risk.raising import raise_by_judgement
from risk.services import acknowledge_event, resolve_event
from risk.triage import findings_of
from risk.triage_order import most_urgent, overdue_time
from tests.admin.pages import page_url, sign_in
from tests.admin.reading import words_of
from tests.conftest import Cast
from tests.risk.test_alerts import MINUTE, RAISED, put_on_call, raise_event

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


def test_what_went_a_step_up_stays_overdue_until_somebody_acts(cast: Cast) -> None:
    event = raise_event(cast)
    swept(event, RAISED + HOUR)
    now = RAISED + HOUR + 2 * MINUTE
    [row] = findings_of(cast.person.id, cast.clinician, now=now)
    shown = show_row(row, now=now, zone=UTC, may=frozenset(), next_url="/")
    assert (shown.due, shown.is_overdue) == ("overdue by 2 min", True)
    assert shown.escalated == "Its time has passed once, last 2 min ago; those on duty are told again in 58 min"
    page = words_of(sign_in(cast.clinician), page_url(event))
    assert "due in" not in page

    acknowledge_event(event_id=event.id, caller=cast.clinician, now=now)
    [row] = findings_of(cast.person.id, cast.clinician, now=now)
    shown = show_row(row, now=now, zone=UTC, may=frozenset(), next_url="/")
    assert (shown.due, shown.is_overdue) == ("due in 4 h", False)
    assert shown.escalated == "Its time has passed once, last 2 min ago"


def test_since_when_it_is_overdue_is_as_the_list_orders_it(cast: Cast) -> None:
    """In Python and in SQL alike."""
    event = raise_event(cast)
    for values in (
        {}, {"escalated_at": RAISED + HOUR}, {"escalated_at": RAISED + HOUR, "acknowledged_at": RAISED},
        {"escalated_at": RAISED + HOUR, "acknowledged_at": RAISED, "risk_level": "high"},
        {"escalated_at": RAISED + HOUR, "acknowledged_at": RAISED + HOUR},
    ):  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
        CrisisEvent.objects.update(**values)
        event.refresh_from_db()
        since = CrisisEvent.objects.annotate(since=overdue_time()).values_list("since", flat=True)
        assert list(since) == [overdue_since(event)], values
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO before")


def test_what_is_overdue_goes_before_what_is_due_later_though_its_time_began_anew(cast: Cast) -> None:
    overdue = raise_event(cast)
    swept(overdue, RAISED + HOUR)
    later = CrisisEvent.objects.get(id=raise_by_judgement(
        user_id=cast.unassigned_person.id, level="critical", note="x", caller=cast.outsider, now=RAISED + HOUR / 2,
    ))  # fmt: skip
    assert later.next_due_at < CrisisEvent.objects.get(id=overdue.id).next_due_at  # type: ignore[operator]
    assert CrisisEvent.objects.order_by(*most_urgent(RAISED + HOUR)).first() == overdue


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
