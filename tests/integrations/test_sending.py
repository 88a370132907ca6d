"""A crisis is recorded, and another system is told: signed, by ids only, of each kind it asked for."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from resona.accounts.models import User
from resona.compliance.holds import place_hold
from resona.compliance.rights_models import PrivacyHold
from resona.integrations.models import WebhookAttempt, WebhookMessage
from resona.integrations.sending import send_due
from risk.clock import go_step_up
from risk.corrections import correct_resolution, reopen_event, undo_acknowledgement
from risk.models import CrisisEvent
from risk.raising import raise_by_judgement
from risk.services import acknowledge_event, resolve_event
from tests.conftest import Cast
from tests.integrations.receiving import ReceiverProcess, add_endpoint, kinds_told, raise_one
from tests.system.searching import find_in_tables, find_in_text

pytestmark = pytest.mark.django_db


def test_a_crisis_reaches_another_system_which_verifies_it(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/ok/pager")
    event_id = raise_one(cast.person)
    send_due()
    (received,) = receiver.received("/ok/pager")
    assert received["fault"] is None
    body = json.loads(received["body"])
    assert body["type"] == "crisis_event.created"
    assert body["data"] == {
        "id": str(event_id),
        "user_id": str(cast.person.id),
        "url": f"http://127.0.0.1:8000/api/v1/crisis-events/{event_id}/",
    }
    attempt = WebhookAttempt.objects.get()
    assert (attempt.status_code, attempt.error_code, attempt.next_at) == (200, None, None)
    assert received["headers"]["webhook-id"] == f"msg_{attempt.message_id.hex}"


def test_what_becomes_of_an_event_is_told_kind_by_kind(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/ok/all")
    event_id, now, by = raise_one(cast.person), timezone.now(), cast.clinician
    acknowledge_event(event_id=event_id, caller=by, now=now)
    undo_acknowledgement(event_id=event_id, caller=by, now=now)
    CrisisEvent.objects.filter(id=event_id).update(next_due_at=now)
    go_step_up(event_id, now=now)
    resolve_event(event_id=event_id, resolution="confirmed", note="safe", caller=by, now=now)
    correct_resolution(event_id=event_id, resolution="other", note="moved", caller=by, now=now)
    reopen_event(event_id=event_id, reason="called again", caller=by, now=now)
    became = ("created", "acknowledged", "reopened", "overdue", "escalated", "resolved", "resolved", "reopened")
    assert sorted(kinds_told(cast.person)) == sorted(f"crisis_event.{what}" for what in became)
    send_due()
    assert [one["fault"] for one in receiver.received()] == [None] * len(became)


def test_only_what_an_endpoint_asked_for_is_sent_to_it(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/ok/few", kinds=["crisis_event.resolved"])
    add_endpoint(cast.clinic, receiver, "/ok/none", kinds=[])
    event_id = raise_one(cast.person)
    resolve_event(event_id=event_id, resolution="confirmed", note="safe", caller=cast.clinician, now=timezone.now())
    assert kinds_told(cast.person) == ["crisis_event.resolved"]


def test_a_clinic_is_told_nothing_of_another(cast: Cast, receiver: ReceiverProcess) -> None:
    assert cast.stranger.clinic is not None
    add_endpoint(cast.stranger.clinic, receiver, "/ok/strange")
    raise_one(cast.person)
    assert not WebhookMessage.objects.exists()


def test_a_level_that_rises_is_told_and_a_repeated_one_is_not(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/ok/all")
    first = raise_one(cast.person, level="high")
    assert raise_one(cast.person, level="high") == first
    assert kinds_told(cast.person) == ["crisis_event.created"]
    assert raise_one(cast.person, level="critical") == first
    assert sorted(kinds_told(cast.person)) == ["crisis_event.created", "crisis_event.escalated"]


def test_what_is_of_the_past_calls_no_system(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/ok/all")
    raise_one(cast.person, is_historical=True)
    assert kinds_told(cast.person) == []


def test_systems_are_told_nothing_of_whom_is_restricted(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/ok/all")
    raise_one(cast.person)
    place_hold(
        user_id=cast.person.id,
        kind=PrivacyHold.Kind.RESTRICTION,
        reason="contested",
        caller=cast.administrator,
        now=timezone.now(),
    )
    raise_one(cast.person, source=cast.clinic.id)
    send_due()
    assert kinds_told(cast.person) == ["crisis_event.created"]  # from before, and not sent now
    assert receiver.received() == []
    assert WebhookAttempt.objects.get().error_code == "withheld"


def test_what_is_taken_back_was_never_told(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/ok/all")
    with transaction.atomic():
        raise_one(cast.person)
        assert kinds_told(cast.person) == ["crisis_event.created"]
        transaction.set_rollback(True)
    assert not WebhookMessage.objects.exists()
    assert not WebhookAttempt.objects.exists()


def test_raising_costs_no_statement_without_an_endpoint_and_one_with_any(cast: Cast, receiver: ReceiverProcess) -> None:
    def statements(person: User) -> int:
        given = {"level": "high", "note": "called", "caller": cast.administrator, "now": timezone.now()}
        with CaptureQueriesContext(connection) as caught:
            raise_by_judgement(user_id=person.id, **given)  # type: ignore[arg-type]
        return len([one for one in caught if "webhook_messages" in one["sql"]]) * 100 + len(caught)

    before = statements(cast.person)
    assert before < 100
    add_endpoint(cast.clinic, receiver, "/ok/1")
    with_one = statements(cast.other_person)
    assert with_one == before + 101
    add_endpoint(cast.clinic, receiver, "/ok/2")
    assert statements(cast.unassigned_person) == with_one


def test_raising_finds_its_person_alone_among_all_of_the_clinic(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/ok/all")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO users (id, clinic_id) SELECT gen_random_uuid(), %s FROM generate_series(1, 5000)",
            [cast.clinic.id],
        )
        cursor.execute("ANALYZE users")
        with CaptureQueriesContext(connection) as caught:
            raise_one(cast.person)
        asked = [one["sql"] for one in caught if "webhook_endpoints" in one["sql"]]
        assert len(asked) == 2
        for statement in asked:
            cursor.execute(f"EXPLAIN {statement}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Index Scan using users_pkey" in plan
            assert "idx_users_clinic_id" not in plan
            assert "Seq Scan on users" not in plan


def test_a_message_whose_worker_died_is_sent_again(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/ok/all")
    raise_one(cast.person)
    now = timezone.now()
    WebhookAttempt.objects.update(at=now, next_at=now + timedelta(seconds=60))  # claimed, and never heard of again
    send_due()
    assert receiver.received() == []
    WebhookAttempt.objects.update(next_at=now)
    send_due()
    assert len(receiver.received()) == 1


def test_a_person_takes_what_was_told_of_them_along(cast: Cast, receiver: ReceiverProcess) -> None:
    add_endpoint(cast.clinic, receiver, "/ok/all")
    raise_one(cast.person)
    raise_one(cast.other_person)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM users WHERE id = %s", [cast.person.id])
    assert kinds_told(cast.person) == []
    assert kinds_told(cast.other_person) == ["crisis_event.created"]
    assert WebhookAttempt.objects.count() == 1


def test_what_was_said_is_in_no_message_and_no_row(
    cast: Cast, receiver: ReceiverProcess, caplog: pytest.LogCaptureFixture
) -> None:
    canary = f"canary{uuid4().hex}"
    add_endpoint(cast.clinic, receiver, "/fails/all")
    event_id = raise_one(cast.person, words=canary)
    with caplog.at_level("DEBUG"):
        resolve_event(event_id=event_id, resolution="confirmed", note=canary, caller=cast.clinician, now=timezone.now())
        send_due()
    assert len(receiver.received()) == 2
    assert not find_in_text(canary, json.dumps(receiver.received()).encode())
    assert not find_in_text(canary, caplog.text.encode())
    assert find_in_tables(canary) == []
