"""A crisis is announced with ids and a link only."""

from __future__ import annotations

from datetime import timedelta

from django.core import mail
from pytest_django import Settings

from resona.accounts.models import Clinic
from risk.models import CrisisEvent
from risk.tasks import announce
from tests.conftest import Cast
from tests.sessions import LATEST, make_body, record

SAID = "I want to kill myself tonight"


def raise_event(cast: Cast) -> CrisisEvent:
    record(cast.superuser, make_body(cast.person, said=(SAID,)))
    return CrisisEvent.objects.get(user=cast.person)


def run_job(event: CrisisEvent) -> None:
    announce(user_id=str(event.user_id), event_id=str(event.id))


def test_crisis_address_gets_ids_a_time_and_a_link(cast: Cast, settings: Settings) -> None:
    settings.SITE_URL = "https://resona.example"
    event = raise_event(cast)
    run_job(event)
    (message,) = mail.outbox
    assert message.to == [cast.clinic.crisis_email]
    # Due an hour after it arrived at 19:00 UTC, told in the clinic's own time: Nairobi is three hours ahead.
    assert message.subject == "Resona: critical crisis event, to be seen by 1 Mar 2026, 23:00"
    assert f"https://resona.example/admin/risk/crisisevent/{event.id}/change/" in message.body
    assert cast.person.code in message.body
    assert SAID not in message.body + message.subject


def test_a_clinic_whose_time_zone_cannot_be_opened_is_told_in_utc(cast: Cast) -> None:
    event = raise_event(cast)
    Clinic.objects.update(timezone="Mars/Olympus")
    run_job(event)
    assert mail.outbox[0].subject == "Resona: critical crisis event, to be seen by 1 Mar 2026, 20:00 UTC"


def test_a_message_of_what_is_overdue_tells_the_time_that_passed(cast: Cast) -> None:
    event = raise_event(cast)
    assert event.due_at is not None
    event.escalation_step, event.escalated_at = 1, event.due_at
    event.next_due_at = event.due_at + timedelta(hours=1)
    event.save()
    mail.outbox.clear()
    run_job(event)
    assert mail.outbox[0].subject == "Resona: overdue critical crisis event, was to be seen by 1 Mar 2026, 23:00"


def test_what_was_taken_is_not_sent_again_and_a_higher_level_has_an_id_of_its_own(cast: Cast) -> None:
    event = raise_event(cast)
    run_job(event)
    run_job(event)
    CrisisEvent.objects.update(risk_level="high")
    run_job(event)
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first != second


def test_clinic_without_a_crisis_address_gets_no_mail(cast: Cast) -> None:
    Clinic.objects.update(crisis_email="")
    run_job(raise_event(cast))
    assert mail.outbox == []


def test_resolved_event_is_not_announced_any_more(cast: Cast) -> None:
    event = raise_event(cast)
    CrisisEvent.objects.update(resolved_at=LATEST + timedelta(hours=2), resolution="false_alarm")
    run_job(event)
    assert mail.outbox == []


def test_event_of_a_person_since_deleted_is_not_announced(cast: Cast) -> None:
    event = raise_event(cast)
    CrisisEvent.objects.all().delete()
    run_job(event)
    assert mail.outbox == []
