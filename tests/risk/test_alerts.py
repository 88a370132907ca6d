"""A crisis event is told of until somebody takes it on: each try is a row, none is made twice, none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from resona.accounts.models import Clinic, OnCallShift
from resona.accounts.on_call import set_lead
from resona.outgoing.mail import TIMEOUT_SECONDS
from risk import alerts
from risk.alerts import sweep_alerts, tell_about
from risk.models import AlertDelivery, CrisisEvent
from risk.policy import ALERTING
from risk.services import acknowledge_event, resolve_event
from tests.conftest import Cast
from tests.outgoing.mail_servers import BANNER, CLOSE, CONTENT, HANG, LATE, LOSE, TOO_LATE, mail_server, use
from tests.outgoing.servers import serving
from tests.sessions import LATEST, make_body, record

SAID = "I want to kill myself tonight"
RAISED = LATEST + timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def raise_event(cast: Cast, **given: Any) -> CrisisEvent:
    record(cast.superuser, make_body(cast.person, said=(SAID,), **given))
    return CrisisEvent.objects.get(user=cast.person, resolved_at=None)


def put_on_call(cast: Cast) -> None:
    """A lead, and one of the team on call."""
    set_lead(person_id=cast.person.id, staff_id=cast.outsider.id, caller=cast.clinician, now=RAISED)
    OnCallShift.objects.create(
        care_team=cast.team, staff=cast.clinician, starts_at=RAISED, ends_at=RAISED + timedelta(hours=12)
    )


@contextmanager
def mailing(settings: Any, replies: Mapping[str, str] | None = None) -> Iterator[list[Message]]:
    """A mail server that answers like this, and what it took."""
    taken: list[Message] = []
    with serving(mail_server(taken, replies)) as server:
        use(settings, server.port)
        yield taken


def rows(event: CrisisEvent) -> list[tuple[str, int, str, str | None]]:
    made = event.deliveries.order_by("queued_at", "role", "attempt")
    return [(row.role, row.attempt, row.status, row.error_code) for row in made]


def people_told() -> list[str]:
    return [recipient for message in mail.outbox for recipient in message.to]


def test_the_lead_is_told_at_once_by_a_row_of_its_own(cast: Cast) -> None:
    put_on_call(cast)
    event = raise_event(cast)
    tell_about(event.id, now=RAISED)
    assert people_told() == [cast.outsider.email]
    row = event.deliveries.get()
    assert (row.role, row.staff_id, row.recipient_id_uuid, row.channel) == (
        "lead", cast.outsider.id, cast.outsider.id, "mail",
    )  # fmt: skip
    assert (row.status, row.sent_at, row.recipient) == ("sent", RAISED, None)
    event.refresh_from_db()
    assert event.told_at == RAISED


def test_an_address_of_the_clinic_is_sealed(cast: Cast) -> None:
    event = raise_event(cast)
    tell_about(event.id, now=RAISED)
    row = event.deliveries.get()
    assert row.staff_id is None
    assert row.recipient is not None
    assert AlertDelivery.recipient.open(row.id, row.recipient) == cast.clinic.crisis_email


def test_told_twice_at_once_is_told_once(cast: Cast) -> None:
    event = raise_event(cast)
    for _ in range(3):
        tell_about(event.id, now=RAISED)
    assert len(mail.outbox) == 1


def test_whoever_does_not_answer_is_followed_by_the_next(cast: Cast) -> None:
    put_on_call(cast)
    event = raise_event(cast)
    for minute in (0, 14, 15, 16, 30, 31):
        tell_about(event.id, now=RAISED + minute * MINUTE)
    assert people_told() == [cast.outsider.email, cast.clinician.email, cast.clinic.crisis_email]
    assert not event.deliveries.filter(next_at__lte=RAISED + 31 * MINUTE).exists()


def test_a_failed_try_is_made_again_at_the_times_of_the_policy_and_the_next_told_after_three(
    cast: Cast, settings: Settings
) -> None:
    put_on_call(cast)
    event = raise_event(cast)
    with mailing(settings, {"RCPT": "450 later"}):
        tried = [minute for minute in range(4) if _tries(event, minute)]
    assert tried == [0, 1, 3]
    assert rows(event) == [
        ("lead", 1, "failed", "delayed_mail"),
        ("lead", 2, "failed", "delayed_mail"),
        ("lead", 3, "failed", "delayed_mail"),
    ]
    with mailing(settings) as taken:
        tell_about(event.id, now=RAISED + 4 * MINUTE)
    assert [message["To"] for message in taken] == [cast.clinician.email]
    with mailing(settings) as taken:
        tell_about(event.id, now=RAISED + 7 * MINUTE)
    # The lead is still tried, under the Message-ID of the first time.
    assert [message["To"] for message in taken] == [cast.outsider.email]
    assert len(set(event.deliveries.filter(role="lead").values_list("message_id", flat=True))) == 1


def _tries(event: CrisisEvent, minute: int) -> bool:
    before = event.deliveries.count()
    tell_about(event.id, now=RAISED + minute * MINUTE)
    return event.deliveries.count() > before


def test_an_address_that_bounces_has_the_next_told_at_once(cast: Cast, settings: Settings) -> None:
    put_on_call(cast)
    event = raise_event(cast)
    lead = f"RCPT TO:<{cast.outsider.email}>".upper()
    with mailing(settings, {lead: "550 no such user"}) as taken:
        tell_about(event.id, now=RAISED)
        tell_about(event.id, now=RAISED)
    assert [message["To"] for message in taken] == [cast.clinician.email]
    assert rows(event)[0] == ("lead", 1, "failed", "refused_mail")


@pytest.mark.parametrize(
    ("replies", "code"),
    [
        ({BANNER: HANG}, "delayed_mail"),
        ({CONTENT: HANG}, "delayed_mail"),
        ({BANNER: "554 go away"}, "delayed_mail"),
        ({CONTENT: "451 full"}, "delayed_mail"),
    ],
)
def test_a_server_that_hangs_or_refuses_leaves_the_event_undelivered(
    cast: Cast, settings: Settings, replies: dict[str, str], code: str
) -> None:
    event = raise_event(cast)
    with mailing(settings, replies):
        tell_about(event.id, now=RAISED)
    assert rows(event) == [("crisis address", 1, "failed", code)]
    assert [*CrisisEvent.objects.undelivered(RAISED)] == []
    assert [*CrisisEvent.objects.undelivered(RAISED + 2 * MINUTE)] == [event]
    with mailing(settings) as taken:
        tell_about(event.id, now=RAISED + 2 * MINUTE)
    assert len(taken) == 1
    assert [*CrisisEvent.objects.undelivered(RAISED + 2 * MINUTE)] == []


def test_a_server_that_takes_a_mail_too_late_gets_it_again_under_the_same_id(cast: Cast, settings: Settings) -> None:
    """Nobody knows that it was taken: told twice is better than not at all."""
    event = raise_event(cast)
    with mailing(settings, {CONTENT: TOO_LATE}) as first:
        tell_about(event.id, now=RAISED)
    assert rows(event) == [("crisis address", 1, "failed", "delayed_mail")]
    with mailing(settings) as second:
        tell_about(event.id, now=RAISED + MINUTE)
    assert [message["Message-ID"] for message in first] == [message["Message-ID"] for message in second] != []
    assert rows(event)[1:] == [("crisis address", 2, "sent", None)]


@pytest.mark.parametrize("replies", [{CONTENT: LATE}, {"QUIT": CLOSE}, {"QUIT": HANG}], ids=["late", "dies", "hangs"])
def test_what_a_server_took_is_told_once_however_late_or_rudely_it_ends(
    cast: Cast, settings: Settings, replies: dict[str, str]
) -> None:
    event = raise_event(cast)
    with mailing(settings, replies) as taken:
        for minute in range(3):
            tell_about(event.id, now=RAISED + minute * MINUTE)
    assert len(taken) == 1
    assert rows(event) == [("crisis address", 1, "sent", None)]


def test_what_a_lying_server_lost_reaches_the_next_once_nobody_answered(cast: Cast, settings: Settings) -> None:
    put_on_call(cast)
    event = raise_event(cast)
    with mailing(settings, {CONTENT: LOSE}) as lost:
        tell_about(event.id, now=RAISED)
    assert (lost, rows(event)) == ([], [("lead", 1, "sent", None)])
    with mailing(settings) as taken:
        for minute in (14, 15):
            tell_about(event.id, now=RAISED + minute * MINUTE)
    assert [message["To"] for message in taken] == [cast.clinician.email]
    with mailing(settings) as taken:
        sweep_alerts(now=RAISED + 60 * MINUTE)
        tell_about(event.id, now=RAISED + 60 * MINUTE)
    assert cast.outsider.email in [message["To"] for message in taken]


def test_a_worker_that_died_under_way_is_followed_by_the_same_message(cast: Cast, monkeypatch: Any) -> None:
    """It may have been taken: the row was written before, and nothing is known of what became of it."""
    event = raise_event(cast)

    def die(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(alerts, "_record", die)
        with pytest.raises(KeyboardInterrupt):
            tell_about(event.id, now=RAISED)
    for seconds in (60, 90, 91):
        tell_about(event.id, now=RAISED + timedelta(seconds=seconds))
    assert rows(event) == [("crisis address", 1, "failed", "lost"), ("crisis address", 2, "sent", None)]
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second


def queued_times(event: CrisisEvent) -> list[Any]:
    jobs = ProcrastinateJob.objects.filter(task_name="announce_crisis", queueing_lock__isnull=False)
    return sorted(job.scheduled_at for job in jobs)


def test_what_follows_is_queued_for_its_time_once(cast: Cast, settings: Settings) -> None:
    event = raise_event(cast)
    with mailing(settings, {"RCPT": "450 later"}):
        tell_about(event.id, now=RAISED)
        tell_about(event.id, now=RAISED)
    assert queued_times(event) == [RAISED + MINUTE]
    job = ProcrastinateJob.objects.filter(queueing_lock__isnull=False).get()
    assert (job.queue_name, job.priority) == ("alerts", 50)
    assert job.args == {"user_id": str(cast.person.id), "event_id": str(event.id)}


def due_now() -> list[str]:
    """The events whose telling the sweep queues."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    sweep_alerts(now=RAISED + 2 * MINUTE)
    return [job.args["event_id"] for job in ProcrastinateJob.objects.all()]


