"""Bodies of a session and its sound: two parts, read so that the words count whatever is wrong with the sound."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import IO, Annotated, Any, Final

from pydantic import BaseModel, Field
from rest_framework.exceptions import UnsupportedMediaType

from baselines.normal import DEVICE_CHARACTERS
from conversations.feature_faults import is_code
from conversations.input_warnings import Warnings, as_faults
from conversations.reading import parse_session, read_session
from conversations.serializers import SessionInput, VoiceInput
from conversations.sound.audio import check_beginning
from conversations.sound.values import MAX_AUDIO_BYTES, AudioError
from conversations.values import Session
from resona.api.bodies import MAX_BODY_BYTES, BodyTooLargeError, announced_length
from resona.api.lenient_json import Sent
from resona.api.multipart import MultipartParser
from resona.api.preferences import Handling, handling_of
from resona.errors import Fault, InputWarning, InvalidInputError
from resona.logs import log_unforeseen

SESSION, AUDIO = "session", "audio"
# Stands for the features while the session is checked and told from others: two recordings are the same upload if their
# bytes are, whatever is measured in them, so that a retry is recognised by a newer extractor too.
FINGERPRINT: Final = "audio_sha256"
# The one feature that no sound tells.
DEVICE: Final = "device"


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
        Field(
            description="WAV, FLAC, Opus or Vorbis in Ogg or WebM, AAC in M4A or MP4; mono or stereo, 8 to 96 kHz, "
            "at most 10 minutes and 50 MiB; never stored"
        ),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """The parts of a body by name, and what is wrong with them."""

    content: Mapping[str, bytes]
    faults: tuple[Fault, ...]


# What a reader of files may stumble over.
MISREAD: Final = (ArithmeticError, AttributeError, LookupError, MemoryError, TypeError, ValueError, struct.error)

NO_PARTS: Final = Parts(content={}, faults=())
_OF_OTHER_MEDIA: Final = Fault(pointer="", detail="is said not to be multipart/form-data")


class RecordingParser(MultipartParser):
    """Takes the two parts of a recording."""

    max_part_bytes = {SESSION: MAX_BODY_BYTES, AUDIO: MAX_AUDIO_BYTES}

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The parts of a body, as `Parts`. Raises BodyTooLargeError where what was said is."""
        request = (parser_context or {})["request"]
        parts, faults = self.read_parts(stream, media_type, request)
        if faults and handling_of(request) == "strict":
            raise InvalidInputError(faults)
        if len(parts.get(SESSION, b"")) > MAX_BODY_BYTES:
            raise BodyTooLargeError(MAX_BODY_BYTES, f"The part {SESSION}")
        if SESSION not in parts and announced_length(request) > self.max_body_bytes():
            raise BodyTooLargeError(self.max_body_bytes())
        return Parts(content=parts, faults=tuple(faults))


