"""POST /api/v1/sessions/audio/: what other systems meet when they send sound."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation
from conversations.sound.voice import EXTRACTOR
from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.analysis import recordings
from resona.analysis.recorded_bodies import Recording
from resona.api.bodies import MEBIBYTE
from resona.compliance.consent import Channel, withdraw_consent
from resona.errors import InvalidInputError
from tests.api.clients import signed_in, with_csrf, with_key
from tests.conftest import Cast
from tests.conversations.recordings import as_file, make_noise, make_syllables
from tests.sessions import LATEST, make_body, read
from tests.system.searching import find_in_tables

URL = "/api/v1/sessions/audio/"
SPEECH = as_file(make_syllables(3.0))
NOISE = as_file(make_noise(3.0, 0.1))
TOO_LONG = as_file(np.zeros(601 * 8_000), 8_000, container="flac", codec="flac")


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, "sessions:write")


def session_of(person: User, **given: Any) -> dict[str, Any]:
    """A session that leaves its features to be measured."""
    return make_body(person, **{"features": None, **given})


STRICT = {"Prefer": "handling=strict"}


def send(
    client: Client,
    session: object,
    audio: bytes | None = SPEECH,
    *,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Any:
    parts: dict[str, Any] = {"session": session if isinstance(session, (str, bytes)) else json.dumps(session), **more}
    if audio is not None:
        parts["audio"] = SimpleUploadedFile("session.wav", audio, "audio/wav")
    return client.post(URL, parts, headers=headers)


def features_of(session: dict[str, Any]) -> dict[str, Any]:
    return dict(Conversation.objects.get(id=session["id"]).voice_features or {})


def pointers(response: Any) -> set[str]:
    assert response.status_code == 400, response.content
    return {fault["pointer"] for fault in json.loads(response.content)["errors"]}


def test_a_recording_is_measured_and_recorded(cast: Cast, client: Client) -> None:
    session = session_of(cast.person)
    response = send(client, session)
    assert response.status_code == 201, response.content
    assert response.json()["session_id"] == session["id"]
    features = features_of(session)
    assert features["pitch_hz"] == pytest.approx(180.0, rel=0.01)
    assert features["extractor"] == EXTRACTOR
    assert features["duration_s"] == pytest.approx(3.0, abs=0.1)
    assert "problems" not in features


def test_sound_alone_is_enough_and_the_emotion_may_come_with_it(cast: Cast, client: Client) -> None:
    bare = session_of(cast.person, said=(), emotion=None)
    assert send(client, bare).status_code == 201
    felt = session_of(cast.other_person, emotion={"sad": 0.6, "calm": 0.4})
    assert send(client, felt).status_code == 201
    assert Conversation.objects.get(id=felt["id"]).emotion_summary == {"sad": 0.6, "calm": 0.4}


def test_the_device_it_was_recorded_with_is_a_feature(cast: Cast, client: Client) -> None:
    named = session_of(cast.person, emotion=None) | {"voice": {"device": "Pixel 6a", "emotion": {"calm": 1.0}}}
    assert send(client, named).status_code == 201
    assert features_of(named)["device"] == "Pixel 6a"
    assert features_of(named)["pitch_hz"] == pytest.approx(180.0, rel=0.01)
    assert send(client, named).status_code == 200
    other = named | {"voice": named["voice"] | {"device": "headset"}}
    assert send(client, other).status_code == 409
    unnamed = session_of(cast.other_person) | {"voice": {"device": None}}
    assert send(client, unnamed).status_code == 201
    assert "device" not in features_of(unnamed)


def test_another_device_starts_a_baseline_of_its_own(cast: Cast, client: Client) -> None:
    answers = []
    for day, device in enumerate(["phone", "phone", "phone", "phone", "headset"]):
        session = session_of(cast.person, at=LATEST - timedelta(days=9 - day)) | {"voice": {"device": device}}
        answers.append(send(client, session).json())
    assert [bool(answer["deviations"]) for answer in answers] == [False, False, False, True, False]


def test_parts_may_come_as_fields_or_as_files(cast: Cast, client: Client) -> None:
    as_part = SimpleUploadedFile("session.json", json.dumps(session_of(cast.person)).encode(), "application/json")
    assert client.post(URL, {"session": as_part, "audio": SimpleUploadedFile("a", SPEECH)}).status_code == 201


def test_the_measured_session_is_the_one_that_would_have_come_with_its_features(cast: Cast, client: Client) -> None:
    for day in range(4):
        measured = session_of(cast.person, at=LATEST - timedelta(days=9 - day), emotion=None)
        first = send(client, measured).json()
        given = make_body(
            cast.other_person, at=LATEST - timedelta(days=9 - day), features=features_of(measured), emotion=None
        )
        second = client.post("/api/v1/sessions/", json.dumps(given), content_type="application/json").json()
        assert [each["z"] for each in first["deviations"]] == [each["z"] for each in second["deviations"]]
    assert len(first["deviations"]) > 0


def test_repeating_answers_with_the_analysis_of_then(cast: Cast, client: Client) -> None:
    session = session_of(cast.person)
    first, second = send(client, session), send(client, session)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Conversation.objects.count() == 1


def test_other_sound_or_other_words_under_the_same_id_are_refused(cast: Cast, client: Client) -> None:
    session = session_of(cast.person)
    assert send(client, session).status_code == 201
    assert send(client, session, SPEECH[:-2] + b"\x01\x00").status_code == 409
    assert send(client, session | {"language": "sw"}).status_code == 409


def test_measuring_adds_two_statements_that_lock_nothing(cast: Cast, client: Client) -> None:
    """Whether the person may be recorded, and whether this was here before: asked before anything is measured."""
    with CaptureQueriesContext(connection) as measured:
        assert send(client, session_of(cast.person)).status_code == 201
    body = make_body(cast.other_person)
    with CaptureQueriesContext(connection) as given:
        assert client.post("/api/v1/sessions/", json.dumps(body), content_type="application/json").status_code == 201
    assert len(measured) == len(given) + 2
    assert _locking(measured) == _locking(given) > 0


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another recording is being measured all the while, and nobody waits long for it."""
    monkeypatch.setattr(recordings, "WAIT_SECONDS", 0.05)
    with recordings.MEASURING:
        yield


