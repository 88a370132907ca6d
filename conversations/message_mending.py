"""Reads a session's messages, whatever is wrong with them: all text that could have been said is kept as said."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from conversations.clocks import Bounds
from conversations.input_warnings import Warnings
from conversations.models import Message
from conversations.serializers import MAX_MESSAGES, NO_ID, NO_TIME, MessageInput, read_id, read_time
from conversations.values import Role, SessionMessage
from resona.api.lenient_json import values_of
from resona.api.strict_json import MAX_DEPTH, reference_token
from resona.postgres.models import new_id

# So many are stored one by one, ten times what clients are asked to keep to.
MOST_APART: Final = 5_000

_KEYS: Final = frozenset(MessageInput.model_fields)
_ROLES: Final[dict[str, Role]] = {"user": "user", "assistant": "assistant"}
# Under these keys other programs put the text of a part of a message.
_TEXT_KEYS: Final = ("text", "content", "value")


def mend_messages(given: Sequence[object], bounds: Bounds, warnings: Warnings) -> tuple[SessionMessage, ...]:
    """The messages in everything that was given as messages, in order."""
    items = [item for value in given for item in _items(value, "/messages", warnings)]
    if len(items) > MAX_MESSAGES:
        warnings.note("/messages", "many_messages", f"has more than {MAX_MESSAGES} messages")
    used: set[UUID] = set()
    said_at = bounds.earliest
    messages = []
    for pointer, item in items:
        content = _content_of(item, pointer, warnings)
        if content is None:
            continue
        members = item if isinstance(item, dict) else {}
        created_at = _time_of(members, pointer, bounds, said_at, warnings)
        said_at = created_at or said_at
        messages.append(
            SessionMessage(
                id=_id_of(members, pointer, used, warnings),
                role=_role_of(members, pointer, warnings),
                content=content,
                created_at=created_at or bounds.earliest,
            )
        )
    return tuple(messages[:MOST_APART]) + _as_one(messages[MOST_APART:])


def _as_one(messages: Sequence[SessionMessage]) -> tuple[SessionMessage, ...]:
    """Of each speaker all these messages in one, a line each: what they say is read, and their number costs nothing."""
    said: dict[Role, list[SessionMessage]] = {}
    for message in messages:
        said.setdefault(message.role, []).append(message)
    return tuple(replace(own[0], content="\n".join(message.content for message in own)) for own in said.values())


def _items(value: object, pointer: str, warnings: Warnings) -> Iterator[tuple[str, object]]:
    """Each message and where it stands; lists within lists, and objects that hold messages, are looked through."""
    if value is None or isinstance(value, dict):
        warnings.note(pointer, "wrong_shape", "must be a list")
    pending: list[tuple[str, object, int]] = [(pointer, value, 0)]
    while pending:
        place, inner, depth = pending.pop()
        if depth < MAX_DEPTH and isinstance(inner, list):
            within = [(f"{place}/{position}", item, depth + 1) for position, item in enumerate(inner)]
        elif depth == 0 and isinstance(inner, dict) and not inner.keys() & _KEYS:
            within = [(f"{place}/{reference_token(key)}", item, depth + 1) for key, item in inner.items()]
        elif depth == 0 and inner is None:
            continue
        else:
            yield place, inner
            continue
        pending += reversed(within)


def _content_of(item: object, pointer: str, warnings: Warnings) -> str | None:
    """What a message says; None where it holds no text at all, not even an empty one."""
    if not isinstance(item, dict):
        return _read_text(item, pointer, warnings, fault="must be an object")
    unknown = [key for key in item if key not in _KEYS]
    for key in unknown:
        warnings.note(f"{pointer}/{reference_token(key)}", "unknown_key", "is not known here")
    given, place = values_of(item, "content"), f"{pointer}/content"
    if given and all(isinstance(value, str) for value in given):
        return _read_text(given, place, warnings)
    # What should be the content may be misspelt.
    found = given if _has_text(given) else [item[key] for key in unknown]
    return _read_text(found, place, warnings, fault="must be text" if given else "is required")


def _read_text(value: object, pointer: str, warnings: Warnings, *, fault: str | None = None) -> str | None:
    """All text in a value, a line each; None where there is none."""
    if fault is not None:
        warnings.note(pointer, "wrong_shape" if _has_text(value) else "nothing_readable", fault)
    if not _has_text(value):
        return None
    text = warnings.clean("\n".join(_texts_in(value)), pointer)
    if len(text) > Message.content.max_characters:
        warnings.note(pointer, "message_split", f"has more than {Message.content.max_characters} characters")
    return text


def _has_text(value: object) -> bool:
    return any(True for _ in _texts_in(value))


def _texts_in(value: object) -> Iterator[str]:
    """Every text in a value, in order; numbers are texts too, for they may be what was said."""
    pending: list[tuple[object, int]] = [(value, 0)]
    while pending:
        inner, depth = pending.pop()
        if isinstance(inner, str):
            yield inner
        elif isinstance(inner, int | float) and not isinstance(inner, bool) and math.isfinite(inner):
            yield str(inner)
        elif isinstance(inner, list | dict) and depth < MAX_DEPTH:
            pending += reversed([(item, depth + 1) for item in _within(inner)])


def _within(value: list[object] | dict[str, object]) -> list[object]:
    if isinstance(value, list):
        return value
    for key in _TEXT_KEYS:
        if key in value:
            return values_of(value, key)
    return list(value.values())


def _role_of(message: dict[str, object], pointer: str, warnings: Warnings) -> Role:
    given = message.get("role")
    role = _ROLES.get(given) if isinstance(given, str) else None
    if role is not None:
        return role
    if message:
        warnings.note(f"{pointer}/role", "role_unknown", "must be one of: 'user' or 'assistant'")
    return _ROLES.get(given.strip().lower(), "user") if isinstance(given, str) else "user"


def _id_of(message: dict[str, object], pointer: str, used: set[UUID], warnings: Warnings) -> UUID:
    """The message's own id, or a new one; `used` are those of the messages before it."""
    given = message.get("id")
    if given is None:
        return new_id()
    id_ = read_id(given)
    if id_ is None or id_ in used:
        detail = NO_ID if id_ is None else "repeats the id of another message"
        warnings.note(f"{pointer}/id", "message_id_replaced", detail)
        return new_id()
    used.add(id_)
    return id_


def _time_of(
    message: dict[str, object], pointer: str, bounds: Bounds, after: datetime, warnings: Warnings
) -> datetime | None:
    """When the message was said, within the session and not before what it follows; None: nothing is told of it."""
    given = message.get("created_at")
    if given is None:
        return None
    place, at = f"{pointer}/created_at", read_time(given)
    if at is None:
        warnings.note(place, "message_time_moved", NO_TIME)
        return None
    if not bounds.are_told:
        return None
    if not bounds.earliest <= at <= bounds.latest:
        warnings.note(place, "message_time_moved", "is outside the session")
        return min(max(at, after), bounds.latest)
    if at < after:
        warnings.note(place, "message_time_moved", "is before the message it follows")
    return max(at, after)
