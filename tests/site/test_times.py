"""Times in words: never further off than they are, and never a smaller number for a longer time of the same unit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.site.times import ago_in_words, clock_time, due_in_words, exact_time, short_time, span_in_words

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SPANS = st.timedeltas(timedelta(minutes=1), timedelta(days=20_000))
UNITS = {"min": 1, "h": 60, "days": 1440, "weeks": 10_080, "months": 43_833.6, "years": 525_960}  # minutes


def minutes_in(words: str) -> float:
    parts = words.split()
    return sum(float(count) * UNITS[unit] for count, unit in zip(parts[::2], parts[1::2], strict=True))


@given(SPANS)
def test_a_span_is_never_told_longer_than_it_is_and_not_much_shorter(span: timedelta) -> None:
    told, real = minutes_in(span_in_words(span)), span / timedelta(minutes=1)

    assert told <= real + 1e-6
    assert told > real / 2


@given(SPANS, SPANS)
def test_a_longer_span_is_never_told_as_a_shorter_one(one: timedelta, other: timedelta) -> None:
    shorter, longer = sorted((one, other))

    # A change of unit may round down by less than one of the larger unit.
    assert minutes_in(span_in_words(shorter)) <= longer / timedelta(minutes=1)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=9, minutes=59), "9 h 59 min"),
        (timedelta(hours=10), "10 h"),
        (timedelta(hours=47, minutes=59), "47 h"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=69), "9 weeks"),
        (timedelta(days=70), "2 months"),
        (timedelta(days=731), "2 years"),
    ],
)
def test_the_unit_is_the_one_that_still_tells_something(span: timedelta, words: str) -> None:
    assert span_in_words(span) == words


@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_what_is_due_is_overdue_exactly_when_its_time_has_passed(left: timedelta) -> None:
    words = due_in_words(NOW + left, NOW)

    assert words.startswith("overdue") is (left <= timedelta(minutes=-1))
    assert words.startswith("due in") is (left >= timedelta(minutes=1))


@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_past_and_future_are_never_mixed_up(passed: timedelta) -> None:
    words = ago_in_words(NOW - passed, NOW)

    assert words.endswith("ago") is (passed >= timedelta(minutes=1))
    assert words.startswith("in ") is (passed <= timedelta(minutes=-1))


@pytest.mark.parametrize(
    ("utc_hour", "shown"),
    # Clocks go back at 01:00 UTC: the hour from two to three comes twice.
    [(0, "Sun 25 Oct 2026, 02:30"), (1, "Sun 25 Oct 2026, 02:30"), (2, "Sun 25 Oct 2026, 03:30")],
)
def test_the_clock_of_the_wall_is_shown(utc_hour: int, shown: str) -> None:
    when = datetime(2026, 10, 25, utc_hour, 30, tzinfo=UTC)

    assert exact_time(when, ZoneInfo("Europe/Berlin")) == shown
    assert short_time(when, ZoneInfo("Europe/Berlin")) == shown.removeprefix("Sun ")
    assert clock_time(when, ZoneInfo("Europe/Berlin")) == shown[-5:]


def test_days_have_no_leading_zero_and_hours_do() -> None:
    assert short_time(datetime(2026, 1, 2, 3, 4, tzinfo=UTC), UTC) == "2 Jan 2026, 03:04"


@pytest.mark.parametrize(
    ("seconds", "due", "ago"),
    [
        (0, "due now", "just now"),
        (59, "due now", "just now"),
        (60, "due in 1 min", "1 min ago"),
        (61, "due in 1 min", "1 min ago"),
        (3599, "due in 59 min", "59 min ago"),
        (3600, "due in 1 h", "1 h ago"),
        (3660, "due in 1 h 1 min", "1 h 1 min ago"),
    ],
)
def test_a_minute_is_the_first_that_is_told_either_way(seconds: int, due: str, ago: str) -> None:
    span = timedelta(seconds=seconds)

    assert due_in_words(NOW + span, NOW) == due
    assert ago_in_words(NOW - span, NOW) == ago
    assert due_in_words(NOW - span, NOW) == due.replace("due in", "overdue by")
    assert ago_in_words(NOW + span, NOW) == (ago if ago == "just now" else f"in {ago.removesuffix(' ago')}")
