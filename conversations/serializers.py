"""The shape, units and ranges of a session as other systems send it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, get_args
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from conversations.emotions import EMOTIONS
from conversations.models import Message
from conversations.values import Role, Sentiment

MAX_MESSAGES = 500  # that clients are asked to keep to; what bounds a session is its body
MAX_LANGUAGE_CHARACTERS = 10

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
SENTIMENTS = get_args(Sentiment)
NO_TIME = "must be a time as in RFC 3339, e.g. 2026-03-01T18:20:00Z"
NO_ID = "must be a UUID in quotes"

_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}")
# The second that is added to a day now and then. No clock here knows it: it is the first of the next minute.
_LEAP_SECOND = re.compile(r"(?<=:\d\d:)60")


def _must_be_text(value: object) -> object:
    if not isinstance(value, str) or not _DATE_TIME.match(value):
        raise PydanticCustomError("timestamp", NO_TIME)
    return _after_leap_second(value) if ":60" in value else value


def _after_leap_second(value: str) -> object:
    try:
        return datetime.fromisoformat(_LEAP_SECOND.sub("59", value)) + timedelta(seconds=1)
    except (ValueError, OverflowError):
        return value


def _must_be_text_id(value: object) -> object:
    if not isinstance(value, str):
        raise PydanticCustomError("uuid_text", NO_ID)
    return value


Id = Annotated[UUID, BeforeValidator(_must_be_text_id)]
Timestamp = Annotated[AwareDatetime, BeforeValidator(_must_be_text)]
Language = Annotated[str, Strict(), StringConstraints(max_length=MAX_LANGUAGE_CHARACTERS, pattern=LANGUAGE_PATTERN)]
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
    language: Language | None = None
    messages: Annotated[list[MessageInput], Field(max_length=MAX_MESSAGES)] = []
    voice: VoiceInput | None = None
    stated_emotion: Sentiment | None = None
    historical: Annotated[
        bool | None,
        Strict(),
        Field(description="an import of the past, which calls nobody; with the scope sessions:import"),
    ] = None


_TIMESTAMP = TypeAdapter[datetime](Timestamp)


def read_time(value: object) -> datetime | None:
    """A time as it is told in JSON, in UTC; None where it is none."""
    try:
        return _TIMESTAMP.validate_python(value).astimezone(UTC)
    except (ValidationError, OverflowError):
        return None


def read_id(value: object) -> UUID | None:
    """An id as it is told in JSON; None where it is none."""
    try:
        return UUID(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None
