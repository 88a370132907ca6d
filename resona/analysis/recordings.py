"""Sessions that come as sound: what was sent becomes a session with measured features, and the sound is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Final

from pydantic import BaseModel, Field

from conversations.audio import MAX_AUDIO_BYTES, Audio, AudioError, read_audio
from conversations.serializers import SessionInput, read_session
from conversations.values import Session
from conversations.voice import measure_voice
from resona.api.bodies import MAX_BODY_BYTES
from resona.api.multipart import MultipartParser
from resona.api.strict_json import parse_strict
from resona.errors import Fault, InvalidInputError

SESSION, AUDIO = "session", "audio"
# Stands for the features while the session is checked and told from others: two recordings are the same upload if their
# bytes are, whatever is measured in them, so that a retry is recognised by a newer extractor too.
FINGERPRINT: Final = "audio_sha256"


class RecordingInput(BaseModel):
    """One session whose voice is to be measured."""

    session: Annotated[SessionInput, Field(description="without voice.features: they are measured")]
    audio: Annotated[
        bytes,
        Field(description="WAV or FLAC, mono or stereo, 8 to 48 kHz, at most 10 minutes and 50 MiB; never stored"),
    ]


class RecordingParser(MultipartParser):
    """Takes the two parts of a recording."""

    max_part_bytes = {SESSION: MAX_BODY_BYTES, AUDIO: MAX_AUDIO_BYTES}


def read_recording(parts: Mapping[str, bytes], *, now: datetime) -> Session:
    """The session in the parts of a body, measured. Raises InvalidInputError naming every fault by part and place.

    Takes about a second of processor time for a minute and a half of sound: no transaction should be open.
    """
    faults: list[Fault] = [Fault(pointer=f"/{name}", detail="is required") for name in _missing(parts)]
    session, audio = None, None
    if SESSION in parts:
        try:
            session = _read_session(parts[SESSION], parts.get(AUDIO, b""), now)
        except InvalidInputError as error:
            faults += [Fault(pointer=f"/{SESSION}{fault.pointer}", detail=fault.detail) for fault in error.faults]
    if AUDIO in parts:
        try:
            audio = read_audio(parts[AUDIO])
        except AudioError as error:
            faults.append(Fault(pointer=f"/{AUDIO}", detail=str(error)))
    if faults or session is None or audio is None:
        raise InvalidInputError(faults)
    return replace(session, voice_features=_measure(audio))


def _missing(parts: Mapping[str, bytes]) -> list[str]:
    return [name for name in (SESSION, AUDIO) if name not in parts]


def _read_session(text: bytes, audio: bytes, now: datetime) -> Session:
    """The session with a fingerprint of the sound in place of its features."""
    body = parse_strict(text)
    if not isinstance(body, dict):
        raise InvalidInputError([Fault(pointer="", detail="must be an object")])
    voice = body.get("voice")
    if voice is not None and not isinstance(voice, dict):
        raise InvalidInputError([Fault(pointer="/voice", detail="must be an object")])
    voice = voice or {}
    if voice.get("features") is not None:
        raise InvalidInputError([Fault(pointer="/voice/features", detail="is measured from the audio")])
    fingerprint = {FINGERPRINT: sha256(audio).hexdigest()}
    return read_session({**body, "voice": {**voice, "features": fingerprint}}, now=now)


def _measure(audio: Audio) -> dict[str, object]:
    return measure_voice(audio.samples, audio.rate_hz).as_voice_features()
