"""Parts of the day in the person's own time, summer time included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from interfaces.daytime import part_of_day, usual_part

BERLIN, NAIROBI = ZoneInfo("Europe/Berlin"), ZoneInfo("Africa/Nairobi")


@pytest.mark.parametrize(
    ("hour", "part"),
    [(0, "night"), (4, "night"), (5, "morning"), (11, "morning"), (12, "afternoon"), (17, "evening"), (22, "night")],
)
def test_each_hour_belongs_to_a_part(hour: int, part: str) -> None:
    assert part_of_day(datetime(2026, 3, 1, hour, 59, tzinfo=UTC), UTC) == part


def test_the_same_instant_is_another_part_elsewhere() -> None:
    instant = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
    assert part_of_day(instant, UTC) == "evening"
    assert part_of_day(instant, NAIROBI) == "night"


def test_summer_time_counts() -> None:
    assert part_of_day(datetime(2026, 3, 28, 20, 30, tzinfo=UTC), BERLIN) == "evening"  # 21:30
    assert part_of_day(datetime(2026, 3, 29, 20, 30, tzinfo=UTC), BERLIN) == "night"  # 22:30


def test_a_habit_takes_five_sessions_and_half_of_them() -> None:
    evening, morning = datetime(2026, 3, 1, 18, tzinfo=UTC), datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert usual_part([evening] * 4, UTC) is None
    assert usual_part([evening] * 3 + [morning] * 2, UTC) == "evening"
    assert usual_part([evening] * 2 + [morning] * 2 + [morning + timedelta(hours=5)] * 2, UTC) is None
