"""What the change feed brings to other systems: from each one's own position, no more at a time than it takes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from resona.compliance.holds import lift_hold, place_hold
from resona.compliance.rights_models import PrivacyHold
from resona.integrations import feed
from resona.integrations.feed import follow_feed
from resona.integrations.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from resona.integrations.registry import feed_kinds, kinds_by_name
from resona.integrations.sending import send_due
from resona.integrations.services import change_endpoint
from risk.models import RiskAssessment
from tests.api.records import make_assessment, make_session
from tests.audit.changes.following import settle
from tests.conftest import Cast
from tests.integrations.receiving import ReceiverProcess, add_endpoint, system_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def endpoint(cast: Cast, receiver: ReceiverProcess) -> WebhookEndpoint:
    return follow(cast, receiver, ["person", "risk_assessment"])


def follow(cast: Cast, receiver: ReceiverProcess, kinds: Iterable[str]) -> WebhookEndpoint:
    """An endpoint that follows the feed from now on."""
    made = add_endpoint(cast.clinic, receiver, "/ok/feed", kinds=list(kinds))
    WebhookEndpoint.objects.filter(id=made.id).update(position=settle().write())
    return WebhookEndpoint.objects.get(id=made.id)


def begin_anew() -> None:
    """From here on; the number of the test's own transaction, where reading has led, is that of no other here."""
    WebhookEndpoint.objects.update(position=settle().write())


def read_feed() -> None:
    settle()
    follow_feed(now=timezone.now())


def read_feed_quietly() -> None:
    follow_feed(now=timezone.now())


def bodies(receiver: ReceiverProcess) -> list[Any]:
    send_all()
    assert {one["fault"] for one in receiver.received()} <= {None}
    return [json.loads(one["body"]) for one in receiver.received()]


def send_all() -> None:
    while WebhookAttempt.objects.filter(next_at__lte=timezone.now()).exists():
        send_due()


@pytest.mark.usefixtures("endpoint")
def test_an_assessment_is_told_once_with_its_address(cast: Cast, receiver: ReceiverProcess) -> None:
    assessment = make_assessment(make_session(cast.person))
    read_feed()
    read_feed()
    (body,) = bodies(receiver)
    assert body["type"] == "risk_assessment.created"
    assert body["data"] == {
        "id": str(assessment.id),
        "user_id": str(cast.person.id),
        "url": f"http://127.0.0.1:8000/api/v1/risk-assessments/{assessment.id}/",
    }
    begin_anew()
    RiskAssessment.objects.filter(id=assessment.id).update(needs_review=True)
    read_feed()
    assert [one["type"] for one in bodies(receiver)] == ["risk_assessment.created", "risk_assessment.updated"]


@pytest.mark.usefixtures("endpoint")
def test_the_last_word_on_a_person_is_a_digest(cast: Cast, receiver: ReceiverProcess) -> None:
    person_id = str(cast.person.id)
    make_assessment(make_session(cast.person))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM users WHERE id = %s", [person_id])
    read_feed()
    told = bodies(receiver)
    assert [one["type"] for one in told] == ["person.erased"]
    assert told[0]["data"] == {"user_id_sha256": hashlib.sha256(person_id.encode()).hexdigest()}


@pytest.mark.usefixtures("endpoint")
def test_whose_restriction_ends_is_to_be_read_again(cast: Cast, receiver: ReceiverProcess) -> None:
    given: Any = {"user_id": cast.person.id, "kind": PrivacyHold.Kind.RESTRICTION, "caller": cast.administrator}
    place_hold(**given, reason="contested", now=timezone.now())
    make_assessment(make_session(cast.person))
    read_feed()
    assert bodies(receiver) == []
    begin_anew()
    lift_hold(**given, now=timezone.now())
    read_feed()
    assert [one["type"] for one in bodies(receiver)] == ["person.read_again"]


def test_an_endpoint_that_takes_nothing_gets_no_more_than_some(
    cast: Cast, endpoint: WebhookEndpoint, receiver: ReceiverProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MOST_WAITING", 2)
    ids = {str(make_assessment(make_session(cast.person)).id) for _ in range(5)}
    read_feed()
    assert WebhookMessage.objects.count() == 2
    read_feed()
    assert WebhookMessage.objects.count() == 2  # what is left stays in the feed
    for _ in range(3):
        send_all()
        read_feed()
    assert {one["data"]["id"] for one in bodies(receiver)} == ids


def test_who_was_away_for_too_long_is_told_to_read_everything(
    endpoint: WebhookEndpoint, receiver: ReceiverProcess
) -> None:
    WebhookEndpoint.objects.update(position=endpoint.position.rpartition(".")[0] + ".another-server")
    read_feed()
    assert [one["type"] for one in bodies(receiver)] == ["changes.lost"]
    assert WebhookEndpoint.objects.get().position.rpartition(".")[2] == endpoint.position.rpartition(".")[2]


def test_what_happened_while_it_was_paused_is_told_when_it_is_resumed(
    cast: Cast, endpoint: WebhookEndpoint, receiver: ReceiverProcess
) -> None:
    given: Any = {"endpoint_id": endpoint.id, "caller": cast.administrator, "now": timezone.now()}
    change_endpoint(**given, paused=True)
    make_assessment(make_session(cast.person))
    read_feed()
    assert not WebhookMessage.objects.exists()
    change_endpoint(**given, paused=False)
    read_feed()
    assert [one["type"] for one in bodies(receiver)] == ["risk_assessment.created"]


def test_who_follows_no_kind_of_the_feed_has_no_position(cast: Cast, receiver: ReceiverProcess) -> None:
    made = add_endpoint(cast.clinic, receiver, "/ok/x", kinds=["crisis_event.created"])
    given: Any = {"endpoint_id": made.id, "caller": system_of(cast.clinic.id), "now": timezone.now()}
    assert WebhookEndpoint.objects.get().position == ""
    assert change_endpoint(**given, kinds=["consent"]).position != ""
    assert change_endpoint(**given, kinds=[]).position == ""


def test_endpoints_with_nothing_to_tell_or_no_room_cost_no_statement_each(
    cast: Cast, receiver: ReceiverProcess, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(feed, "MOST_WAITING", 1)
    for kinds in (["consent"], ["risk_assessment"], ["interface"]):
        follow(cast, receiver, kinds)
    begin_anew()
    before = WebhookEndpoint.objects.values_list("id", "position").order_by("id")
    kept = list(before)
    with django_assert_num_queries(2):
        read_feed_quietly()
    make_assessment(make_session(cast.person))
    read_feed()
    assert WebhookMessage.objects.count() == 1
    assert sum(each not in kept for each in before.all()) == 1  # nothing is written for those that are told nothing
    begin_anew()
    make_assessment(make_session(cast.person))
    settle()
    with django_assert_num_queries(2):
        read_feed_quietly()  # whoever it is for has not taken the one before
    assert WebhookMessage.objects.count() == 1


def test_every_kind_of_the_feed_can_be_chosen_but_those_told_at_once() -> None:
    assert feed_kinds().keys() <= kinds_by_name().keys()
    assert {"person", "risk_assessment", "consent", "interface"} <= feed_kinds().keys()
    assert not {"crisis_event", "crisis_event_step"} & feed_kinds().keys()
