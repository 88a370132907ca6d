"""Times in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.site.times import ago_in_words, due_in_words, exact_time, short_time, span_in_words

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (40, "due in 40 min"),
        (59.9, "due in 59 min"),
        (111, "due in 1 h 51 min"),
        (120, "due in 2 h"),
        (10 * 60 + 30, "due in 10 h"),
        (24 * 60, "due in 24 h"),
        (3 * 24 * 60, "due in 3 days"),
        (0.5, "due now"),
        (-0.5, "due now"),
        (-1, "overdue by 1 min"),
        (-120, "overdue by 2 h"),
        (-49 * 60, "overdue by 2 days"),
    ],
)
def test_a_deadline_is_told_in_words(minutes: float, words: str) -> None:
    assert due_in_words(NOW + timedelta(minutes=minutes), NOW) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "just now"),
        (0.01, "14 min ago"),
        (1, "24 h ago"),
        (3, "3 days ago"),
        (13.9, "13 days ago"),
        (14, "2 weeks ago"),
        (90, "2 months ago"),
        (729, "23 months ago"),
        (731, "2 years ago"),
        (-0.01, "in 14 min"),
    ],
)
def test_the_past_is_told_in_words(days: float, words: str) -> None:
    assert ago_in_words(NOW - timedelta(days=days), NOW) == words


@given(st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=20_000)))
def test_no_span_is_told_as_nothing(span: timedelta) -> None:
    assert int(span_in_words(span).split()[0]) >= 1


def test_exact_times_are_those_of_the_clinic() -> None:
    nairobi = ZoneInfo("Africa/Nairobi")
    late_evening = datetime(2026, 2, 28, 22, 5, tzinfo=UTC)

    assert exact_time(late_evening, nairobi) == "Sun 1 Mar 2026, 01:05"
    assert short_time(late_evening, nairobi) == "1 Mar 2026, 01:05"