def test_the_sweep_finds_what_no_job_knows_of(cast: Cast, settings: Settings) -> None:
    event = raise_event(cast)
    assert due_now() == [str(event.id)]
    with mailing(settings, {"RCPT": "450 later"}):
        tell_about(event.id, now=RAISED + 90 * MINUTE / 60)
    assert due_now() == []  # until the second try is due
    with mailing(settings, {"RCPT": "450 later"}):
        AlertDelivery.objects.update(next_at=RAISED)
    assert due_now() == [str(event.id)]
    tell_about(event.id, now=RAISED + 2 * MINUTE)
    assert due_now() == []


@pytest.mark.parametrize("state", ["acknowledged", "resolved", "historical", "gone"])
def test_nobody_is_told_of_what_was_taken_on_is_over_past_or_gone(cast: Cast, state: str) -> None:
    event = raise_event(cast)
    if state == "acknowledged":
        acknowledge_event(event_id=event.id, caller=cast.clinician, now=RAISED)
    elif state == "resolved":
        resolve_event(event_id=event.id, resolution="confirmed", note="safe", caller=cast.clinician, now=RAISED)
    elif state == "historical":
        CrisisEvent.objects.update(is_historical=True, escalation_required=False, due_at=None, next_due_at=None)
    else:
        CrisisEvent.objects.all().delete()
    tell_about(event.id, now=RAISED + 5 * MINUTE)
    assert due_now() == []
    assert mail.outbox == []
    assert not CrisisEvent.objects.undelivered(RAISED + 99 * MINUTE).exists()


def test_where_nobody_can_be_told_the_event_is_undelivered_until_somebody_can(cast: Cast) -> None:
    Clinic.objects.update(crisis_email="")
    event = raise_event(cast)
    tell_about(event.id, now=RAISED)
    assert (rows(event), mail.outbox) == ([], [])
    assert [*CrisisEvent.objects.undelivered(RAISED + 2 * MINUTE)] == [event]
    Clinic.objects.update(crisis_email="crisis@clinic.example")
    assert due_now() == [str(event.id)]
    tell_about(event.id, now=RAISED + 3 * MINUTE)
    assert people_told() == ["crisis@clinic.example"]


def test_a_level_that_rises_is_told_anew(cast: Cast) -> None:
    put_on_call(cast)
    event = raise_event(cast)
    CrisisEvent.objects.update(risk_level="high")
    tell_about(event.id, now=RAISED)
    CrisisEvent.objects.update(risk_level="critical", told_at=None)  # as raising it again does
    tell_about(event.id, now=RAISED + MINUTE)
    assert people_told() == [cast.outsider.email] * 2
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first != second


def test_every_try_is_bounded_by_less_than_what_counts_as_lost() -> None:
    assert timedelta(seconds=TIMEOUT_SECONDS) < ALERTING.lost_after
