"""Faults made at random and in combination: the words are read all the same, and no answer is an error of ours."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.models import Conversation
from conversations.reading import parse_session, read_session
from resona.errors import InvalidInputError
from risk.language import read_crisis_language
from risk.models import CrisisEvent
from tests.analysis.faulty_sessions import CRISIS
from tests.api.clients import with_key
from tests.conftest import Cast
from tests.sessions import LATEST

SESSIONS = "/api/v1/sessions/"
TRIES = 60  # of properties that need a database
SENT: dict[str, Any] = {
    "id": "0192f0c1-7d2a-7000-8000-000000000001",
    "user_id": "0192f0c1-7d2a-7000-8000-000000000002",
    "started_at": "2026-01-01T10:00:00Z",
    "ended_at": "2026-01-01T10:11:00Z",
    "language": "en",
    "stated_emotion": "positive",
    "voice": {"features": {"rate_sps": 4.0, "extractor": "x/1"}, "emotion": {"sad": 0.75, "calm": 0.25}},
    "messages": [{"id": "0192f0c1-7d2a-7000-8000-00000000000a", "role": "user", "content": CRISIS}],
}

numbers = st.integers(-(2**70), 2**70) | st.floats()
texts = st.text(st.characters(codec=None), max_size=12) | st.sampled_from(
    ["", "user", "en", "sw_KE", "2026-01-01", "\0"]
)
anything = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
beside_the_words = st.dictionaries(
    st.sampled_from([name for name in SENT if name not in {"id", "user_id", "messages"}])
    | texts.filter(lambda name: name not in {"id", "user_id", "messages"}),
    anything,
    max_size=6,
)
within_the_message = st.dictionaries(
    st.sampled_from(["id", "created_at"]) | texts.filter(lambda name: name not in {"role", "content"}),
    anything,
    max_size=3,
)


def write(value: object) -> bytes:
    return json.dumps(value).encode()


def read(text: bytes) -> Any:
    return read_session(parse_session(text), now=LATEST)


@given(beside_the_words, within_the_message)
def test_what_the_words_amount_to_depends_on_nothing_beside_them(
    beside: dict[str, Any], within: dict[str, Any]
) -> None:
    plain = read(write(SENT))
    (message,) = SENT["messages"]
    session = read(write({**SENT, **beside, "messages": [{**message, **within}]}))
    assert session.said == plain.said == (CRISIS,)
    assert read_crisis_language(session.said) == read_crisis_language(plain.said)
    assert (session.id, session.user_id) == (plain.id, plain.user_id)


@given(st.lists(anything, max_size=4), st.integers(0, 4), st.sampled_from(["list", "text", "object", "content"]))
def test_the_words_are_found_wherever_they_stand_among_the_messages(others: list[Any], place: int, shape: str) -> None:
    said: dict[str, Any] = {
        "list": [{"role": "user", "content": CRISIS}],
        "text": CRISIS,
        "object": {"role": "nobody", "content": CRISIS},
        "content": {"content": [{"type": "text", "text": CRISIS}]},
    }
    messages = [*others[:place], said[shape], *others[place:]]
    assert CRISIS in read(write({**SENT, "messages": messages})).said


@given(beside_the_words, st.data())
def test_a_body_is_the_same_upload_whenever_it_comes(beside: dict[str, Any], data: st.DataObject) -> None:
    text = write({**SENT, **beside})
    later = data.draw(st.datetimes(LATEST.replace(tzinfo=None), LATEST.replace(year=2040, tzinfo=None)))
    first, again = read(text), read_session(parse_session(text), now=later.replace(tzinfo=LATEST.tzinfo))
    assert first.canonical_body == again.canonical_body


@given(st.lists(st.tuples(st.integers(0, 1_000), st.binary(min_size=0, max_size=3)), min_size=1, max_size=6))
def test_bytes_changed_at_random_are_read_or_refused(changes: list[tuple[int, bytes]]) -> None:
    text = bytearray(write(SENT))
    for place, change in changes:
        text[place % len(text) : place % len(text) + len(change)] = change
    with suppress(InvalidInputError):
        session = read(bytes(text))
        assert session.messages or session.voice_features or session.emotion


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, "sessions:write")


@settings(max_examples=TRIES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(beside_the_words, within_the_message)
def test_an_event_is_raised_whatever_stands_beside_the_words(
    cast: Cast, client: Client, beside: dict[str, Any], within: dict[str, Any]
) -> None:
    ids = {"id": str(uuid4()), "user_id": str(cast.person.id)}
    message = {**SENT["messages"][0], "id": None, **within}
    response = client.post(SESSIONS, write({**SENT, **ids, **beside, "messages": [message]}), "application/json")
    assert response.status_code == 201, response.content
    assert CrisisEvent.objects.filter(conversation_id=ids["id"], escalation_required=True).count() == 1


@settings(max_examples=TRIES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(list(SENT)) | texts, anything, max_size=8), st.sampled_from(["lenient", "strict"])
)
def test_no_answer_is_an_error_of_ours(cast: Cast, client: Client, changed: dict[str, Any], handling: str) -> None:
    body = {**SENT, "id": str(uuid4()), "user_id": str(cast.person.id), **changed}
    headers = {"Prefer": f"handling={handling}"}
    response = client.post(SESSIONS, write(body), "application/json", headers=headers)
    assert response.status_code in {201, 400, 404, 409}, response.content
    if response.status_code == 201:
        assert Conversation.objects.filter(id=response.json()["session_id"]).exists()