class OtherRecordingParser(RecordingParser):
    """Whatever else has the parts of a recording, though it says it is something else; strictly, nothing has."""

    media_type = "*/*"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The parts of a body, as `Parts`. Raises UnsupportedMediaType."""
        if handling_of((parser_context or {})["request"]) == "strict":
            raise UnsupportedMediaType(media_type or "")
        try:
            parts: Parts = super().parse(stream, media_type, parser_context)
        except InvalidInputError:
            raise UnsupportedMediaType(media_type or "") from None
        return replace(parts, faults=(*parts.faults, _OF_OTHER_MEDIA))


@dataclass(frozen=True, kw_only=True, slots=True)
class Recording:
    """A session, its features yet to be measured, and its sound; None: there is none that can be."""

    session: Session
    sound: bytes | None


def read_recording(
    parts: Parts, *, now: datetime, handling: Handling = "lenient", may_import: bool = False
) -> Recording:
    """The session and the sound in the parts of a body. Of the sound only the beginning is read.

    Raises InvalidInputError naming faults by part and place: lenient, only where nobody can tell who spoke, or nothing
    was said and nothing can be heard.
    """
    text, sound = parts.content.get(SESSION), parts.content.get(AUDIO)
    warnings, refusals = Warnings(), list[Fault]()
    fault_of_sound = _fault_of(sound)
    if text is None:
        refusals.append(Fault(pointer=f"/{SESSION}", detail="is required"))
    else:
        try:
            sent = _with_fingerprint(parse_session(text, handling=handling), text, sound or b"", warnings)
            session = read_session(sent, now=now, handling=handling, may_import=may_import)
        except InvalidInputError as error:
            refusals += [replace(fault, pointer=f"/{SESSION}{fault.pointer}") for fault in error.faults]
    if fault_of_sound is not None and not (refusals or has_words(session) or handling == "strict"):
        refusals.append(Fault(pointer=f"/{AUDIO}", detail=fault_of_sound))
    if fault_of_sound is not None:
        warnings.note(f"/{AUDIO}", "voice_unusable", fault_of_sound)
    if handling == "strict":
        refusals += as_faults(warnings.noted)
    if refusals:
        raise InvalidInputError(refusals)
    noted = [*map(_of_part, parts.faults), *map(_in_session, session.warnings), *warnings.noted]
    return Recording(
        session=replace(session, warnings=tuple(noted)), sound=None if fault_of_sound is not None else sound
    )


def has_words(session: Session) -> bool:
    """Whether a session is worth recording without its sound."""
    return bool(session.messages or session.emotion)


def _fault_of(sound: bytes | None) -> str | None:
    """What is wrong with the sound, as far as its beginning shows."""
    if sound is None:
        return "is required"
    try:
        check_beginning(sound)
    except AudioError as error:
        return str(error)
    except MISREAD as error:  # a fault in our readers of files must cost nobody their words
        log_unforeseen(error)
        return "cannot be read"
    return None


def _with_fingerprint(sent: Sent, text: bytes, sound: bytes, warnings: Warnings) -> Sent:
    """The body with a fingerprint of the sound in place of its features."""
    if not isinstance(sent.value, dict):
        raise InvalidInputError([Fault(pointer="", detail="must be an object")])
    digest = sha256(sound).hexdigest()
    before = len(warnings.noted)
    voice = _voice_in(sent.value, warnings)
    features = {FINGERPRINT: digest, **_device_in(voice, warnings)}
    body = copy(sent.value)
    body["voice"] = {**{name: value for name, value in voice.items() if name != DEVICE}, "features": features}
    is_as_sent = sent.raw is None and len(warnings.noted) == before
    return replace(sent, value=body, raw=None if is_as_sent else text + digest.encode())


def _voice_in(body: Mapping[str, object], warnings: Warnings) -> Mapping[str, object]:
    voice = body.get("voice")
    if voice is None:
        return {}
    if not isinstance(voice, dict):
        warnings.note(f"/{SESSION}/voice", "voice_unusable", "must be an object")
        return {}
    if voice.get("features") is not None:
        warnings.note(f"/{SESSION}/voice/features", "unknown_key", "is measured from the audio")
    return voice


def _device_in(voice: Mapping[str, object], warnings: Warnings) -> dict[str, str]:
    """What the sound was recorded with, as a feature; nothing where that is not said."""
    device = voice.get(DEVICE)
    if device is None:
        return {}
    if not isinstance(device, str) or len(device) > DEVICE_CHARACTERS or not is_code(device):
        detail = f"must name a device, in at most {DEVICE_CHARACTERS} characters"
        warnings.note(f"/{SESSION}/voice/{DEVICE}", "voice_unusable", detail)
        return {}
    return {DEVICE: device}


def _of_part(fault: Fault) -> InputWarning:
    return InputWarning(pointer=fault.pointer, code="wrong_part", detail=fault.detail)


def _in_session(warning: InputWarning) -> InputWarning:
    return replace(warning, pointer=f"/{SESSION}{warning.pointer}")
