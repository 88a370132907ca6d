"""Messages of any length: stored in parts that each fit a row, and put together again by whoever reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from conversations.models import Message
from conversations.values import Role, SessionMessage
from resona.encryption.sealing import SealedValueError
from resona.postgres.models import new_id


@dataclass(frozen=True, kw_only=True, slots=True)
class MessagePart:
    """What is stored of a message in one row."""

    id: UUID
    part_of: UUID | None  # the first part, whose id is the message's
    role: Role
    content: str
    created_at: datetime


def split_messages(messages: Sequence[SessionMessage]) -> Iterator[MessagePart]:
    """The rows of a session's messages in their order."""
    most = Message.content.max_characters
    for message in messages:
        for start in range(0, len(message.content) or 1, most):
            yield MessagePart(
                id=new_id() if start else message.id,
                part_of=message.id if start else None,
                role=message.role,
                content=message.content[start : start + most],
                created_at=message.created_at,
            )


def with_parts(beginnings: Mapping[UUID, str]) -> dict[UUID, str]:
    """The whole text of each message by its id, of those whose first parts these are.

    One statement where one of them may go on, otherwise none. One with a part that cannot be opened is left out.
    """
    whole, unreadable = dict(beginnings), set[UUID]()
    full = [id_ for id_, text in whole.items() if len(text) == Message.content.max_characters]
    if full:
        rows = Message.objects.filter(part_of__in=full).order_by("position")
        for id_, first_id, sealed in rows.values_list("id", "part_of", "content"):
            try:
                whole[first_id] += Message.content.open(id_, sealed)
            except SealedValueError:
                unreadable.add(first_id)
    return {id_: text for id_, text in whole.items() if id_ not in unreadable}


def open_whole(message: Message) -> str | None:
    """What a message says in all its parts; None where that cannot be opened."""
    try:
        beginning = Message.content.open(message.id, message.content)
    except SealedValueError:
        return None
    return with_parts({message.id: beginning}).get(message.id)