def test_while_others_are_measured_one_is_asked_to_come_again(cast: Cast, client: Client, busy: None) -> None:
    response = send(client, session_of(cast.person, said=(), emotion=None))
    assert (response.status_code, response["Content-Type"]) == (503, "application/problem+json")
    assert response["Retry-After"] == str(recordings.RETRY_AFTER_SECONDS)
    assert "being measured" in response.json()["detail"]
    assert not Conversation.objects.exists()


def test_who_may_not_record_is_told_without_measuring(cast: Cast, client: Client, busy: None) -> None:
    session = session_of(cast.person)
    assert send(client, session | {"user_id": str(uuid4())}).status_code == 404
    assert send(with_key(cast.stranger.clinic, "sessions:write"), session).status_code == 404
    assert pointers(send(client, session, b"no sound", headers=STRICT)) == {"/audio"}
    User.objects.filter(id=cast.person.id).update(consent_version="")
    assert send(client, session).status_code == 403


def test_without_voice_analysis_the_sound_is_not_measured(cast: Cast, client: Client, busy: None) -> None:
    withdraw_consent(
        user_id=cast.person.id,
        purpose=Purpose.VOICE_ANALYSIS,
        channel=Channel.APP,
        caller=cast.person,
        now=timezone.now(),
    )
    session = session_of(cast.person)
    first = send(client, session)
    assert first.status_code == 201
    assert "voice_missing" in first.json()["not_assessed"]
    assert Conversation.objects.get(id=session["id"]).voice_features is None
    assert send(client, session).status_code == 200


def test_what_was_here_before_is_answered_without_measuring(
    cast: Cast, client: Client, request: pytest.FixtureRequest
) -> None:
    session = session_of(cast.person)
    first = send(client, session)
    request.getfixturevalue("busy")
    again = send(client, session)
    assert (again.status_code, again.json()) == (200, first.json())
    assert again["Content-Type"] == first["Content-Type"]
    assert send(client, session, NOISE).status_code == 409
    User.objects.filter(id=cast.person.id).update(consent_version="")
    assert send(client, session).status_code == 200
    Conversation.objects.filter(id=session["id"]).delete()
    assert send(client, session).status_code == 410


