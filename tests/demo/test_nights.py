"""The nights of the demo: each once, at the hour of the night's build where its people live."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.demo.nights import FailedBuildError, build_night, nights_between
from tests.conftest import Cast
from tests.interfaces.records import NOW, store_unreadable_session

DAY = timedelta(days=1)
START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
TWO_IN_NAIROBI = 23  # UTC, the evening before


def test_nights_are_those_between_in_their_order() -> None:
    nights = list(nights_between(START, START + 3 * DAY))
    assert nights == [datetime(2026, 3, day, TWO_IN_NAIROBI, tzinfo=UTC) for day in (1, 2, 3)]


@given(minutes=st.integers(0, 2 * 366 * 24 * 60), days=st.floats(0, 40))
def test_there_is_one_a_day(minutes: int, days: float) -> None:
    start = START + timedelta(minutes=minutes)
    end = start + days * DAY
    nights = list(nights_between(start, end))
    assert all(start < night < end for night in nights)
    assert abs(len(nights) - days) <= 1


def test_a_build_that_fails_is_an_error(cast: Cast) -> None:
    store_unreadable_session(cast.person, at=NOW)
    build_night([cast.other_person.id], now=NOW)
    with pytest.raises(FailedBuildError, match="UnknownEmotionError"):
        build_night([cast.person.id], now=NOW)
