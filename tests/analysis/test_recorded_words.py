"""What is said beside a sound is recorded whatever becomes of the sound."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from baselines.models import Baseline
from conversations.models import Conversation, Message
from resona.analysis import recordings
from risk.models import CrisisEvent
from tests.analysis.test_audio_view import NOISE, SPEECH, TOO_LONG, URL, features_of, send, session_of
from tests.api.clients import with_key
from tests.conftest import Cast
from tests.sessions import LATEST

CRISIS = "I am going to kill myself tonight"


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, "sessions:write")


@pytest.fixture
def place() -> Iterator[Any]:
    """Holds the one place in measuring until it is released."""
    recordings.MEASURING.acquire()
    held = [True]

    def release() -> None:
        if held.pop():
            recordings.MEASURING.release()
        held.append(False)

    yield release
    release()


def codes(response: Any) -> set[str]:
    return {one["code"] for one in response.json()["warnings"]}


@pytest.mark.parametrize(
    "audio", [None, b"", b"no sound", SPEECH[:44], TOO_LONG], ids=["none", "empty", "no sound", "no frames", "too long"]
)
def test_sound_that_cannot_be_read_leaves_the_words(cast: Cast, client: Client, audio: bytes | None) -> None:
    session = session_of(cast.person, said=(CRISIS,))
    response = send(client, session, audio)
    assert response.status_code == 201
    assert codes(response) == {"voice_unusable"}
    assert "voice_unusable" in response.json()["not_assessed"]
    assert CrisisEvent.objects.get().conversation_id == Conversation.objects.get().id
    assert features_of(session) == {"problems": ["left_out"]}
    again = send(client, session, audio)
    assert (again.status_code, again.json()) == (200, response.json())


@pytest.mark.parametrize("audio", [None, b"no sound", TOO_LONG], ids=["none", "no sound", "too long"])
def test_where_nothing_was_said_sound_that_cannot_be_read_is_refused(
    cast: Cast, client: Client, audio: bytes | None
) -> None:
    response = send(client, session_of(cast.person, said=(), emotion=None), audio)
    assert response.status_code == 400
    assert [one["pointer"] for one in response.json()["errors"]] == ["/audio"]
    assert not Conversation.objects.exists()


def test_a_body_that_breaks_off_in_the_sound_is_read_as_far_as_it_goes(cast: Cast, client: Client) -> None:
    parts = {
        "session": json.dumps(session_of(cast.person, said=(CRISIS,))),
        "audio": SimpleUploadedFile("a.wav", SPEECH),
    }
    whole = encode_multipart(BOUNDARY, parts)
    response = client.generic("POST", URL, whole[:-5_000], MULTIPART_CONTENT)
    assert response.status_code == 201, response.content
    assert "wrong_part" in codes(response)
    assert CrisisEvent.objects.exists()


def test_words_wait_for_no_place_and_the_same_request_brings_the_sound(cast: Cast, client: Client, place: Any) -> None:
    session = session_of(cast.person, said=(CRISIS,))
    first = send(client, session)
    assert first.status_code == 201
    assert codes(first) == {"voice_waiting"}
    assert "voice_waiting" in first.json()["not_assessed"]
    assert CrisisEvent.objects.get(user=cast.person).due_at is not None
    place()
    second = send(client, session)
    assert second.status_code == 200
    assert features_of(session)["pitch_hz"] == pytest.approx(180.0, rel=0.01)
    assert "voice_waiting" not in second.json()["not_assessed"]
    assert codes(second) == set()
    assert second.json()["crisis_event"]["id"] == first.json()["crisis_event"]["id"]
    third = send(client, session)
    assert (third.status_code, third.json()) == (200, second.json())
    assert (Conversation.objects.count(), Message.objects.count(), CrisisEvent.objects.count()) == (1, 1, 1)


def test_a_repetition_while_others_are_measured_is_answered_as_before(
    cast: Cast, client: Client, place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings, "WAIT_SECONDS", 0.05)
    session = session_of(cast.person)
    first, second = send(client, session), send(client, session)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


def test_sound_that_waited_ends_in_the_baseline_as_if_it_had_been_measured_at_once(
    cast: Cast, client: Client, place: Any
) -> None:
    waits = [session_of(cast.person, at=LATEST - timedelta(days=day)) for day in (4, 3, 2, 1)]
    for session in waits:
        assert send(client, session).status_code == 201
    place()
    for session in waits[::-1]:
        assert send(client, session).status_code == 200
    for session in waits:
        measured = session_of(cast.other_person, at=LATEST - timedelta(days=9), seed=1) | {
            "started_at": session["started_at"],
            "ended_at": session["ended_at"],
        }
        assert send(client, measured).status_code == 201
    mine, theirs = (
        Baseline.objects.get(user=person, baseline_type="pitch").baseline_value
        for person in (cast.person, cast.other_person)
    )
    assert mine == theirs


def test_another_sound_under_the_same_id_is_recorded_once_as_another_session(cast: Cast, client: Client) -> None:
    session = session_of(cast.person, said=(CRISIS,))
    assert send(client, session).status_code == 201
    first, second = send(client, session, NOISE), send(client, session, NOISE)
    assert (first.status_code, second.status_code) == (409, 409)
    assert first.json()["recorded_as"] == second.json()["recorded_as"]
    assert Conversation.objects.count() == 2
