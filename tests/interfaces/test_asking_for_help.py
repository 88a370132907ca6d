"""Whoever asks for help is never refused for the form of it, is told what follows, and an event is raised at once."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from interfaces.asking_for_help import MAX_WORDS, read_sent
from interfaces.models import InterfaceText, SupportResource
from resona.accounts.models import ApiKey
from resona.api.buckets import Turn
from resona.compliance.holds import place_hold
from resona.compliance.rights_models import PrivacyHold
from resona.sign_in import rate_limits
from risk.models import CrisisEvent
from risk.open_findings import open_events
from risk.services import read_words, resolve_event
from tests.api.clients import with_csrf, with_key
from tests.conftest import Cast
from tests.sign_in.clients import with_app

BYTES = "application/octet-stream"


@pytest.fixture
def app(cast: Cast) -> Client:
    return with_app(cast.person, by=cast.administrator)


def ask(client: Client, cast: Cast, body: bytes = b"", *, to: str = "help-requests", **given: Any) -> Any:
    path = f"/api/v1/users/{cast.person.id}/{to}/"
    return client.post(path, body, **({"content_type": "application/json"} | given))


def the_event(cast: Cast) -> CrisisEvent:
    return CrisisEvent.objects.get(user=cast.person)


def test_a_request_raises_a_critical_event_that_is_announced_and_due_within_the_hour(app: Client, cast: Cast) -> None:
    before = timezone.now()
    answer = ask(app, cast, b'{"id": "press-1", "words": "please call me"}')
    assert answer.status_code == 201
    event = the_event(cast)
    assert (event.source_kind, event.risk_level, event.conversation_id) == ("help_request", "critical", None)
    assert event.due_at is not None
    assert before <= event.due_at - timedelta(hours=1) <= timezone.now()
    assert read_words(event) == "please call me"
    assert "please call me" not in str(CrisisEvent.objects.filter(id=event.id).values().get())
    assert ProcrastinateJob.objects.get().args["event_id"] == str(event.id)


@pytest.mark.parametrize(
    ("body", "given", "words"),
    [
        (b"", {}, ""),
        (b"", {"content_type": ""}, ""),
        (b"null", {}, "null"),
        (b"[[[[", {}, "[[[["),
        (b"help", {"content_type": "text/plain"}, "help"),
        (b"help", {"content_type": "absurd;;;="}, "help"),
        (b"\xff\xfe\x00help\xff", {"content_type": BYTES}, None),
        (b"help", {"content_type": "multipart/form-data"}, "help"),
        (b"help", {"headers": {"content-encoding": "br"}}, ""),
        (zlib.compress(b'{"words": "help"}')[:-4], {"headers": {"content-encoding": "deflate"}}, None),
        (b'{"words": 7}', {}, '{"words": 7}'),
        (b'{"text": "help"}', {}, '{"text": "help"}'),
        (b'{"words": "a\\u0000b\\ud800"}', {}, None),
        (b'{"id": {"no": 1}, "words": ""}', {}, ""),
        (b'{"id": "\\ud800", "answer": "\\udfff"}', {}, ""),
        (b"x" * 3_000_000, {}, "x" * MAX_WORDS),
    ],
)
def test_nothing_about_its_form_refuses_a_request(
    app: Client, cast: Cast, body: bytes, given: dict[str, Any], words: str | None
) -> None:
    assert ask(app, cast, body, **given).status_code == 201
    event = the_event(cast)
    if words is not None:
        assert read_words(event) == words


@given(st.binary(max_size=300))
def test_any_body_is_read(body: bytes) -> None:
    assert len(read_sent(body).words) <= MAX_WORDS


def test_whatever_is_restricted_or_refused_the_event_is_raised_and_the_team_sees_it(app: Client, cast: Cast) -> None:
    place_hold(
        user_id=cast.person.id,
        kind=PrivacyHold.Kind.RESTRICTION,
        reason="asked for it",
        caller=cast.administrator,
        now=timezone.now(),
    )
    assert ask(app, cast).status_code == 201
    assert open_events(cast.clinician).filter(user=cast.person).exists()


def test_the_same_press_is_one_event_until_it_is_resolved_and_every_other_one_more_of_the_episode(
    app: Client, cast: Cast
) -> None:
    assert [ask(app, cast, b'{"id": "1"}').status_code for _ in range(2)] == [201, 200]
    assert ask(app, cast, b'{"id": "1", "words": "now"}').status_code == 201
    assert ask(app, cast, b'{"id": "2"}').status_code == 201
    assert ask(app, cast, b"in words").status_code == ask(app, cast, b"in words").status_code == 201
    events = CrisisEvent.objects.filter(user=cast.person)
    assert events.count() == 5
    assert events.values("episode_uuid").distinct().count() == 1
    for event in events:
        resolve_event(
            event_id=event.id, resolution="confirmed", note="called", caller=cast.clinician, now=timezone.now()
        )
    assert ask(app, cast, b'{"id": "1"}').status_code == 201


def test_another_persons_press_is_not_taken_for_ones_own(app: Client, cast: Cast) -> None:
    other = with_app(cast.other_person, by=cast.administrator)
    assert ask(app, cast, b'{"id": "1"}').status_code == 201
    answer: Any = other.post(f"/api/v1/users/{cast.other_person.id}/help-requests/", {"id": "1"}, "application/json")
    assert answer.status_code == 201
    assert CrisisEvent.objects.count() == 2


def test_no_limit_of_requests_counts(app: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "take_turn", lambda *_: Turn(limit=60, tokens=0.0, wait=30.0))
    assert app.get("/api/v1/users/").status_code == 429
    assert ask(app, cast).status_code == 201


def test_what_follows_is_told_after_the_crisis_lines_in_the_clinics_words(app: Client, cast: Cast) -> None:
    line = {"kind": "crisis", "language": "en", "title": "Crisis line", "text": "Day and night.", "contact": "1190"}
    SupportResource.objects.create(clinic=cast.clinic, **line)
    told = ask(app, cast).json()
    assert list(told) == ["help", "happens_next", "does_not_happen"]
    assert told["help"][0]["contact"] == "1190"
    assert cast.clinic.name in told["happens_next"]
    assert "ambulance" in told["does_not_happen"]
    InterfaceText.objects.create(clinic=cast.clinic, language="en", key="help_request.next", text="Asha calls you.")
    assert ask(app, cast).json()["happens_next"] == "Asha calls you."
    cast.person.language = "sw-KE"
    cast.person.save()
    assert "hospitali" in ask(app, cast).json()["does_not_happen"]


@pytest.mark.parametrize(
    ("body", "status", "level"),
    [
        ({"answer": "safety.safe"}, 200, None),
        ({"answer": "safety.unsure"}, 201, "high"),
        ({"answer": "safety.help"}, 201, "critical"),
        ({"answer": "no"}, 201, "critical"),
        ({}, 201, "critical"),
    ],
)
def test_an_answer_to_the_safety_check_that_is_not_safe_raises_an_event(
    app: Client, cast: Cast, body: dict[str, str], status: int, level: str | None
) -> None:
    answer = ask(app, cast, json.dumps(body).encode(), to="safety-checks")
    assert answer.status_code == status
    assert answer.json()["help"]
    levels = CrisisEvent.objects.filter(user=cast.person, source_kind="safety_check").values_list("risk_level")
    assert list(levels) == ([] if level is None else [(level,)])
    assert (answer.json()["happens_next"] is None) == (level is None)


def test_an_apps_server_asks_for_them_and_staff_do_not(cast: Cast) -> None:
    server = with_key(cast.clinic, ApiKey.Scope.SESSIONS_WRITE)
    assert ask(server, cast).status_code == 201
    assert ask(with_csrf(cast.clinician), cast).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_request_does_not_wait_for_a_replay_that_holds_the_person(cast: Cast) -> None:
    app = with_app(cast.person, by=cast.administrator)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT id FROM users WHERE id = %s FOR NO KEY UPDATE", [cast.person.id])
            assert ask(app, cast).status_code == 201
            cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert the_event(cast).source_kind == "help_request"
