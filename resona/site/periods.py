"""Periods of a list, from a year down to a day, without asking the table which days it has."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MONTHS_OF_YEAR = 12
# How many years back are offered; older ones can be written into the address.
YEARS_OFFERED = 5
RECENT = {"1d": 1, "7d": 7, "30d": 30, "90d": 90}  # days
_PERIOD = re.compile(r"(?P<year>[12]\d{3})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A stretch of time, from `start` until before `end`; None is open."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A period one may choose."""

    value: str  # of the parameter; empty: all
    label: str
    is_chosen: bool


def read_period(value: str, now: datetime) -> Period | None:
    """`7d`, `2026`, `2026-03` or `2026-03-14` in the zone of `now`; None for anything else."""
    if value in RECENT:
        # Days of 24 hours: by the clock on the wall a day may have 23 or 25.
        return Period(start=now.astimezone(UTC) - timedelta(days=RECENT[value]))
    match = _PERIOD.fullmatch(value)
    if match is None:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        start = _midnight(now, year, month, day)
    except ValueError:
        return None
    return Period(start=start, end=_end_of(start, has_month=bool(match["month"]), has_day=bool(match["day"])))


def offer_periods(value: str, now: datetime) -> list[list[Offer]]:
    """Rows of periods to choose from: recent ones and years, then the months of the year and the days of the month."""
    recent = [("", "All"), ("1d", "24 hours"), ("7d", "7 days"), ("30d", "30 days"), ("90d", "90 days")]
    years = [(f"{year}", f"{year}") for year in range(now.year, now.year - YEARS_OFFERED, -1)]
    rows = [_offers([*recent, *years], value)]
    match = _PERIOD.fullmatch(value)
    if match is None or read_period(value, now) is None:
        return rows
    year, month = match["year"], match["month"]
    rows.append(_offers([(f"{year}-{m:02}", calendar.month_abbr[m]) for m in range(1, MONTHS_OF_YEAR + 1)], value))
    if month:
        days = calendar.monthrange(int(year), int(month))[1]
        rows.append(_offers([(f"{year}-{month}-{day:02}", f"{day}") for day in range(1, days + 1)], value))
    return rows


def _offers(choices: list[tuple[str, str]], value: str) -> list[Offer]:
    """What is chosen includes what it lies within: a day's month and year."""
    return [
        Offer(value=choice, label=label, is_chosen=value == choice or (choice != "" and value.startswith(f"{choice}-")))
        for choice, label in choices
    ]


def _midnight(now: datetime, year: int, month: int, day: int) -> datetime:
    return now.replace(year=year, month=month, day=day, hour=0, minute=0, second=0, microsecond=0, fold=0)


def _end_of(start: datetime, *, has_month: bool, has_day: bool) -> datetime:
    if has_day:
        return start + timedelta(days=1)
    if has_month and start.month < MONTHS_OF_YEAR:
        return start.replace(month=start.month + 1)
    return start.replace(year=start.year + 1, month=1)
