"""What is sealed with a lost key: shown as such, beside everything else, and told to whoever guards the house."""

from __future__ import annotations

from typing import Any

import pytest

from conversations.models import Message
from interfaces.keeping import pin
from interfaces.services import build_interfaces
from resona.audit.models import DataAccess, SecurityEvent
from risk.services import read_note, resolve_event
from tests.api.clients import signed_in, with_key
from tests.api.records import make_event, make_message, make_session
from tests.conftest import Cast
from tests.encryption.keys import make_keyring

pytestmark = pytest.mark.django_db

LOST, HERE = make_keyring("k1"), make_keyring("k2")


def key_problems() -> list[dict[str, Any]]:
    return list(SecurityEvent.objects.filter(kind=SecurityEvent.Kind.KEY_PROBLEM).values_list("detail", flat=True))


def messages_path(session: Any) -> str:
    return f"/api/v1/conversations/{session.id}/messages/"


def test_messages_beside_one_whose_key_is_lost_are_read(cast: Cast, settings: Any) -> None:
    session = make_session(cast.person)
    settings.RESONA_KEYRING = LOST
    make_message(session, "lost", position=0)
    settings.RESONA_KEYRING = HERE
    make_message(session, "kept", position=1)
    client = with_key(cast.clinic, "records:read")
    for _ in range(2):
        answer = client.get(messages_path(session))
        assert answer.status_code == 200
        shown = [(row["role"], row["content"], row["unreadable"]) for row in answer.json()["results"]]
        assert shown == [("user", None, ["content"]), ("user", "kept", [])]
    assert [(problem["column"], problem["key"]) for problem in key_problems()] == [("messages.content", "k1")]
    assert DataAccess.objects.count() == 2


def test_a_message_with_the_content_of_another_is_not_shown(cast: Cast) -> None:
    session, other = make_session(cast.person), make_session(cast.person)
    content = make_message(session, "said there").content
    Message.objects.create(conversation=other, role="user", position=0, content=content, created_at=other.started_at)
    answer = with_key(cast.clinic, "records:read").get(messages_path(other))
    assert [(row["content"], row["unreadable"]) for row in answer.json()["results"]] == [(None, ["content"])]
    assert [problem["key"] for problem in key_problems()] == [""]


def test_the_reason_of_a_version_whose_key_is_lost_says_so(cast: Cast, settings: Any) -> None:
    now = make_session(cast.person).started_at
    build_interfaces([cast.person.id], now=now)
    settings.RESONA_KEYRING = LOST
    pin(user_id=cast.person.id, reason="asked for", caller=cast.clinician, now=now)
    settings.RESONA_KEYRING = HERE
    row = signed_in(cast.clinician).get("/api/v1/interfaces/").json()["results"][0]
    assert (row["reason"], row["unreadable"]) == (None, ["reason"])
    # Whoever may not read it learns nothing of it.
    row = signed_in(cast.person).get("/api/v1/interfaces/").json()["results"][0]
    assert (row["reason"], row["unreadable"]) == (None, [])


def test_what_cannot_be_done_without_a_lost_key_says_so_and_overwrites_nothing(cast: Cast, settings: Any) -> None:
    event = make_event(make_session(cast.person))
    settings.RESONA_KEYRING = LOST
    now = event.created_at
    resolve_event(event_id=event.id, resolution="confirmed", note="called", caller=cast.clinician, now=now)
    settings.RESONA_KEYRING = HERE
    path = f"/api/v1/crisis-events/{event.id}/resolve/"
    body = {"resolution": "confirmed", "note": "safe"}
    answer = with_key(cast.clinic, "risk:write").post(path, body, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert "an encryption key is missing here" in answer.json()["detail"]
    settings.RESONA_KEYRING = LOST
    event.refresh_from_db()
    assert (event.resolved_at, read_note(event)) == (now, "called")
