"""Reads a session's messages, whatever is wrong with them: all text that could have been said is kept as said."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, count, islice
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
# So many are looked at one by one, lists counted.
MOST_LOOKED_AT: Final = 10_000

_KEYS: Final = frozenset(MessageInput.model_fields)
_ROLES: Final[dict[str, Role]] = {"user": "user", "assistant": "assistant"}
# Under these keys other programs put the text of a part of a message.
_TEXT_KEYS: Final = ("text", "content", "value")


def mend_messages(given: Sequence[object], bounds: Bounds, warnings: Warnings) -> tuple[SessionMessage, ...]:
    """The messages in everything that was given as messages, in order."""
    items = (item for value in given for item in _items(value, "/messages", warnings))
    used: set[UUID] = set()
    said_at = bounds.earliest
    messages = []
    apart, rest = list[tuple[str, object]](), list[object]()
    for pointer, item in items:
        if len(apart) < MOST_APART and not isinstance(item, _Rest):
            apart.append((pointer, item))
        else:
            rest.append(item)
    for pointer, item in apart:
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
    if rest or len(apart) > MAX_MESSAGES:
        warnings.note("/messages", "many_messages", f"has more than {MAX_MESSAGES} messages")
    return (*messages, *_as_one(rest, said_at, warnings))


def _as_one(items: Iterable[object], said_at: datetime, warnings: Warnings) -> Iterator[SessionMessage]:
    """Of each speaker everything in one message, a line each: their number costs next to nothing.

    What is not as described stands there as the JSON it is.
    """
    said: dict[Role, list[str]] = {"user": [], "assistant": []}
    others: list[object] = []
    for item in chain.from_iterable(one if isinstance(one, _Rest) else [one] for one in items):
        text = item.get("content") if isinstance(item, dict) else item
        if isinstance(text, str):
            said[_speaker_of(item) if isinstance(item, dict) else "user"].append(text)
        elif item:
            others.append(item)
    if others:
        said["user"].append(json.dumps(others, ensure_ascii=False))
    for speaker, texts in said.items():
        if not texts:
            continue
        content = warnings.clean("\n".join(texts), "/messages")
        yield SessionMessage(id=new_id(), role=speaker, content=content, created_at=said_at)


def _items(value: object, pointer: str, warnings: Warnings) -> Iterator[tuple[str, object]]:
    """Each message and where it stands; lists within lists, and objects that hold messages, are looked through."""
    if value is None or isinstance(value, dict):
        warnings.note(pointer, "wrong_shape", "must be a list")
    if isinstance(value, dict) and not value.keys() & _KEYS:
        for key, item in islice(value.items(), MOST_LOOKED_AT):
            yield from _items_within(item, f"{pointer}/{reference_token(key)}", depth=1, looked_at=count())
        if len(value) > MOST_LOOKED_AT:
            yield pointer, _Rest(islice(value.values(), MOST_LOOKED_AT, None))
    elif value is not None:
        yield from _items_within(value, pointer, depth=0, looked_at=count())


class _Rest(list[object]):
    """What follows the items that are looked at one by one."""


def _items_within(value: object, pointer: str, *, depth: int, looked_at: Iterator[int]) -> Iterator[tuple[str, object]]:
    if depth == MAX_DEPTH or not isinstance(value, list):
        yield pointer, value
        return
    for position, item in enumerate(value):
        if next(looked_at) >= MOST_LOOKED_AT:
            yield pointer, _Rest(value[position:])
            return
        place = f"{pointer}/{position}"
        if isinstance(item, list):
            yield from _items_within(item, place, depth=depth + 1, looked_at=looked_at)
        else:
            yield place, item


def _content_of(item: object, pointer: str, warnings: Warnings) -> str | None:
    """What a message says; None where it holds no text at all, not even an empty one."""
    if not isinstance(item, dict):
        return _read_text(item, pointer, warnings, fault="must be an object")
    unknown = [key for key in item if key not in _KEYS]
    for key in unknown:
        warnings.note(f"{pointer}/{reference_token(key)}", "unknown_key", "is not known here")
    given, place = values_of(item, "content"), f"{pointer}/content"
    is_text = bool(given) and all(isinstance(value, str) for value in given)
    # What should be the content may be misspelt, or stand beside an empty one.
    beside = [item[key] for key in unknown if not is_text or key in _TEXT_KEYS]
    is_empty = is_text and not any(str(value).strip() for value in given) and _has_text(beside)
    if is_text and not is_empty:
        return _read_text(given[0] if len(given) == 1 else given, place, warnings)
    found = given if _has_text(given) and not is_empty else beside
    fault = "is empty" if is_empty else "must be text" if given else "is required"
    return _read_text(found, place, warnings, fault=fault)


def _read_text(value: object, pointer: str, warnings: Warnings, *, fault: str | None = None) -> str | None:
    """All text in a value, a line each; None where there is none."""
    if fault is not None:
        warnings.note(pointer, "wrong_shape" if _has_text(value) else "nothing_readable", fault)
    if not _has_text(value):
        return None
    text = warnings.clean(value if isinstance(value, str) else "\n".join(_texts_in(value)), pointer)
    if len(text) > Message.content.max_characters:
        warnings.note(pointer, "message_split", f"has more than {Message.content.max_characters} characters")
    return text


def _has_text(value: object) -> bool:
    return isinstance(value, str) or any(True for _ in _texts_in(value))


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
    given = values_of(message, "role")
    is_known = isinstance(given[0], str) and given[0] in _ROLES if given else False
    if message and not (is_known and all(one == given[0] for one in given)):
        warnings.note(f"{pointer}/role", "role_unknown", "must be one of: 'user' or 'assistant'")
    return _speaker_of(message)


def _speaker_of(message: dict[str, object]) -> Role:
    """Whose words they are: the person's wherever it is not the app's by everything that is told."""
    given = values_of(message, "role")
    is_ours = all(isinstance(one, str) and _ROLES.get(one.strip().lower()) == "assistant" for one in given)
    return "assistant" if given and is_ours else "user"


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
