"""By when requests are due, as the regulation counts months."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.compliance.due_dates import one_month_after


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ((2026, 1, 15), (2026, 2, 15)),
        ((2026, 1, 31), (2026, 2, 28)),
        ((2028, 1, 31), (2028, 2, 29)),  # a leap year
        ((2026, 3, 31), (2026, 4, 30)),
        ((2026, 11, 30), (2026, 12, 30)),
        ((2026, 12, 31), (2027, 1, 31)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last(received: tuple[int, int, int], due: tuple[int, int, int]) -> None:
    assert one_month_after(datetime(*received, 9, 30, tzinfo=UTC)) == datetime(*due, 9, 30, tzinfo=UTC)


@given(st.integers(0, 100 * 365 * 24).map(lambda hours: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=hours)))
def test_a_month_has_28_to_31_days(received: datetime) -> None:
    assert timedelta(days=28) <= one_month_after(received) - received <= timedelta(days=31)