@pytest.mark.parametrize("audio", [SPEECH, SPEECH[:44], TOO_LONG], ids=["speech", "empty", "too long"])
def test_the_next_one_is_measured_however_the_last_one_ended(cast: Cast, client: Client, audio: bytes) -> None:
    with suppress(InvalidInputError):
        recordings.hear(Recording(session=read(session_of(cast.person)), sound=audio), handling="strict")
    assert send(client, session_of(cast.person)).status_code == 201


def test_what_only_the_whole_sound_shows_is_named_too(cast: Cast, client: Client) -> None:
    response = send(client, session_of(cast.person), TOO_LONG, headers=STRICT)
    assert pointers(response) == {"/audio"}
    assert response.json()["errors"][0]["detail"] == "is longer than 10 minutes"
    assert not Conversation.objects.exists()


def test_who_may_not_record_is_refused(cast: Cast, client: Client) -> None:
    session = session_of(cast.person)
    assert send(Client(), session).status_code == 401
    assert send(with_key(cast.clinic, "records:read"), session).status_code == 403
    assert send(with_key(cast.stranger.clinic, "sessions:write"), session).status_code == 404
    User.objects.filter(id=cast.person.id).update(consent_version="")
    assert send(client, session).status_code == 403


def test_a_signed_in_person_sends_their_own_with_the_csrf_token(cast: Cast) -> None:
    assert send(with_csrf(cast.person), session_of(cast.person)).status_code == 201
    assert send(with_csrf(cast.person), session_of(cast.other_person)).status_code == 404
    assert send(signed_in(cast.person), session_of(cast.person)).status_code == 403


BAD_SESSIONS: list[tuple[dict[str, Any], set[str]]] = [
    ({"id": 7}, {"/session/id"}),
    ({"voice": {"emotion": {"joy": 1.0}}}, {"/session/voice/emotion/joy"}),
    ({"voice": {"features": {"pitch_hz": 180.0}}}, {"/session/voice/features"}),
    ({"voice": []}, {"/session/voice"}),
    ({"voice": {"device": 7}}, {"/session/voice/device"}),
    ({"voice": {"device": "d" * 101}}, {"/session/voice/device"}),
    ({"surprise": 1, "language": "a language"}, {"/session/surprise", "/session/language"}),
]


@pytest.mark.parametrize(("changed", "expected"), BAD_SESSIONS)
def test_faults_of_the_session_are_named_in_it(
    cast: Cast, client: Client, changed: dict[str, Any], expected: set[str]
) -> None:
    assert pointers(send(client, session_of(cast.person) | changed, headers=STRICT)) == expected
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"id": "\\ud800"}', b'{"id": "\xff"}', '{"language": NaN}'])
def test_a_session_that_is_not_strict_json_is_named(client: Client, text: str | bytes) -> None:
    part = SimpleUploadedFile("session.json", text if isinstance(text, bytes) else text.encode())
    parts = {"session": part, "audio": SimpleUploadedFile("a", SPEECH)}
    found = pointers(client.post(URL, parts, headers=STRICT))
    assert all(pointer.startswith("/session") for pointer in found)


def test_every_faulty_part_is_named_at_once(cast: Cast, client: Client) -> None:
    session = session_of(cast.person)
    assert pointers(send(client, session | {"id": 7}, b"no sound", headers=STRICT)) == {"/session/id", "/audio"}
    assert pointers(client.post(URL, {}, headers=STRICT)) == {"/session", "/audio"}
    assert pointers(send(client, session, None, headers=STRICT)) == {"/audio"}
    assert pointers(send(client, session, headers=STRICT, extra="1")) == {"/extra"}
    assert pointers(client.post(URL, {"session": ["{}", "{}"]}, headers=STRICT)) == {"/session"}


