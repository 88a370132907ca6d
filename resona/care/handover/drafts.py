"""What a handover says of a person, composed from the records for whoever gives it to go over. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from resona.site.times import short_time

MOST_LINES: Final = 12  # of one person: more is read in their record
MOST_CHARACTERS: Final = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenEvent:
    """A crisis event that nobody has resolved."""

    level: str
    raised_at: datetime
    owner: str  # empty: nobody answers for it
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DueTask:
    """A follow-up that is due before the shift ends."""

    title: str
    due_at: datetime
    owner: str  # of staff, or a team; empty: nobody


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreed:
    """What was decided, or what came of trying to reach the person."""

    at: datetime
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """Why somebody keeps an eye on a person without an open event."""

    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonState:
    """What is known of one person at the end of a shift."""

    events: tuple[OpenEvent, ...] = ()
    watched: tuple[Watched, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    tasks: tuple[DueTask, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.events or self.watched or self.agreed or self.tasks)

    @property
    def due_at(self) -> datetime | None:
        """What is due first."""
        times = [event.due_at for event in self.events if event.due_at] + [task.due_at for task in self.tasks]
        return min(times, default=None)


def draft_of(state: PersonState, *, now: datetime, zone: tzinfo) -> str:
    """A line each: what is open, who is watched and why, what was agreed, what is due. Its times stay true later."""
    lines = list(_lines(state, now, zone))
    left = len(lines) - MOST_LINES
    if left > 0:
        lines = [*lines[:MOST_LINES], f"And {left} more: see the care record."]
    return _cut("\n".join(lines))


def _lines(state: PersonState, now: datetime, zone: tzinfo) -> Iterator[str]:
    yield from (_event(event, now, zone) for event in state.events)
    yield from (f"Watched: {one.words}." for one in state.watched)
    yield from (f"{short_time(one.at, zone)}: {one.words}." for one in _latest_first(state.agreed))
    yield from (_task(task, zone) for task in sorted(state.tasks, key=lambda task: task.due_at))


def _event(event: OpenEvent, now: datetime, zone: tzinfo) -> str:
    owner = f"{event.owner} answers for it" if event.owner else "nobody answers for it"
    late = "overdue since" if event.due_at and event.due_at < now else "due"
    due = f"; {late} {short_time(event.due_at, zone)}" if event.due_at else ""
    return f"Open crisis event, {event.level}, raised {short_time(event.raised_at, zone)}: {owner}{due}."


def _task(task: DueTask, zone: tzinfo) -> str:
    owner = f" ({task.owner})" if task.owner else " (nobody has taken it)"
    return f"Due {short_time(task.due_at, zone)}: {task.title}{owner}."


def _latest_first(agreed: Iterable[Agreed]) -> list[Agreed]:
    return sorted(agreed, key=lambda one: one.at, reverse=True)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"
