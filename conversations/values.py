"""One session as it was sent, once its shape, units and ranges are known to be right. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from conversations.clocks import Placed
from resona.errors import InputWarning

# What spoilt a recording stands among the voice's features, as a list under this name.
PROBLEMS: Final = "problems"
# Of a session beside its sound: something that was sent of the voice was left out; the sound was not measured yet.
LEFT_OUT, WAITING = "left_out", "waiting"

Role = Literal["user", "assistant"]
Sentiment = Literal["positive", "neutral", "negative"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionMessage:
    """What one side said."""

    id: UUID
    role: Role
    content: str  # however long; it is stored in parts (conversations.parts)
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """One session of one person."""

    id: UUID
    user_id: UUID
    placed: Placed
    ended_at: datetime | None
    language: str | None  # None: the person's own
    messages: tuple[SessionMessage, ...]
    voice_features: Mapping[str, object] | None
    emotion: Mapping[str, float] | None  # share of each emotion heard, summing to 1
    stated_emotion: Sentiment | None  # the client's own label
    is_historical: bool = False  # an import of the past, which calls nobody
    canonical_body: bytes  # the same for the same content, however it was written
    warnings: tuple[InputWarning, ...] = ()  # what was wrong and read all the same

    @property
    def started_at(self) -> datetime:
        return self.placed.started_at

    @property
    def said(self) -> tuple[str, ...]:
        """What the person said, message by message."""
        return tuple(message.content for message in self.messages if message.role == "user")
