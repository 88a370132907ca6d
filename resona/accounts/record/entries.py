"""What the care record consists of: entries, each one plain sentence, and runs of what is not told one by one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordKind:
    """What entries are about, by which readers choose."""

    name: str  # in addresses
    title: str  # on pages


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordEntry:
    """Something that happened. Entries stand in the order of (at, source, key), the latest first."""

    at: datetime
    source: str  # by name
    key: str  # of the row
    kind: str  # by name
    known_at: datetime  # when it came to be known here; of most things, when it happened
    text: str  # the sentence, with the name of whoever did it
    words: str = ""  # what was written with it, for staff; empty: nothing
    url: str = ""  # its own page; empty: it has none
    tone: str = "none"  # of the mark before it
    is_own: bool = False  # whoever reads it did it: no news to them


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordinary:
    """A row of which nothing is to be said by itself, such as a session in which nothing was found."""

    at: datetime
    is_partial: bool  # not everything of it could be assessed


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordRun:
    """Several of those in a row, nothing else between them."""

    count: int
    partial: int  # of them
    first_at: datetime
    last_at: datetime


def with_runs(entries: Sequence[RecordEntry], ordinary: Sequence[Ordinary]) -> Iterator[RecordEntry | RecordRun]:
    """The entries with the runs between them; both are given with the latest first."""
    waiting = list(reversed(ordinary))
    for entry in entries:
        yield from _run(_later_than(entry.at, waiting))
        yield entry
    yield from _run(list(reversed(waiting)))


def _later_than(at: datetime, waiting: list[Ordinary]) -> list[Ordinary]:
    """Takes these out of what waits with the latest last."""
    taken = []
    while waiting and waiting[-1].at > at:
        taken.append(waiting.pop())
    return taken


def _run(rows: Sequence[Ordinary]) -> Iterator[RecordRun]:
    if rows:
        partial = sum(row.is_partial for row in rows)
        yield RecordRun(count=len(rows), partial=partial, first_at=rows[-1].at, last_at=rows[0].at)
