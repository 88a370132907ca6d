"""Reads a session's body field by field, whatever is wrong with it: what can be read is kept, the rest is a warning.

The words come first: what the person said depends on nothing else in the body.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from conversations.clocks import Bounds, Placed, is_ahead, place
from conversations.input_warnings import Warnings
from conversations.message_mending import mend_messages
from conversations.serializers import (
    LANGUAGE_PATTERN,
    MAX_LANGUAGE_CHARACTERS,
    NO_ID,
    NO_TIME,
    SENTIMENTS,
    SessionInput,
    read_id,
    read_time,
)
from conversations.values import LEFT_OUT, Sentiment, Session
from conversations.voice_mending import mend_voice, with_problem
from resona.api.lenient_json import Sent, values_of
from resona.api.strict_json import reference_token
from resona.errors import Fault, InvalidInputError

_KEYS: Final = frozenset(SessionInput.model_fields)
_LANGUAGE: Final = re.compile(LANGUAGE_PATTERN)
_AHEAD: Final = "is more than 15 minutes in the future"
_BEHIND: Final = "is before any session can have been recorded"
_NO_LANGUAGE: Final = "must be a tag as in BCP 47, e.g. sw-KE"


def mend_session(sent: Sent, warnings: Warnings, *, canonical_body: bytes, may_import: bool, now: datetime) -> Session:
    """The session in a body. Raises InvalidInputError only where nobody can tell who spoke or what was said."""
    body = sent.value
    if not isinstance(body, dict):
        raise InvalidInputError([Fault(pointer="", detail="must be an object")])
    for key in body:
        if key not in _KEYS:
            warnings.note(f"/{reference_token(key)}", "unknown_key", "is not known here")
    placed = _place(body, warnings, now=now)
    ended_at = _end(body, placed, warnings, now=now)
    bounds = Bounds.of(placed, ended_at, now=now)
    messages = mend_messages(values_of(body, "messages"), bounds, warnings)
    voice = mend_voice(body.get("voice"), warnings)
    language = _language(body.get("language"), warnings)
    stated_emotion = _stated_emotion(body.get("stated_emotion"), warnings)
    is_historical = _is_historical(body.get("historical"), warnings, may_import=may_import)
    session_id, user_id = _ids(body, has_content=bool(messages) or voice.is_heard)
    return Session(
        id=session_id,
        user_id=user_id,
        placed=placed,
        ended_at=ended_at,
        language=language,
        messages=messages,
        voice_features=voice.features if voice.is_whole else with_problem(voice.features, LEFT_OUT),
        emotion=voice.emotion,
        stated_emotion=stated_emotion,
        is_historical=is_historical,
        canonical_body=canonical_body,
        warnings=(*sent.warnings, *warnings.noted),
    )


def _ids(body: dict[str, object], *, has_content: bool) -> tuple[UUID, UUID]:
    """The session's id and the person's. Raises InvalidInputError naming whatever keeps it from being recorded."""
    faults = []
    ids = {}
    for key in ("id", "user_id"):
        id_ = read_id(body.get(key))
        if id_ is None:
            detail = NO_ID if body.get(key) is not None else "is required"
            faults.append(Fault(pointer=f"/{key}", detail=detail))
        else:
            ids[key] = id_
    if not has_content:
        faults.append(Fault(pointer="", detail="messages or voice must be given"))
    if faults:
        raise InvalidInputError(faults)
    return ids["id"], ids["user_id"]


def _place(body: dict[str, object], warnings: Warnings, *, now: datetime) -> Placed:
    given = body.get("started_at")
    claimed = read_time(given)
    placed = place(claimed, now=now)
    if claimed is None:
        warnings.note("/started_at", "clock_missing", "is required" if given is None else NO_TIME)
    elif is_ahead(claimed, now=now):
        warnings.note("/started_at", "clock_ahead", _AHEAD)
    elif placed.clock_doubtful:
        warnings.note("/started_at", "clock_behind", _BEHIND)
    return placed


def _end(body: dict[str, object], placed: Placed, warnings: Warnings, *, now: datetime) -> datetime | None:
    """When the session ended; unknown where its beginning is that of its arrival."""
    given = body.get("ended_at")
    if given is None:
        return None
    ended_at = read_time(given)
    if ended_at is None:
        fault = NO_TIME
    elif placed.is_moved:
        return None
    elif is_ahead(ended_at, now=now):
        fault = _AHEAD
    elif ended_at < placed.started_at:
        fault = "is before started_at"
    else:
        return ended_at
    warnings.note("/ended_at", "end_dropped", fault)
    return None


def _language(given: object, warnings: Warnings) -> str | None:
    """A tag of BCP 47; None, which stands for the person's own, where none can be made out."""
    if given is None:
        return None
    if isinstance(given, str):
        if len(given) <= MAX_LANGUAGE_CHARACTERS and _LANGUAGE.fullmatch(given):
            return given
        tag = re.split(r"[.@]", given.strip(), maxsplit=1)[0].replace("_", "-")
        while len(tag) > MAX_LANGUAGE_CHARACTERS and "-" in tag:
            tag = tag.rpartition("-")[0]
        if len(tag) <= MAX_LANGUAGE_CHARACTERS and _LANGUAGE.fullmatch(tag):
            warnings.note("/language", "language_normalised", _NO_LANGUAGE)
            return tag
    warnings.note("/language", "language_unknown", _NO_LANGUAGE)
    return None


def _stated_emotion(given: object, warnings: Warnings) -> Sentiment | None:
    if given is None or given in SENTIMENTS:
        return cast("Sentiment | None", given)
    warnings.note("/stated_emotion", "stated_emotion_unknown", "must be one of: 'positive', 'neutral' or 'negative'")
    return None


def _is_historical(given: object, warnings: Warnings, *, may_import: bool) -> bool:
    if given is None or given is False:
        return False
    if given is not True:
        warnings.note("/historical", "historical_refused", "must be true or false")
        return False
    if not may_import:
        warnings.note("/historical", "historical_refused", "takes a key with the scope sessions:import")
    return may_import
