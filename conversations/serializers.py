"""The shape, units and ranges of a session as other systems send it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from conversations.emotions import EMOTIONS, EmotionSharesError, read_emotion_shares
from conversations.models import Message
from conversations.values import Role, Sentiment, Session, SessionMessage
from resona.api.strict_json import reference_token
from resona.errors import Fault, InvalidInputError
from resona.postgres.models import new_id

MAX_MESSAGES = 500
# Clocks of phones are wrong: this far in the future is accepted.
CLOCK_TOLERANCE = timedelta(minutes=15)
# Before this no session can have been recorded; it catches clocks that were never set.
EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)

# No measure of a voice comes near: it keeps out what no arithmetic and no other system's JSON can take, while a value
# that is merely not believed is recorded and named to a human.
LARGEST_FEATURE = 1e6

# Features we do not know are kept for whoever sends them. All 88 of eGeMAPS (Eyben et al. 2016) fit.
MAX_UNKNOWN_FEATURES = 100
MAX_FEATURE_NAME_CHARACTERS = 100
# Some hundred numbers, and nothing of the length of a recording. Bytes as JSON.
MAX_FEATURE_BYTES = 2_000
# Lists and objects within one another.
MAX_FEATURE_DEPTH = 4
# A clock's milliseconds are 2e12; the squares of a few hundred such numbers can still be summed.
LARGEST_UNKNOWN_NUMBER = 1e15

LANGUAGE_PATTERN = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"  # BCP 47, as far as it matters here
# What pydantic says with names of Python's types and of our classes, which mean nothing to who sent the JSON.
_WORDS = {
    "model_type": "must be an object",
    "dict_type": "must be an object",
    "list_type": "must be a list",
    "string_type": "must be text",
    "float_type": "must be a number",
    "extra_forbidden": "is not known here",
    "missing": "is required",
}
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}")


def _must_be_text(value: object) -> object:
    if not isinstance(value, str) or not _DATE_TIME.match(value):
        raise PydanticCustomError("timestamp", "must be a time as in RFC 3339, e.g. 2026-03-01T18:20:00Z")
    return value


def _must_be_text_id(value: object) -> object:
    if not isinstance(value, str):
        raise PydanticCustomError("uuid_text", "must be a UUID in quotes")
    return value


def _believable(value: datetime, info: ValidationInfo) -> datetime:
    if value < EARLIEST:
        raise PydanticCustomError("too_early", "is before any session can have been recorded")
    if value > _now(info) + CLOCK_TOLERANCE:
        raise PydanticCustomError("future", "is more than 15 minutes in the future")
    return value


def _now(info: ValidationInfo) -> datetime:
    context: Mapping[str, datetime] = info.context or {}
    return context["now"]


Id = Annotated[UUID, BeforeValidator(_must_be_text_id)]
Timestamp = Annotated[AwareDatetime, BeforeValidator(_must_be_text)]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Measure = Annotated[Number, Field(ge=-LARGEST_FEATURE, le=LARGEST_FEATURE)]
PositiveMeasure = Annotated[Number, Field(ge=0, le=LARGEST_FEATURE)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MessageInput(_Strict):
    """One message: what the person or the app said."""

    role: Role
    content: Annotated[str, Strict(), StringConstraints(max_length=Message.content.max_characters)]
    id: Id | None = None
    created_at: Timestamp | None = None

    _created_at_is_believable = field_validator("created_at")(
        lambda value, info: None if value is None else _believable(value, info)
    )


class VoiceFeatures(BaseModel):
    """What was measured of a voice; every key optional, unknown keys are kept but not analysed."""

    model_config = ConfigDict(extra="allow", frozen=True)

    pitch_hz: Annotated[Number, Field(ge=50, le=600, description="median F0, Hz")] | None = None
    pitch_sd_semitones: Annotated[PositiveMeasure, Field(description="semitones")] | None = None
    energy_db: Annotated[Measure, Field(description="mean intensity of speech, dB")] | None = None
    energy_sd_db: Annotated[PositiveMeasure, Field(description="dB")] | None = None
    rate_sps: Annotated[Number, Field(ge=0, le=15, description="syllable nuclei per second")] | None = None
    pause_ratio: Annotated[Number, Field(ge=0, le=1, description="share of silence")] | None = None
    jitter: Annotated[PositiveMeasure, Field(description="share of a period")] | None = None
    shimmer: Annotated[PositiveMeasure, Field(description="share of amplitude")] | None = None
    hnr_db: Annotated[Measure, Field(description="harmonics to noise, dB")] | None = None
    alpha_ratio_db: Annotated[Measure, Field(description="energy in 1-5 kHz over that in 50-1000 Hz, dB")] | None = None
    low_slope_db_khz: Annotated[Measure, Field(description="slope over 90-500 Hz, dB/kHz")] | None = None
    slope_db_octave: Annotated[Measure, Field(description="slope over 100-4000 Hz, dB/octave")] | None = None
    duration_s: Annotated[PositiveMeasure, Field(description="seconds")] | None = None
    extractor: Annotated[str, Strict(), StringConstraints(max_length=100)] | None = None


class VoiceInput(_Strict):
    """How the session sounded."""

    features: VoiceFeatures | None = None
    emotion: dict[str, Number] | None = Field(
        default=None, description=f"share of each emotion, summing to 1: {', '.join(EMOTIONS)}"
    )


class SessionInput(_Strict):
    """One session: `messages` or `voice`, or both."""

    id: Id
    user_id: Id
    started_at: Timestamp
    ended_at: Timestamp | None = None
    language: Annotated[str, Strict(), StringConstraints(max_length=10, pattern=LANGUAGE_PATTERN)] | None = None
    messages: Annotated[list[MessageInput], Field(max_length=MAX_MESSAGES)] = []
    voice: VoiceInput | None = None
    stated_emotion: Literal["positive", "neutral", "negative"] | None = None

    _times_are_believable = field_validator("started_at", "ended_at")(
        lambda value, info: None if value is None else _believable(value, info)
    )


def read_session(body: object, *, now: datetime) -> Session:
    """The session in a parsed JSON body. Raises InvalidInputError naming every fault by pointer."""
    try:
        given = SessionInput.model_validate(body, context={"now": now})
    except ValidationError as error:
        raise InvalidInputError([*_pydantic_faults(error), *_emotion_faults_of_body(body)]) from None
    faults = list(_cross_faults(given))
    if faults:
        raise InvalidInputError(faults)
    return _as_session(given)


def _as_session(given: SessionInput) -> Session:
    voice = given.voice
    features = voice.features.model_dump(exclude_none=True) if voice and voice.features else None
    sentiment: Sentiment | None = given.stated_emotion
    return Session(
        id=given.id,
        user_id=given.user_id,
        started_at=given.started_at,
        ended_at=given.ended_at,
        language=given.language,
        messages=tuple(
            SessionMessage(
                id=message.id or new_id(),
                role=message.role,
                content=message.content,
                created_at=message.created_at or given.started_at,
            )
            for message in given.messages
        ),
        voice_features=features or None,
        emotion=voice.emotion if voice and voice.emotion else None,
        stated_emotion=sentiment,
        canonical_body=orjson.dumps(given.model_dump(exclude_none=True), option=orjson.OPT_SORT_KEYS),
    )


def _cross_faults(given: SessionInput) -> Iterator[Fault]:
    """What is wrong between fields that are right by themselves."""
    voice = given.voice
    if not given.messages and not (voice and (voice.features or voice.emotion)):
        yield Fault(pointer="", detail="messages or voice must be given")
    if given.ended_at is not None and given.ended_at < given.started_at:
        yield Fault(pointer="/ended_at", detail="is before started_at")
    yield from _message_faults(given.messages)
    if voice and voice.features:
        yield from _extra_faults(voice.features.model_extra or {})
    if voice and voice.emotion is not None:
        yield from _emotion_faults(voice.emotion)


def _message_faults(messages: list[MessageInput]) -> Iterator[Fault]:
    first_use: dict[UUID, int] = {}
    latest: datetime | None = None
    for position, message in enumerate(messages):
        if message.id is not None and first_use.setdefault(message.id, position) != position:
            yield Fault(pointer=f"/messages/{position}/id", detail=f"repeats the id of message {first_use[message.id]}")
        if message.created_at is not None:
            if latest is not None and message.created_at < latest:
                yield Fault(pointer=f"/messages/{position}/created_at", detail="is before the message it follows")
            latest = message.created_at


def _emotion_faults(shares: Mapping[str, float]) -> Iterator[Fault]:
    unknown = [label for label in shares if label not in EMOTIONS]
    for label in unknown:
        yield Fault(pointer=f"/voice/emotion/{reference_token(label)}", detail="is not an emotion known here")
    for label, share in shares.items():
        if not 0 <= share <= 1:
            yield Fault(pointer=f"/voice/emotion/{reference_token(label)}", detail="must be a share from 0 to 1")
    if not unknown:
        try:
            read_emotion_shares(shares)
        except EmotionSharesError as error:
            yield Fault(pointer="/voice/emotion", detail=str(error))


def _emotion_faults_of_body(body: object) -> Iterator[Fault]:
    """Faulty shares are named together with the faults elsewhere, as far as they are numbers at all."""
    voice = body.get("voice") if isinstance(body, dict) else None
    shares = voice.get("emotion") if isinstance(voice, dict) else None
    if isinstance(shares, dict) and all(
        type(share) in (int, float) and math.isfinite(share) for share in shares.values()
    ):
        yield from _emotion_faults(shares)


def _extra_faults(extra: Mapping[str, object]) -> Iterator[Fault]:
    """Features we do not know are kept, if they are few and small, and numbers that can be reckoned with."""
    if len(extra) > MAX_UNKNOWN_FEATURES:
        detail = f"has {len(extra)} keys that are not known here, more than {MAX_UNKNOWN_FEATURES}"
        yield Fault(pointer="/voice/features", detail=detail)
        return
    for key, value in extra.items():
        pointer = f"/voice/features/{reference_token(key)}"
        if len(key) > MAX_FEATURE_NAME_CHARACTERS:
            yield Fault(pointer=pointer, detail=f"has a name of more than {MAX_FEATURE_NAME_CHARACTERS} characters")
        if _depth(value) > MAX_FEATURE_DEPTH:
            yield Fault(pointer=pointer, detail=f"is nested more than {MAX_FEATURE_DEPTH} levels deep")
            continue
        number_faults = list(_number_faults(value, pointer))
        yield from number_faults
        if not number_faults and len(orjson.dumps(value)) > MAX_FEATURE_BYTES:
            yield Fault(pointer=pointer, detail=f"takes more than {MAX_FEATURE_BYTES:,} bytes as JSON")


def _depth(value: object) -> int:
    """How many lists and objects stand within one another; no further than one beyond the most allowed."""
    depth, level = 0, [value]
    while depth <= MAX_FEATURE_DEPTH and (within := [one for one in level if isinstance(one, (dict, list))]):
        depth += 1
        level = [item for one in within for item in (one.values() if isinstance(one, dict) else one)]
    return depth


def _number_faults(value: object, pointer: str) -> Iterator[Fault]:
    for place, number in _numbers(value, pointer):
        if not abs(number) < math.inf:  # NaN is not either
            yield Fault(pointer=place, detail="must be a finite number")
        elif abs(number) > LARGEST_UNKNOWN_NUMBER:
            yield Fault(pointer=place, detail=f"must be at most {LARGEST_UNKNOWN_NUMBER:g} in size")


def _numbers(value: object, pointer: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, (int, float)):
        yield pointer, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _numbers(item, f"{pointer}/{reference_token(str(key))}")
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _numbers(item, f"{pointer}/{position}")


def _pydantic_faults(error: ValidationError) -> Iterator[Fault]:
    details: Any
    for details in error.errors(include_url=False, include_input=False):
        pointer = "".join(f"/{reference_token(str(part))}" for part in details["loc"])
        yield Fault(pointer=pointer, detail=_in_words(details))


def _in_words(details: Mapping[str, Any]) -> str:
    if details["type"] == "literal_error":
        return f"must be one of: {details['ctx']['expected']}"
    return _WORDS.get(details["type"]) or str(details["msg"])
