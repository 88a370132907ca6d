"""Health checks say of which crisis events nobody could be told, and which channel fails."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from risk.delivery_health import LATELY, delivery_fault
from risk.models import AlertDelivery, CrisisEvent
from risk.services import acknowledge_event
from tests.conftest import Cast
from tests.risk.test_alerts import MINUTE, RAISED, raise_event


def add_try(event: CrisisEvent, nth: int, status: str) -> None:
    AlertDelivery.objects.create(
        user=event.user, event=event, channel="mail", attempt=nth, message_id="<1@resona.example>", status=status,
        queued_at=RAISED + nth * MINUTE,
    )  # fmt: skip


def test_an_event_that_nobody_could_be_told_of_is_counted_until_somebody_takes_it_on(cast: Cast) -> None:
    event = raise_event(cast)
    assert delivery_fault(now=RAISED + MINUTE) is None
    assert delivery_fault(now=RAISED + 2 * MINUTE) == "crisis events of which nobody could be told: 1"
    response = Client().get("/health/")
    assert response.status_code == 503
    assert response.json()["checks"]["delivery"] == "crisis events of which nobody could be told: 1"
    assert "delivery" not in Client().get("/health/ready/").json()["checks"]
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=RAISED + 3 * MINUTE)
    assert delivery_fault(now=RAISED + 4 * MINUTE) is None


def test_a_channel_that_failed_three_times_in_a_row_fails_until_one_try_succeeds(cast: Cast) -> None:
    event = raise_event(cast)
    CrisisEvent.objects.update(told_at=RAISED)
    now = RAISED + 10 * MINUTE
    for nth, status in enumerate(("sent", "failed", "failed"), 1):
        add_try(event, nth, status)
    assert delivery_fault(now=now) is None
    add_try(event, 4, "failed")
    add_try(event, 5, "queued")
    assert delivery_fault(now=now) == "mail has failed 3 times in a row"
    assert delivery_fault(now=now + LATELY + timedelta(hours=1)) is None
    add_try(event, 6, "sent")
    assert delivery_fault(now=now) is None
