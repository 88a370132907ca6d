"""When a session was, as far as the clock of the device that recorded it can be believed. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

# Clocks of phones are wrong: this far ahead of ours a time is taken as it is.
CLOCK_TOLERANCE: Final = timedelta(minutes=15)
# Further ahead than this, nothing is known of when the session was: its clock may have been wrong for years.
LEARNED_AHEAD: Final = timedelta(hours=24)
# No app recorded sessions before; what claims so comes from a clock that was never set, or set wrongly.
EARLIEST_BELIEVED: Final = datetime(2015, 1, 1, tzinfo=UTC)
# Nobody born within the last year talks to an app: birth dates are asked for only where a session claims to be older.
YOUNGEST_SPEAKER: Final = timedelta(days=365)
# What is claimed beyond these is not even kept: calendars of other programs end there.
EARLIEST_KEPT: Final = datetime(1900, 1, 1, tzinfo=UTC)
LATEST_KEPT: Final = datetime(2200, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """Where a session stands in time."""

    started_at: datetime
    claimed_started_at: datetime | None = None  # what the device said, where that is doubtful
    clock_doubtful: bool = False
    # Its place in the person's course is unknown: it is read, but neither compared nor learned, charted or replayed.
    is_untimed: bool = False

    @property
    def is_moved(self) -> bool:
        """Whether it stands where it arrived, so that its own times tell nothing."""
        return self.clock_doubtful and self.claimed_started_at != self.started_at


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """Between which times what was said in a session was said."""

    earliest: datetime
    latest: datetime
    are_told: bool = True  # False: the session stands where it arrived, and its own times tell nothing

    @classmethod
    def of(cls, placed: Placed, ended_at: datetime | None, *, now: datetime) -> Bounds:
        """Of a session; one without an end goes on until it arrives."""
        start = placed.started_at
        if placed.is_moved:
            return cls(earliest=start, latest=start, are_told=False)
        return cls(earliest=start, latest=ended_at or max(start, now + CLOCK_TOLERANCE))


def is_ahead(claimed: datetime, *, now: datetime) -> bool:
    """Whether a time is further in the future than the clocks of phones are wrong."""
    return claimed > now + CLOCK_TOLERANCE


def place(claimed: datetime | None, *, now: datetime) -> Placed:
    """A session that claims this time and arrives now; None: it claims none, or none that can be read."""
    if claimed is None:
        return Placed(started_at=now, clock_doubtful=True)
    kept = claimed if EARLIEST_KEPT <= claimed < LATEST_KEPT else None
    if is_ahead(claimed, now=now):
        is_untimed = claimed > now + LEARNED_AHEAD
        return Placed(started_at=now, claimed_started_at=kept, clock_doubtful=True, is_untimed=is_untimed)
    if claimed < EARLIEST_BELIEVED:
        return Placed(started_at=kept or now, claimed_started_at=kept, clock_doubtful=True, is_untimed=True)
    return Placed(started_at=claimed)


def may_precede_birth(placed: Placed, *, now: datetime) -> bool:
    """Whether a session claims to be so old that its person may not have been born, and is not doubted yet."""
    return not placed.clock_doubtful and placed.started_at < now - YOUNGEST_SPEAKER


def place_in_life(placed: Placed, birth_date: date | None) -> Placed:
    """The same or, where it claims a day before its person was born, kept as claimed and taken for untimed."""
    if birth_date is None or placed.started_at.date() >= birth_date:
        return placed
    return replace(placed, claimed_started_at=placed.started_at, clock_doubtful=True, is_untimed=True)
