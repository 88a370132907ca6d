"""Times in words, as a clinician says them. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Up to here the smaller unit still tells more: "36 h" rather than "1 day", "13 days" rather than "1 week".
LAST_OF_HOURS_AND_MINUTES = 10 * HOUR
LAST_OF_HOURS = 2 * DAY
LAST_OF_DAYS = 14 * DAY
LAST_OF_WEEKS = 10 * 7 * DAY
DAYS_OF_MONTH = 30.44  # mean of the Gregorian calendar
DAYS_OF_YEAR = 365.25
LAST_OF_MONTHS = 2 * DAYS_OF_YEAR * DAY


def due_in_words(due_at: datetime, now: datetime) -> str:
    """`due in 40 min`, `due now`, `overdue by 2 h`."""
    left = due_at - now
    if left <= -MINUTE:
        return f"overdue by {span_in_words(-left)}"
    return "due now" if left < MINUTE else f"due in {span_in_words(left)}"


def ago_in_words(when: datetime, now: datetime) -> str:
    """`just now`, `5 min ago`, `3 days ago`; a clock that runs ahead gives `in 5 min`."""
    passed = now - when
    if abs(passed) < MINUTE:
        return "just now"
    return f"{span_in_words(passed)} ago" if passed > timedelta() else f"in {span_in_words(-passed)}"


def span_in_words(span: timedelta) -> str:
    """A stretch of time in the unit a person would choose, rounded down: a deadline never seems further off."""
    if span < HOUR:
        return f"{span // MINUTE} min"
    if span < LAST_OF_HOURS_AND_MINUTES:
        minutes = span % HOUR // MINUTE
        return f"{span // HOUR} h {minutes} min" if minutes else f"{span // HOUR} h"
    if span < LAST_OF_HOURS:
        return f"{span // HOUR} h"
    if span < LAST_OF_DAYS:
        return f"{span // DAY} days"
    if span < LAST_OF_WEEKS:
        return f"{span // (7 * DAY)} weeks"
    if span < LAST_OF_MONTHS:
        return f"{int(span / DAY / DAYS_OF_MONTH)} months"
    return f"{int(span / DAY / DAYS_OF_YEAR)} years"


def exact_time(when: datetime, zone: tzinfo) -> str:
    """`Sun 22 Nov 2026, 14:03`, in that zone."""
    local = when.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def day_in_words(when: datetime, zone: tzinfo) -> str:
    """`22 Nov 2026`, in that zone."""
    local = when.astimezone(zone)
    return f"{local.day} {local:%b %Y}"


def clock_time(when: datetime, zone: tzinfo) -> str:
    """`14:03`, in that zone."""
    return f"{when.astimezone(zone):%H:%M}"


def short_time(when: datetime, zone: tzinfo) -> str:
    """`22 Nov 2026, 14:03`, in that zone."""
    return f"{day_in_words(when, zone)}, {clock_time(when, zone)}"
