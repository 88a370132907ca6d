"""What becomes of a session whose sound is odd, wrong, or fatal to its decoder."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from django.test import Client

from conversations.sound import decoding
from tests.analysis.test_audio_view import NOISE, STRICT, features_of, pointers, send, session_of
from tests.api.clients import with_key
from tests.conftest import Cast
from tests.conversations.recordings import as_file, make_hum, make_syllables


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, "sessions:write")


@pytest.mark.parametrize(("container", "codec"), [("webm", "libopus"), ("ipod", "aac"), ("flac", "flac")])
def test_what_phones_and_browsers_record_is_measured(cast: Cast, client: Client, container: str, codec: str) -> None:
    session = session_of(cast.person)
    sound = as_file(make_syllables(3.0, rate_hz=48_000), 48_000, container=container, codec=codec)
    assert send(client, session, sound).status_code == 201
    assert features_of(session)["pitch_hz"] == pytest.approx(180.0, rel=0.01)


def test_sound_on_which_the_decoder_dies_is_named_and_the_next_one_is_measured(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    flac = as_file(make_syllables(3.0), container="flac", codec="flac")
    with monkeypatch.context() as dying:
        dying.setattr(decoding, "DECODER", (sys.executable, "-c", "import os; os.kill(os.getpid(), 11)"))
        assert pointers(send(client, session_of(cast.person), flac, headers=STRICT)) == {"/audio"}
    assert send(client, session_of(cast.person), flac).status_code == 201


@pytest.mark.parametrize(
    ("audio", "problem"),
    [
        (NOISE, "no_speech"),
        (as_file(np.zeros(32_000)), "silent"),
        (as_file(make_syllables(3.0) + make_hum(3.0, 0.05)), "hum"),
        (as_file(np.append(make_syllables(3.0), np.nan), codec="pcm_f32le"), "no_numbers"),
    ],
)
def test_without_a_usable_voice_the_session_is_recorded_and_a_human_is_told(
    cast: Cast, client: Client, audio: bytes, problem: str
) -> None:
    session = session_of(cast.person)
    response = send(client, session, audio)
    assert response.status_code == 201
    assert "voice_unusable" in response.json()["not_assessed"]
    assert response.json()["risk"]["needs_review"] is True
    features = features_of(session)
    assert features["problems"] == [problem]
    assert "pitch_hz" not in features


def test_what_was_put_right_is_said_and_measured(cast: Cast, client: Client) -> None:
    speech = make_syllables(3.0)
    session = session_of(cast.person)
    answer = send(client, session, as_file(np.stack([speech, 0 * speech], axis=1))).json()
    assert "voice_unusable" not in answer["not_assessed"]
    assert features_of(session)["mended"] == ["one_channel"]
    assert features_of(session)["pitch_hz"] == pytest.approx(180.0, rel=0.01)
