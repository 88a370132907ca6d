"""Whoever sends more sound at once than is their share holds no thread and no memory with it, and no word is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.test import Client

from conversations.models import Conversation
from resona.accounts.keys import create_key
from resona.accounts.models import ApiKey
from resona.analysis import recordings
from resona.analysis.work import OF_SYSTEM
from resona.api.work_limits import holding_place, holding_place_at_once
from risk.models import CrisisEvent
from tests.analysis.faulty_sessions import CRISIS
from tests.analysis.test_audio_view import send, session_of
from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def name(cast: Cast, client: Client) -> str:
    return f"key:{cast.clinic.api_keys.get().id}"


@pytest.fixture
def client(cast: Cast) -> Client:
    key = create_key(clinic=cast.clinic, name="sound", scopes=[ApiKey.Scope.SESSIONS_WRITE])
    return Client(headers={"Authorization": f"Bearer {key.text}"})


@pytest.fixture
def busy(client: Client, name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The caller has as many recordings under way as they may."""
    monkeypatch.setattr("resona.api.work_limits.WAIT_SECONDS", 0.1)
    with ExitStack() as held:
        for _ in range(OF_SYSTEM.places):
            held.enter_context(holding_place(f"{name} with sound", OF_SYSTEM))
        yield


@pytest.mark.usefixtures("busy")
def test_of_what_is_too_much_the_words_are_recorded_and_nothing_is_measured(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings, "_measure", lambda _: pytest.fail("measured"))
    session = session_of(cast.person, said=(CRISIS,))
    answer = send(client, session)
    assert answer.status_code == 201, answer.content
    assert "voice_waiting" in answer.json()["not_assessed"]
    assert CrisisEvent.objects.filter(conversation_id=session["id"]).exists()
    assert send(client, session).status_code == 200


@pytest.mark.usefixtures("busy")
def test_sound_alone_comes_again_later(cast: Cast, client: Client) -> None:
    answer = send(client, session_of(cast.person, said=(), emotion=None))
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    strict = send(client, session_of(cast.person), headers={"Prefer": "handling=strict"})
    assert strict.status_code == 429
    assert not Conversation.objects.exists()


@pytest.mark.usefixtures("busy")
def test_no_second_body_is_read_beside_what_is_too_much(cast: Cast, client: Client, name: str) -> None:
    with holding_place_at_once(name, "keeping"):
        answer = send(client, session_of(cast.person))
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    assert not Conversation.objects.exists()


def test_within_their_share_everybody_is_heard(cast: Cast, client: Client) -> None:
    session = session_of(cast.person)
    assert send(client, session).status_code == 201
    assert "pitch_hz" in (Conversation.objects.get(id=session["id"]).voice_features or {})
