"""Reading sessions and what was said in them over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from conversations.models import Conversation, Message
from tests.api.clients import signed_in, with_key
from tests.api.records import FEATURES, make_message, make_session
from tests.conftest import Cast

CONVERSATIONS = "/api/v1/conversations/"
NOBODY = "0192f0c1-7d2a-7000-8000-000000000000"


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, "records:read")


def days_of(client: Client, query: str = "") -> list[int]:
    response = client.get(f"{CONVERSATIONS}?{query}")
    assert response.status_code == 200, response.content
    return [int(row["started_at"][8:10]) for row in response.json()["results"]]


def messages_of(session: Conversation) -> str:
    return f"{CONVERSATIONS}{session.id}/messages/"


def test_a_session_is_shown_as_it_was_recorded(cast: Cast, client: Client) -> None:
    session = make_session(cast.person, not_assessed=["words_missing"], analysis_status="partial")
    stored = Conversation.objects.get(id=session.id)
    expected = {
        "id": str(session.id),
        "user_id": str(cast.person.id),
        "started_at": "2026-03-01T18:20:00Z",
        "claimed_started_at": None,
        "clock_doubtful": False,
        "is_untimed": False,
        "is_historical": False,
        "ended_at": None,
        "language": "en",
        "emotion_summary": {"sad": 0.75, "neutral": 0.25},
        "voice_features": FEATURES,
        "stated_emotion": None,
        "crisis_detected": False,
        "escalated_to_human": False,
        "analysis_status": "partial",
        "not_assessed": ["words_missing"],
        "created_at": stored.created_at.isoformat().replace("+00:00", "Z"),
        "updated_at": stored.updated_at.isoformat().replace("+00:00", "Z"),
    }
    assert client.get(f"{CONVERSATIONS}{session.id}/").json() == expected
    assert client.get(CONVERSATIONS).json() == {"results": [expected], "next": None, "page_size": 50}


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("", [4, 3, 2, 1]),
        ("ordering=started_at", [1, 2, 3, 4]),
        ("started_after=2026-03-03T18:20:00Z", [4, 3]),
        ("started_before=2026-03-03T18:20:00Z", [2, 1]),
        ("started_after=2026-03-02T00:00:00Z&started_before=2026-03-04T00:00:00Z", [3, 2]),
        ("crisis_detected=true", [3]),
        ("crisis_detected=false", [4, 2, 1]),
        (f"user={NOBODY}", []),
    ],
)
def test_sessions_are_filtered_and_ordered(cast: Cast, client: Client, query: str, days: list[int]) -> None:
    for day in range(4):
        make_session(cast.person, days=day, crisis_detected=day == 2)
    assert days_of(client, query) == days


def test_sessions_of_one_person_are_found(cast: Cast, client: Client) -> None:
    make_session(cast.person, days=0)
    make_session(cast.other_person, days=1)
    assert days_of(client, f"user={cast.other_person.id}") == [2]


def test_everybody_reads_the_sessions_they_may_see(cast: Cast) -> None:
    for day, person in enumerate([cast.person, cast.other_person, cast.unassigned_person, cast.strange_person]):
        make_session(person, days=day)
    assert days_of(signed_in(cast.superuser)) == [4, 3, 2, 1]
    assert days_of(signed_in(cast.administrator)) == [3, 2, 1]
    assert days_of(signed_in(cast.clinician)) == [3, 1]
    assert days_of(signed_in(cast.outsider)) == [3]
    assert days_of(signed_in(cast.stranger)) == [4]
    assert days_of(signed_in(cast.person)) == [1]
    assert days_of(with_key(cast.clinic, "records:read")) == [3, 2, 1]


def test_messages_are_opened_in_their_order(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    second = make_message(session, "Nimechoka \U0001f614", position=1)
    first = make_message(session, "How are you?", position=0, role="assistant")
    assert client.get(messages_of(session)).json()["results"] == [
        {
            "id": str(first.id),
            "conversation_id": str(session.id),
            "position": 0,
            "role": "assistant",
            "content": "How are you?",
            "unreadable": [],
            "emotion_data": None,
            "created_at": "2026-03-01T18:20:00Z",
        },
        {
            "id": str(second.id),
            "conversation_id": str(session.id),
            "position": 1,
            "role": "user",
            "content": "Nimechoka \U0001f614",
            "unreadable": [],
            "emotion_data": None,
            "created_at": "2026-03-01T18:20:01Z",
        },
    ]


def test_messages_come_in_pages(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    for position in range(3):
        make_message(session, f"message {position}", position=position)
    first = client.get(f"{messages_of(session)}?page_size=2").json()
    second = client.get(first["next"]).json()
    shown = [row["content"] for row in first["results"] + second["results"]]
    assert shown == ["message 0", "message 1", "message 2"]


def test_a_session_without_messages_has_an_empty_list(cast: Cast, client: Client) -> None:
    assert client.get(messages_of(make_session(cast.person))).json()["results"] == []


def test_what_others_said_is_not_found(cast: Cast) -> None:
    session = make_session(cast.person)
    make_message(session, "canary")
    readers = [signed_in(cast.clinician), signed_in(cast.person), with_key(cast.clinic, "records:read")]
    others = [
        signed_in(cast.outsider),
        signed_in(cast.stranger),
        signed_in(cast.other_person),
        with_key(cast.strange_person.clinic, "records:read"),
    ]
    for path in (f"{CONVERSATIONS}{session.id}/", messages_of(session)):
        assert [reader.get(path).status_code for reader in readers] == [200, 200, 200]
        for other in others:
            response = other.get(path)
            assert response.status_code == 404
            assert b"canary" not in response.content


def test_messages_that_cannot_be_opened_say_so_and_quote_nothing(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    sealed = make_message(session, "canary").content
    other = make_session(cast.person, days=1)
    Message.objects.create(conversation=other, role="user", content=sealed)
    response = client.get(messages_of(other))
    assert response.json()["results"][0]["unreadable"] == ["content"]
    assert sealed not in response.content.decode()


@pytest.mark.parametrize("path", [CONVERSATIONS, f"{CONVERSATIONS}{NOBODY}/", f"{CONVERSATIONS}{NOBODY}/messages/"])
def test_who_may_read_no_records_reads_no_sessions(cast: Cast, path: str) -> None:
    assert Client().get(path).status_code == 401
    assert with_key(cast.clinic, "sessions:write").get(path).status_code == 403
    assert with_key(cast.clinic, "records:read").get(path + "?unknown=1").status_code == 400


@pytest.mark.parametrize("messages", [1, 20])
def test_statements_do_not_depend_on_how_much_was_said(
    cast: Cast, client: Client, django_assert_num_queries: Any, messages: int
) -> None:
    session = make_session(cast.person)
    for position in range(messages):
        make_message(session, "words", position=position)
    with django_assert_num_queries(3):  # the key, the session, its messages
        client.get(messages_of(session))
    with django_assert_num_queries(2):
        client.get(f"{CONVERSATIONS}{session.id}/")