def test_sound_that_cannot_be_measured_is_named(cast: Cast, client: Client) -> None:
    aiff = as_file(make_syllables(2.0), container="aiff", codec="pcm_s16be")
    for audio in (b"", b"RIFF", aiff, SPEECH[:44], as_file(make_syllables(2.0), 192_000)):
        assert pointers(send(client, session_of(cast.person), audio, headers=STRICT)) == {"/audio"}


def test_a_body_that_is_cut_short_or_none_is_refused(cast: Cast, client: Client) -> None:
    whole = encode_multipart(BOUNDARY, {"session": json.dumps(session_of(cast.person)), "audio": _file(SPEECH)})
    for body in (whole[:-200], whole[:50], b""):
        assert client.generic("POST", URL, body, MULTIPART_CONTENT, headers=STRICT).status_code == 400
    assert client.generic("POST", URL, whole, "multipart/form-data", headers=STRICT).status_code == 400
    assert client.generic("POST", URL, whole, "multipart/mixed", headers=STRICT).status_code == 415
    assert client.generic("POST", URL, b"{}", "application/json").status_code == 415
    assert not Conversation.objects.exists()


def test_too_large_is_refused(cast: Cast, client: Client) -> None:
    size = str(53 * MEBIBYTE)
    by_announcement = client.generic("POST", URL, b"-", MULTIPART_CONTENT, headers=STRICT, CONTENT_LENGTH=size)
    assert by_announcement.status_code == 413
    assert by_announcement.json()["detail"] == "The body is larger than 52 MiB."
    words = " " * MEBIBYTE + json.dumps(session_of(cast.person))
    assert send(client, words).status_code == 413
    for too_much in (50 * MEBIBYTE + 1, 53 * MEBIBYTE):
        assert send(client, session_of(cast.person), bytes(too_much), headers=STRICT).status_code == 413
    sound_first = {"audio": _file(bytes(53 * MEBIBYTE)), "session": json.dumps(session_of(cast.person))}
    assert client.post(URL, sound_first).status_code == 413
    assert not Conversation.objects.exists()


class Written:
    """Names of files that were opened for writing, and of temporary ones, while it listens."""

    def __init__(self) -> None:
        self.listens = False
        self.names: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.listens:
            return
        if event.startswith("tempfile."):
            self.names.append(event)
        elif event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
            self.names.append(str(arguments[0]))


@pytest.fixture(scope="module")
def written() -> Written:
    """Hooks into the interpreter can never be taken out again."""
    hook = Written()
    sys.addaudithook(hook)
    return hook


@pytest.fixture
def listening(written: Written) -> Iterator[Written]:
    written.names.clear()
    written.listens = True
    yield written
    written.listens = False


def test_no_file_is_written_however_large_the_recording(cast: Cast, client: Client, listening: Written) -> None:
    large = as_file(np.tile(make_syllables(3.0, rate_hz=48_000), 12), 48_000)
    assert len(large) > 3 * MEBIBYTE  # from 2.5 MiB on Django would write one
    assert send(client, session_of(cast.person), large).status_code == 201
    assert listening.names == []


def test_listening_hears_what_django_would_have_written(listening: Written) -> None:
    TemporaryUploadedFile("name", "audio/wav", 1, None).close()
    assert any(name.startswith("tempfile.") for name in listening.names)


def test_the_sound_is_found_in_no_table_and_in_no_log(
    cast: Cast, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    canary = "canary5f0a1c9e27d4"
    samples = np.frombuffer((canary * 20).encode(), dtype="<i2")
    audio = as_file(np.concatenate([(make_syllables(3.0) * 32767).astype(np.int16), samples]))
    assert canary.encode() in audio
    session = session_of(cast.person)
    for status in (201, 200):
        assert send(client, session, audio).status_code == status
    assert send(client, session | {"id": canary}, audio).status_code == 400
    assert find_in_tables(canary) == []
    assert canary not in caplog.text


def _locking(statements: CaptureQueriesContext) -> int:
    return sum("FOR NO KEY UPDATE" in statement["sql"] for statement in statements)


def _file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("session.wav", content, "audio/wav")
