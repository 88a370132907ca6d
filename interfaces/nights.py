"""When the night's build is due where a person is: at the first instant at or after 02:00 of each local date. Pure."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

# Of the clock where the person is: hardly anyone is talking then, and what changes is there in the morning.
BUILT_AT: Final = time(2)
# A night that was built lies ahead of the latest one by so many dates at most: of who moved from the western side of
# the date line to the eastern one. What lies further ahead was noted by a clock that was wrong.
MOST_AHEAD: Final = timedelta(days=2)
_SECOND: Final = timedelta(seconds=1)
_DAY: Final = timedelta(days=1)


def due_at(night: date, zone: tzinfo) -> datetime:
    """The first instant (UTC) at which clocks there show 02:00 of this date, or later.

    Where 02:00 comes twice, the first one; where clocks skip it, the moment they do (PEP 495 says how both are told).
    """
    wall = datetime.combine(night, BUILT_AT)
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if _clock(instant, zone) == wall:
        return instant
    # Skipped: as clocks went on after the change, and as they had gone before it. The change is between the two.
    earliest = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    seconds = range(int((instant - earliest) / _SECOND) + 1)
    return earliest + _SECOND * bisect_left(seconds, True, key=lambda s: _clock(earliest + _SECOND * s, zone) >= wall)


def latest_night(now: datetime, zone: tzinfo) -> date:
    """The latest date there whose build is due by now. A date that the clocks there skipped has none."""
    night = now.astimezone(zone).date()
    while (instant := due_at(night, zone)) > now or instant.astimezone(zone).date() != night:
        night -= _DAY
    return night


def _clock(instant: datetime, zone: tzinfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)
