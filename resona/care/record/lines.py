"""The care record in lines: a day, the times of it, what happened, and what is new to the reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import groupby

from resona.accounts.record.entries import RecordEntry, RecordRun, with_runs
from resona.accounts.record.reading import Stretch
from resona.accounts.record.sources import record_kinds
from resona.site.times import clock_time


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordLine:
    """An entry, or several that are told together."""

    when: str  # the time of day
    iso: str
    kind: str
    text: str
    words: str
    url: str
    tone: str
    is_new: bool
    is_run: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordDay:
    """The lines of one day, the latest first."""

    title: str
    lines: tuple[RecordLine, ...]


def days_of(stretch: Stretch, zone: tzinfo, *, seen_until: datetime | None) -> tuple[RecordDay, ...]:
    """What others did and came to be known after `seen_until` is new; None: nothing is, for all of it would be."""
    titles = {name: kind.title for name, kind in record_kinds().items()}
    lines = [
        (_day(_at(each), zone), _line(each, titles, zone, seen_until))
        for each in with_runs(stretch.entries, stretch.ordinary)
    ]
    return tuple(
        RecordDay(title=f"{day:%A} {day.day} {day:%b %Y}", lines=tuple(line for _, line in own))
        for day, own in groupby(lines, key=lambda dated: dated[0])
    )


def _at(each: RecordEntry | RecordRun) -> datetime:
    return each.at if isinstance(each, RecordEntry) else each.last_at


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def _line(
    each: RecordEntry | RecordRun, titles: dict[str, str], zone: tzinfo, seen_until: datetime | None
) -> RecordLine:
    if isinstance(each, RecordRun):
        return _run_line(each, zone)
    return RecordLine(
        when=clock_time(each.at, zone),
        iso=each.at.isoformat(),
        kind=titles[each.kind],
        text=each.text,
        words=each.words,
        url=each.url,
        tone=each.tone,
        is_new=seen_until is not None and each.known_at > seen_until and not each.is_own,
        is_run=False,
    )


def _run_line(run: RecordRun, zone: tzinfo) -> RecordLine:
    return RecordLine(
        when=clock_time(run.last_at, zone) if run.count == 1 else "",
        iso=run.last_at.isoformat(),
        kind="Sessions",
        text=" ".join(_run_in_words(run, zone)),
        words="",
        url="",
        tone="low",
        is_new=False,
        is_run=run.count > 1,
    )


def _run_in_words(run: RecordRun, zone: tzinfo) -> Iterator[str]:
    """`12 sessions with nothing to note, from 3 to 19 Nov 2026.`"""
    if run.count == 1:
        yield "Session with nothing to note."
    else:
        yield f"{run.count} sessions with nothing to note, {_span(run, zone)}."
    if run.partial:
        yield f"{run.partial} of them could be assessed in part only." if run.count > 1 else "It was assessed in part."


def _span(run: RecordRun, zone: tzinfo) -> str:
    first, last = _day(run.first_at, zone), _day(run.last_at, zone)
    if first == last:
        return f"on {last.day} {last:%b %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"from {first.day} to {last.day} {last:%b %Y}"
    since = f"{first.day} {first:%b}" if first.year == last.year else f"{first.day} {first:%b %Y}"
    return f"from {since} to {last.day} {last:%b %Y}"
