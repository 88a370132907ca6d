"""Who follows what becomes of crisis events: called in the transaction that changes them, so that none is missed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from resona.slots import Slot
from risk.step_models import CrisisEventStep

_Kind = CrisisEventStep.Kind


class EventChange(StrEnum):
    """What became of a crisis event that calls for somebody."""

    CREATED = "created"
    TOLD = "told"
    ACKNOWLEDGED = "acknowledged"
    ESCALATED = "escalated"  # went a step up, or to a higher level
    OVERDUE = "overdue"
    RESOLVED = "resolved"  # or how it turned out was corrected
    REOPENED = "reopened"  # or its acknowledgement was taken back: it waits again


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedEvent:
    """That something became of one crisis event."""

    event_id: UUID
    user_id: UUID
    what: EventChange
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class EventFollower:
    """Somebody who follows crisis events.

    `is_wanted`: SQL about a row of crisis_events that is being written, true where `follow` is to be called; so raising
    an event that nobody follows costs no statement. What `follow` does is part of the transaction, and fails it.
    """

    is_wanted: str
    follow: Callable[[Sequence[ChangedEvent]], None]


EVENT_FOLLOWERS: Final[Slot[EventFollower]] = Slot()

_CHANGES_OF_STEP: Final[Mapping[str, tuple[EventChange, ...]]] = {
    _Kind.TOLD: (EventChange.TOLD,),
    _Kind.ACKNOWLEDGED: (EventChange.ACKNOWLEDGED,),
    _Kind.UNDONE: (EventChange.REOPENED,),
    # An event goes a step up when its due time has passed, and for nothing else.
    _Kind.ESCALATED: (EventChange.OVERDUE, EventChange.ESCALATED),
    _Kind.RESOLVED: (EventChange.RESOLVED,),
    _Kind.CORRECTED: (EventChange.RESOLVED,),
    _Kind.REOPENED: (EventChange.REOPENED,),
}


def wanted_sql() -> str:
    """SQL about a row of crisis_events that is being written: whether anybody follows it."""
    return " OR ".join(f"({follower.is_wanted})" for follower in EVENT_FOLLOWERS) or "false"


def tell_followers(changed: Sequence[ChangedEvent]) -> None:
    """Tells all followers, in the transaction that made the changes."""
    if changed:
        for follower in EVENT_FOLLOWERS:
            follower.follow(changed)


def tell_of_step(step: CrisisEventStep) -> None:
    """The same of a step that was just written, where it is one that is followed."""
    tell_followers(
        [
            ChangedEvent(event_id=step.event_id, user_id=step.user_id, what=what, at=step.at)
            for what in _CHANGES_OF_STEP.get(step.kind, ())
        ]
    )
