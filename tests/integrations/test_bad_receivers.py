"""Receivers that are slow, huge, confused, elsewhere or gone: bounded, named in the log, and tried again or not."""

from __future__ import annotations

import dataclasses
import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from resona.integrations import delivery
from resona.integrations.again import send_again, send_all_again, send_test
from resona.integrations.claims import claim_due
from resona.integrations.delivery import deliver
from resona.integrations.endpoint_page import head_of
from resona.integrations.health import webhooks_fault
from resona.integrations.models import Integration, WebhookAttempt, WebhookEndpoint, WebhookMessage
from resona.integrations.outcomes import keep_outcomes
from resona.integrations.policy import WEBHOOKS
from resona.integrations.sending import send_due
from resona.integrations.services import rotate_secret
from resona.integrations.telling import tell_administrators
from tests.conftest import Cast
from tests.integrations.receiving import ReceiverProcess, add_endpoint, raise_one, system_of

pytestmark = pytest.mark.django_db

CREATED = ["crisis_event.created"]


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the time, so that the tests do not wait as long as a worker does."""
    monkeypatch.setattr(delivery, "WEBHOOKS", dataclasses.replace(WEBHOOKS, timeout_seconds=1.5))


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    ("behaviour", "status", "code"),
    [
        ("ok", 200, None),
        ("accepted", 202, None),
        ("slow", 200, None),
        ("garbage", 200, None),
        ("hangs", None, "too_slow"),
        ("drips", None, "too_slow"),
        ("huge", None, "answer_too_large"),
        ("dribbles", None, "too_slow"),
        ("bomb", None, "answer_too_large"),
        ("hints", None, "answer_too_large"),
        ("heads", None, "malformed_answer"),
        ("redirects", 302, "redirected"),
        ("moves", 308, "redirected"),
        ("malformed", None, "malformed_answer"),
        ("closes", None, "malformed_answer"),
        ("silent", None, "malformed_answer"),
        ("resets", None, "unreachable"),
        ("fails", 500, "not_taken"),
    ],
)
def test_an_answer_is_judged_by_its_status_within_bounds(
    cast: Cast, receiver: ReceiverProcess, behaviour: str, status: int | None, code: str | None
) -> None:
    add_endpoint(cast.clinic, receiver, f"/{behaviour}/x", kinds=CREATED)
    raise_one(cast.person)
    began = time.monotonic()
    send_due()
    assert time.monotonic() - began < 5
    first = WebhookAttempt.objects.earliest("id")
    assert (first.status_code, first.error_code) == (status, code)
    assert first.duration_ms is not None
    assert len(receiver.received()) == 1  # no redirect is followed, not even to ourselves
    following = WebhookAttempt.objects.filter(attempt=2).first()
    assert (following is None) == (code is None)
    if following is not None:
        assert following.next_at is not None
        assert timedelta(seconds=3) < following.next_at - timezone.now() < timedelta(seconds=6)


def test_what_failed_once_is_taken_the_second_time_under_the_same_id(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/once/x", kinds=CREATED)
    raise_one(cast.person)
    send_due()
    WebhookAttempt.objects.filter(attempt=2).update(next_at=timezone.now())
    send_due()
    first, second = receiver.received()
    assert first["headers"]["webhook-id"] == second["headers"]["webhook-id"]
    assert first["body"] == second["body"]
    assert second["fault"] is None
    assert list(WebhookAttempt.objects.order_by("id").values_list("attempt", "status_code")) == [(1, 503), (2, 200)]


def test_one_message_that_fails_stops_no_other(cast: Cast, receiver: ReceiverProcess) -> None:
    made = add_endpoint(cast.clinic, receiver, "/once/x", kinds=CREATED)
    raise_one(cast.person)
    send_due()
    raise_one(cast.other_person)
    send_due()
    assert receiver.received()[1]["fault"] is None
    endpoint = WebhookEndpoint.objects.get(id=made.id)
    assert (endpoint.integration.status, endpoint.integration.failing_since) == ("active", None)


def test_an_address_that_is_gone_is_paused_and_told(
    cast: Cast, receiver: ReceiverProcess, mailoutbox: list[Any]
) -> None:
    made = add_endpoint(cast.clinic, receiver, "/gone/x", kinds=CREATED)
    raise_one(cast.person)
    send_due()
    endpoint = WebhookEndpoint.objects.get(id=made.id)
    assert endpoint.disabled_at is not None
    assert endpoint.integration.status == "paused"
    assert not WebhookAttempt.objects.filter(next_at__isnull=False).exists()
    tell_administrators(made.id, since=timezone.now())
    (mail,) = mailoutbox
    assert mail.to == [cast.administrator.email]
    assert "paused" in mail.subject
    raise_one(cast.other_person)
    assert WebhookMessage.objects.count() == 1  # nothing more is queued for it


def test_a_failing_endpoint_is_told_by_mail_on_its_page_and_on_health(
    cast: Cast, receiver: ReceiverProcess, mailoutbox: list[Any]
) -> None:
    made = add_endpoint(cast.clinic, receiver, "/fails/x", kinds=CREATED)
    raise_one(cast.person)
    send_due()
    assert webhooks_fault(now=timezone.now()) is None  # not for one failure
    Integration.objects.update(failing_since=timezone.now() - WEBHOOKS.failing_after)
    WebhookAttempt.objects.filter(attempt=2).update(next_at=timezone.now())
    send_due()
    endpoint = WebhookEndpoint.objects.get(id=made.id)
    assert endpoint.integration.status == "failing"
    assert endpoint.disabled_at is None
    assert webhooks_fault(now=timezone.now()) == "webhooks that fail: 1"
    assert "has taken nothing since" in head_of(endpoint).says
    tell_administrators(made.id, since=timezone.now())
    (mail,) = mailoutbox
    assert "is failing" in mail.subject
    assert str(cast.person.id) not in mail.body


def test_who_works_again_is_told_of_no_more(cast: Cast, receiver: ReceiverProcess, mailoutbox: list[Any]) -> None:
    made = add_endpoint(cast.clinic, receiver, "/ok/x", kinds=CREATED)
    Integration.objects.update(failing_since=timezone.now(), status=Integration.Status.FAILING)
    raise_one(cast.person)
    send_due()
    integration = WebhookEndpoint.objects.get(id=made.id).integration
    assert (integration.status, integration.failing_since) == ("active", None)
    assert integration.last_ok_at is not None
    tell_administrators(made.id, since=timezone.now())
    assert mailoutbox == []


def test_a_secret_made_anew_while_messages_wait_loses_none(cast: Cast, receiver: ReceiverProcess) -> None:
    made = add_endpoint(cast.clinic, receiver, "/ok/x", kinds=CREATED)
    raise_one(cast.person)
    new = rotate_secret(endpoint_id=made.id, caller=cast.administrator, now=timezone.now())
    send_due()  # the receiver still has the old one
    receiver.know("/ok/x", str(new.secret))
    raise_one(cast.other_person)
    send_due()
    assert [one["fault"] for one in receiver.received()] == [None, None]


def test_secrets_made_anew_while_a_message_is_under_way_lose_none(cast: Cast, receiver: ReceiverProcess) -> None:
    made = add_endpoint(cast.clinic, receiver, "/slow/x", kinds=CREATED)
    given: Any = {"endpoint_id": made.id, "caller": cast.administrator}
    raise_one(cast.person)

    (due,) = claim_due(now=timezone.now(), is_urgent=True, is_failing=False, busy={}, room=1)
    second = rotate_secret(**given, now=timezone.now())
    tried = deliver(due, now=timezone.now())
    keep_outcomes([(due, tried)], now=timezone.now())
    assert (tried.status_code, tried.error_code) == (200, None)
    third = rotate_secret(**given, now=timezone.now())
    for made_anew, person in ((second, cast.other_person), (third, cast.unassigned_person)):
        receiver.know("/slow/x", str(made_anew.secret))
        raise_one(person)
        send_due()
    assert [one["fault"] for one in receiver.received()] == [None, None, None]
    receiver.know("/slow/x", str(made.secret))
    raise_one(cast.person, source=cast.clinic.id)
    send_due()
    assert receiver.received()[-1]["fault"] is not None  # the first one has ended with the second change


def test_a_secret_that_was_followed_signs_for_a_day(cast: Cast, receiver: ReceiverProcess) -> None:
    made = add_endpoint(cast.clinic, receiver, "/ok/x", kinds=CREATED)
    rotate_secret(endpoint_id=made.id, caller=cast.administrator, now=timezone.now() - timedelta(hours=23, minutes=59))
    raise_one(cast.person)
    send_due()
    rotate_secret(endpoint_id=made.id, caller=cast.administrator, now=timezone.now() - timedelta(hours=24, minutes=1))
    raise_one(cast.other_person)
    send_due()
    first, second = (one["fault"] for one in receiver.received())
    assert first is None
    assert second is not None


def test_a_test_says_that_it_is_one(cast: Cast, receiver: ReceiverProcess) -> None:
    made = add_endpoint(cast.clinic, receiver, "/ok/x", kinds=[])
    send_test(endpoint_id=made.id, caller=cast.administrator, now=timezone.now())
    send_due()
    (received,) = receiver.received()
    assert received["fault"] is None
    assert '"type":"webhook.test"' in received["body"]
    assert '"test":true' in received["body"]


def test_a_message_is_sent_again_by_request(cast: Cast, receiver: ReceiverProcess) -> None:
    made = add_endpoint(cast.clinic, receiver, "/ok/x", kinds=CREATED)
    raise_one(cast.person)
    send_due()
    message, system = WebhookMessage.objects.get(), system_of(cast.clinic.id)
    for _ in range(2):  # twice before it is sent: once
        send_again(message_id=message.id, caller=system, now=timezone.now())
    send_due()
    assert send_all_again(endpoint_id=made.id, since=message.created_at, caller=system, now=timezone.now()) == 1
    send_due()
    assert len({one["headers"]["webhook-id"] for one in receiver.received()}) == 1
    assert len(receiver.received()) == 3


def test_what_waits_for_hours_is_made_now_by_request(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/once/x", kinds=CREATED)
    raise_one(cast.person)
    send_due()
    WebhookAttempt.objects.filter(attempt=2).update(next_at=timezone.now() + timedelta(hours=9))
    send_again(message_id=WebhookMessage.objects.get().id, caller=system_of(cast.clinic.id), now=timezone.now())
    send_due()
    assert [one["fault"] for one in receiver.received()] == [None, None]
    assert not WebhookAttempt.objects.filter(next_at__isnull=False).exists()
