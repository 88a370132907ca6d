"""Reads a session as other systems send it: at once where it is as described, field by field where it is not.

The words are read whatever stands beside them (conversations.mending). Whoever develops a client may ask for strictness
instead, and is told of the same faults.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import orjson
from pydantic import ValidationError

from conversations.clocks import EARLIEST_BELIEVED, Bounds, Placed, is_ahead
from conversations.feature_faults import are_storable, emotion_faults
from conversations.input_warnings import Warnings, as_faults
from conversations.mending import mend_session
from conversations.serializers import MessageInput, SessionInput
from conversations.values import Session, SessionMessage
from resona.api.lenient_json import Sent, parse_lenient
from resona.api.preferences import Handling
from resona.api.strict_json import parse_strict
from resona.errors import Fault, InvalidInputError
from resona.postgres.models import new_id


def parse_session(body: bytes, *, handling: Handling = "lenient") -> Sent:
    """The JSON value of a body. Raises InvalidInputError."""
    return Sent(value=parse_strict(body)) if handling == "strict" else parse_lenient(body)


def read_session(sent: Sent, *, now: datetime, handling: Handling = "lenient", may_import: bool = False) -> Session:
    """The session in a body that arrives now.

    Raises InvalidInputError: lenient, where nobody can tell who spoke or what was said; strict, naming every fault by
    pointer.
    """
    given = _as_described(sent.value)
    if given is not None and sent.is_plain and _is_faultless(given, may_import=may_import, now=now):
        return _as_session(given)
    warnings, refusals = Warnings(), tuple[Fault, ...]()
    body = _canonical(given) if given is not None and sent.raw is None else _as_sent(sent)
    try:
        session = mend_session(sent, warnings, canonical_body=body, may_import=may_import, now=now)
    except InvalidInputError as error:
        if handling == "lenient":
            raise
        refusals = error.faults
    if handling == "strict" and (warnings.noted or refusals):
        raise InvalidInputError([*refusals, *as_faults(warnings.noted)])
    return session


def _as_described(body: object) -> SessionInput | None:
    try:
        return SessionInput.model_validate(body)
    except ValidationError:
        return None


def _canonical(given: SessionInput) -> bytes:
    """The same for the same content, however it was written."""
    return orjson.dumps(given.model_dump(exclude_none=True), option=orjson.OPT_SORT_KEYS)


def _as_sent(sent: Sent) -> bytes:
    """What is not as described, as it was sent: whether that can be mended today changes nothing about it."""
    return orjson.dumps(sent.value, option=orjson.OPT_SORT_KEYS) if sent.raw is None else sent.raw


def _is_faultless(given: SessionInput, *, may_import: bool, now: datetime) -> bool:
    """Whether clocks can be believed and fields that are right by themselves go together."""
    voice = given.voice
    features = voice.features if voice else None
    emotion = voice.emotion if voice else None
    return (
        bool(given.messages or features or emotion)
        and given.started_at >= EARLIEST_BELIEVED
        and not is_ahead(given.started_at, now=now)
        and (given.ended_at is None or (given.ended_at >= given.started_at and not is_ahead(given.ended_at, now=now)))
        and _are_in_order(given.messages, Bounds.of(Placed(started_at=given.started_at), given.ended_at, now=now))
        and (not features or are_storable(features))
        and (emotion is None or not any(emotion_faults(emotion)))
        and (may_import or not given.historical)
    )


def _are_in_order(messages: list[MessageInput], bounds: Bounds) -> bool:
    """Whether times of messages are within the session and in their order, and no id comes twice."""
    used: set[UUID] = set()
    latest = bounds.earliest
    for message in messages:
        if message.id is not None:
            if message.id in used:
                return False
            used.add(message.id)
        if message.created_at is not None:
            if not latest <= message.created_at <= bounds.latest:
                return False
            latest = message.created_at
    return True


def _as_session(given: SessionInput) -> Session:
    voice = given.voice
    features = voice.features.model_dump(exclude_none=True) if voice and voice.features else None
    started_at = given.started_at.astimezone(UTC)  # PostgreSQL takes no offset of 16 hours and more
    return Session(
        id=given.id,
        user_id=given.user_id,
        placed=Placed(started_at=started_at),
        ended_at=given.ended_at and given.ended_at.astimezone(UTC),
        language=given.language,
        messages=tuple(
            SessionMessage(
                id=message.id or new_id(),
                role=message.role,
                content=message.content,
                created_at=message.created_at.astimezone(UTC) if message.created_at else started_at,
            )
            for message in given.messages
        ),
        voice_features=features or None,
        emotion=voice.emotion if voice and voice.emotion else None,
        stated_emotion=given.stated_emotion,
        is_historical=bool(given.historical),
        canonical_body=_canonical(given),
    )
