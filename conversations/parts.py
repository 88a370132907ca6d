"""Messages of any length: stored in parts that each fit a row, and put together again by whoever reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from conversations.models import Message
from conversations.values import Role, SessionMessage
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
