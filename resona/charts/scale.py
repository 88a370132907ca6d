"""Where a time and a value stand in a chart, and which of them are named at its edges. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

# At most so many labels stand side by side on a phone.
MOST_TIME_TICKS = 6
MONTHS_OF_YEAR = 12
# Steps between labelled times: days first, then months.
DAY_STEPS = (1, 2, 3, 7, 14)
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)
# Room above the highest and below the lowest value, as a share of their distance.
VALUE_MARGIN = 0.08


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    """A labelled place on an axis: percent of the width, or pixels from the top."""

    at: float
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeScale:
    """Real time on the whole width; both ends are aware."""

    start: datetime
    end: datetime

    def percent(self, at: datetime) -> float:
        """0 at the start, 100 at the end."""
        # Python takes two times of one zone apart by the clock on the wall, an hour wrong where clocks change.
        start, end = self.start.astimezone(UTC), self.end.astimezone(UTC)
        return 100.0 * ((at.astimezone(UTC) - start) / (end - start))

    def ticks(self, zone: tzinfo) -> tuple[Tick, ...]:
        """Days or first days of months, local midnights, few enough to stand side by side."""
        start, end = self.start.astimezone(zone), self.end.astimezone(zone)
        days = (end - start) / timedelta(days=1)
        for step in DAY_STEPS:
            if days / step <= MOST_TIME_TICKS:
                return self._day_ticks(start, end, step)
        months = MONTHS_OF_YEAR * (end.year - start.year) + end.month - start.month
        step = next((step for step in MONTH_STEPS if months / step <= MOST_TIME_TICKS), MONTH_STEPS[-1])
        return self._month_ticks(start, end, step)

    def _day_ticks(self, start: datetime, end: datetime, step: int) -> tuple[Tick, ...]:
        ticks = []
        day = start.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        while day <= end:
            ticks.append(Tick(at=self.percent(day), label=f"{day.day} {day:%b}"))
            day += timedelta(days=step)
        return tuple(ticks)

    def _month_ticks(self, start: datetime, end: datetime, step: int) -> tuple[Tick, ...]:
        ticks: list[Tick] = []
        # Months since year 0, so that a step of 12 means Januaries.
        month = MONTHS_OF_YEAR * start.year + start.month  # the one after the start's
        month += -month % step
        while True:
            year, index = divmod(month, MONTHS_OF_YEAR)
            day = start.replace(year=year, month=index + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
            if day > end:
                return tuple(ticks)
            named_year = f" {day.year}" if not ticks or index == 0 else ""
            ticks.append(Tick(at=self.percent(day), label=f"{day:%b}{named_year}"))
            month += step


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueScale:
    """Values on the height: `low` at the bottom, `high` at the top."""

    low: float
    high: float
    height: float

    def y(self, value: float) -> float:
        """Pixels from the top; values outside stay at the edge."""
        share = (value - self.low) / (self.high - self.low)
        return self.height * (1.0 - min(max(share, 0.0), 1.0))

    def ticks(self) -> tuple[Tick, ...]:
        """Round values within: the roundest of which there are two."""
        step, indexes = self._roundest_step()
        decimals = max(0, -math.floor(math.log10(step)))
        return tuple(Tick(at=self.y(index * step), label=f"{index * step:.{decimals}f}") for index in indexes)

    def _roundest_step(self) -> tuple[float, range]:
        """The largest of 1, 2 or 5 times a power of ten that has two multiples in the scale, and which those are."""
        power = 10.0 ** math.ceil(math.log10(self.high - self.low))
        for step in (factor * power / shrink for shrink in (1, 10) for factor in (1, 0.5, 0.2)):
            first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
            if last > first:
                return step, range(first, last + 1)
        raise AssertionError("A step of a fiftieth of the scale has two multiples in it.")


def scale_of(values: list[float], height: float) -> ValueScale:
    """A scale on which all these values fit with a little room. Raises ValueError without any."""
    low, high = min(values), max(values)
    room = VALUE_MARGIN * (high - low) or abs(high) * VALUE_MARGIN or 1.0
    return ValueScale(low=low - room, high=high + room, height=height)
