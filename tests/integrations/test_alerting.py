"""A webhook as the channel of an alert: a delivery of the event like that of mail, beside the people who are told."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from resona.accounts.models import Clinic
from resona.integrations.kinds import ALERT
from resona.integrations.models import WebhookEndpoint
from risk.alerts import tell_about
from risk.models import AlertDelivery, CrisisEvent
from tests.conftest import Cast
from tests.integrations.receiving import ReceiverProcess, add_endpoint, raise_one

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic_with_mail(cast: Cast) -> Clinic:
    Clinic.objects.filter(id=cast.clinic.id).update(crisis_email="crisis@clinic.example")
    return cast.clinic


def test_a_system_is_told_at_once_beside_the_first_person(
    cast: Cast, clinic_with_mail: Clinic, receiver: ReceiverProcess, mailoutbox: list[Any]
) -> None:
    add_endpoint(clinic_with_mail, receiver, "/ok/pager", kinds=[ALERT])
    event_id = raise_one(cast.person)
    tell_about(event_id, now=timezone.now())
    assert len(mailoutbox) == 1
    (received,) = receiver.received("/ok/pager")
    assert received["fault"] is None
    body = json.loads(received["body"])
    assert body["type"] == "crisis.alert"
    assert body["data"]["url"].endswith(f"/admin/risk/crisisevent/{event_id}/change/")
    rows = AlertDelivery.objects.filter(event_id=event_id).order_by("channel")
    assert [(row.channel, row.status) for row in rows] == [("mail", "sent"), ("webhook", "sent")]


def test_where_mail_fails_the_system_has_been_told(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/ok/pager", kinds=[ALERT])
    event_id = raise_one(cast.person)
    tell_about(event_id, now=timezone.now())
    assert CrisisEvent.objects.get(id=event_id).told_at is not None


def test_a_system_that_fails_is_tried_again_under_the_same_id_and_delays_nobody(
    cast: Cast, clinic_with_mail: Clinic, receiver: ReceiverProcess, mailoutbox: list[Any]
) -> None:
    add_endpoint(clinic_with_mail, receiver, "/once/pager", kinds=[ALERT])
    event_id, now = raise_one(cast.person), timezone.now()
    tell_about(event_id, now=now)
    assert AlertDelivery.objects.get(channel="webhook").error_code == "not_taken"
    tell_about(event_id, now=now + timedelta(minutes=1))
    first, second = receiver.received("/once/pager")
    assert first["headers"]["webhook-id"] == second["headers"]["webhook-id"]
    assert len(mailoutbox) == 1


def test_one_that_is_paused_or_another_clinics_is_not_told(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/ok/paused", kinds=[ALERT])
    WebhookEndpoint.objects.update(disabled_at=timezone.now())
    assert cast.stranger.clinic is not None
    add_endpoint(cast.stranger.clinic, receiver, "/ok/strange", kinds=[ALERT])
    tell_about(raise_one(cast.person), now=timezone.now())
    assert receiver.received() == []
