"""Runs of unremarkable sessions, folded into one line: what asks for a look is not lost among what does not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from typing import Final, Protocol

from resona.site.counts import count_of
from resona.site.times import day_in_words

# Two lines are read as fast as one that says that they are two.
SHORTEST_RUN: Final = 3


class Foldable(Protocol):
    """A session as the list shows it."""

    @property
    def at(self) -> datetime: ...

    @property
    def alike(self) -> str | None: ...  # sessions with the same text fold; None: this one asks for a look


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """Sessions one after another: shown one by one, or behind a line that says what they are."""

    lines: tuple[Foldable, ...]
    title: str  # empty: they are shown
    note: str


def fold_runs(lines: Sequence[Foldable], zone: tzinfo) -> list[Run]:
    """In their order, newest first. The newest is always shown, however unremarkable."""
    first, rest = lines[:1], lines[1:]
    runs = [Run(lines=tuple(first), title="", note="")] if first else []
    for alike, group in groupby(rest, key=lambda line: line.alike):
        run = tuple(group)
        is_folded = alike is not None and len(run) >= SHORTEST_RUN
        title = f"{count_of(len(run), 'unremarkable session')}, {_span(run, zone)}" if is_folded else ""
        runs.append(Run(lines=run, title=title, note=alike or ""))
    return runs


def _span(run: Iterable[Foldable], zone: tzinfo) -> str:
    days = [line.at for line in run]
    first, last = day_in_words(min(days), zone), day_in_words(max(days), zone)
    return first if first == last else f"{first} to {last}"
