"""What is known of a person when their interface is built: values read from the stored records. Pure."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from conversations.emotions import EmotionShares

LEVELS: Final = ("low", "medium", "high", "critical")


@dataclass(frozen=True, kw_only=True, slots=True)
class Speech:
    """What the words of one session were about: names of word groups, never the words."""

    topics: frozenset[str] = frozenset()
    activities: frozenset[str] = frozenset()
    # Something was brushed aside ("it is nothing").
    has_deflection: bool = False
    # English and Swahili in one message.
    is_mixed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PastSession:
    """One recorded session."""

    started_at: datetime
    # Primary subtag, e.g. "sw".
    language: str
    # What the voice showed; None: not heard.
    shares: EmotionShares | None = None
    # Of the current dissonance record; None: not compared.
    interpretation: str | None = None
    # Of the current assessment; None: not assessed, or found to be a false alarm by staff.
    level: str | None = None
    # Everything could be assessed.
    is_complete: bool = False
    # None: the words were not read.
    speech: Speech | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenEvent:
    """A crisis event that nobody resolved."""

    level: str
    # False: long past when it arrived.
    needs_action: bool = True
    # False: so long ago that it is a matter of the staff who left it open, and no news of how the person is.
    is_recent: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class FurtherSessions:
    """What was found in sessions of the risk window beyond those read: someone may talk fifty times in two weeks."""

    levels: tuple[str, ...] = ()
    # Everything could be assessed in each of them.
    are_complete: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """All of it for one person; sessions in the order of time."""

    now: datetime
    zone: tzinfo
    # The person's own setting, primary subtag.
    language: str
    sessions: tuple[PastSession, ...] = ()
    further: FurtherSessions = FurtherSessions()
    open_events: tuple[OpenEvent, ...] = ()
