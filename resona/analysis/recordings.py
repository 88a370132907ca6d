"""Sessions that come as sound: what was sent becomes a session with measured features, and the sound is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, Field
from rest_framework.exceptions import APIException

from baselines.normal import DEVICE_CHARACTERS
from conversations.reading import read_session
from conversations.serializers import SessionInput, VoiceInput
from conversations.sound.audio import check_beginning
from conversations.sound.values import MAX_AUDIO_BYTES, AudioError
from conversations.values import Session
from resona.accounts.models import User
from resona.accounts.purposes import Purpose
from resona.analysis.intake import UnknownPersonError, find_earlier_results
from resona.api.bodies import MAX_BODY_BYTES
from resona.api.lenient_json import Sent
from resona.api.multipart import MultipartParser
from resona.api.strict_json import parse_strict
from resona.compliance.holds import recording_refusal
from resona.errors import Fault, InvalidInputError, ResonaError

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

SESSION, AUDIO = "session", "audio"
# Stands for the features while the session is checked and told from others: two recordings are the same upload if their
# bytes are, whatever is measured in them, so that a retry is recognised by a newer extractor too.
FINGERPRINT: Final = "audio_sha256"
# The one feature that no sound tells.
DEVICE: Final = "device"
# Recordings measured at once in one process: the longest takes several hundred MiB while it is, and a processor wholly.
MEASURED_AT_ONCE: Final = 1
MEASURING: Final = BoundedSemaphore(MEASURED_AT_ONCE)
# How long one waits for its turn, holding its body and a thread of the server, before its sender is asked to come
# again, and after how long: the longest recording takes about seven seconds.
WAIT_SECONDS = 5.0
RETRY_AFTER_SECONDS: Final = 10


class RecordedVoiceInput(VoiceInput):
    """How the session sounded: its features are measured."""

    device: Annotated[
        str | None,
        Field(max_length=DEVICE_CHARACTERS, description="what it was recorded with; another one is another baseline"),
    ] = None


class RecordedSessionInput(SessionInput):
    """A session as JSON, beside its sound."""

    voice: RecordedVoiceInput | None = None


class RecordingInput(BaseModel):
    """One session whose voice is to be measured."""

    session: Annotated[RecordedSessionInput, Field(description="without voice.features: they are measured")]
    audio: Annotated[
        bytes,
        Field(description="WAV or FLAC, mono or stereo, 8 to 48 kHz, at most 10 minutes and 50 MiB; never stored"),
    ]


class RecordingParser(MultipartParser):
    """Takes the two parts of a recording."""

    max_part_bytes = {SESSION: MAX_BODY_BYTES, AUDIO: MAX_AUDIO_BYTES}


class MeasuringBusyError(APIException):
    """Other recordings are being measured; this one can come again in a while."""

    status_code = 503
    default_detail = "Other recordings are being measured right now. Nothing was recorded. Try again."
    wait = RETRY_AFTER_SECONDS


def read_recording(parts: Mapping[str, bytes], *, now: datetime) -> Session:
    """The session in the parts of a body, its features yet to be measured.

    Raises InvalidInputError naming every fault by part and place. Of the sound only the beginning is read.
    """
    faults: list[Fault] = [Fault(pointer=f"/{name}", detail="is required") for name in _missing(parts)]
    session = None
    if SESSION in parts:
        try:
            session = _read_session(parts[SESSION], parts.get(AUDIO, b""), now)
        except InvalidInputError as error:
            faults += [Fault(pointer=f"/{SESSION}{fault.pointer}", detail=fault.detail) for fault in error.faults]
    if AUDIO in parts:
        try:
            check_beginning(parts[AUDIO])
        except AudioError as error:
            faults.append(Fault(pointer=f"/{AUDIO}", detail=str(error)))
    if faults or session is None:
        raise InvalidInputError(faults)
    return session


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """What is to be done with a recording."""

    earlier: bytes | None  # the answer of then, if it was here before
    may_measure: bool  # the person consents to their voice being analysed


def admit(session: Session, caller: Caller) -> Admission:
    """Whether this recording was here before, and what may be done with it if it is new.

    Raises the error that recording it would end in. It locks nothing: recording it decides once more.
    """
    cared_for = User.objects.addressed_by(caller).people().filter(id=session.user_id)
    consents = cared_for.values_list("consents_given", flat=True).first()
    if consents is None:
        raise UnknownPersonError
    earlier = find_earlier_results([session], caller).get(session.id)
    if isinstance(earlier, ResonaError):
        raise earlier
    if earlier is None and Purpose.RECORDING not in consents:
        raise recording_refusal(session.user_id)
    return Admission(earlier=earlier, may_measure=Purpose.VOICE_ANALYSIS in consents)


def without_sound(session: Session) -> Session:
    """The session with nothing measured of its sound."""
    return replace(session, voice_features=None)


def measure_recording(session: Session, audio: bytes) -> Session:
    """The session with the features of its sound. Raises MeasuringBusyError, and InvalidInputError for faulty sound.

    Takes about a second of processor time for a minute and a half of sound: no transaction should be open.
    """
    if not MEASURING.acquire(timeout=WAIT_SECONDS):
        raise MeasuringBusyError
    try:
        return replace(session, voice_features={**_measure(audio), **_device_in(session.voice_features or {})})
    except AudioError as error:
        raise InvalidInputError([Fault(pointer=f"/{AUDIO}", detail=str(error))]) from None
    finally:
        MEASURING.release()


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
    device = _device_in(voice)
    known = {FINGERPRINT: sha256(audio).hexdigest(), **device}
    sounded = {name: value for name, value in voice.items() if name != DEVICE}
    sent = Sent(value={**body, "voice": {**sounded, "features": known}})
    return read_session(sent, now=now, handling="strict")


def _device_in(given: Mapping[str, object]) -> dict[str, str]:
    """What the sound was recorded with, as a feature; nothing where that is not said. Raises InvalidInputError."""
    device = given.get(DEVICE)
    if device is None:
        return {}
    if not isinstance(device, str) or len(device) > DEVICE_CHARACTERS:
        detail = f"must be text of at most {DEVICE_CHARACTERS} characters"
        raise InvalidInputError([Fault(pointer=f"/voice/{DEVICE}", detail=detail)])
    return {DEVICE: device}


def _measure(data: bytes) -> dict[str, object]:
    # Not above: signal processing is a fifth of what every process would load, and few ever measure sound.
    from conversations.sound.measuring import measure_sound

    return measure_sound(data).as_voice_features()
