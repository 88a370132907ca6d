"""Where a session stands in time: as its device says, where that can be believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conversations.clocks import CLOCK_TOLERANCE, EARLIEST_BELIEVED, LATEST_KEPT, LEARNED_AHEAD, Placed, place

NOW = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("claimed", [NOW, NOW + CLOCK_TOLERANCE, NOW - timedelta(days=400), EARLIEST_BELIEVED])
def test_a_time_that_can_be_is_believed(claimed: datetime) -> None:
    assert place(claimed, now=NOW) == Placed(started_at=claimed)


@pytest.mark.parametrize(
    ("ahead", "is_untimed"),
    [(CLOCK_TOLERANCE + SECOND, False), (LEARNED_AHEAD, False), (LEARNED_AHEAD + SECOND, True)],
)
def test_a_time_ahead_becomes_that_of_the_arrival_and_teaches_up_to_a_day(ahead: timedelta, is_untimed: bool) -> None:
    placed = place(NOW + ahead, now=NOW)
    expected = Placed(started_at=NOW, claimed_started_at=NOW + ahead, clock_doubtful=True, is_untimed=is_untimed)
    assert placed == expected
    assert placed.is_moved


def test_no_time_is_that_of_the_arrival_and_teaches() -> None:
    assert place(None, now=NOW) == Placed(started_at=NOW, clock_doubtful=True)


@pytest.mark.parametrize("claimed", [EARLIEST_BELIEVED - SECOND, datetime(1970, 1, 1, tzinfo=UTC)])
def test_a_time_long_ago_is_kept_as_claimed_and_teaches_nothing(claimed: datetime) -> None:
    placed = place(claimed, now=NOW)
    assert placed == Placed(started_at=claimed, claimed_started_at=claimed, clock_doubtful=True, is_untimed=True)
    assert not placed.is_moved


@pytest.mark.parametrize("claimed", [datetime(1, 1, 1, tzinfo=UTC), LATEST_KEPT])
def test_a_time_that_no_calendar_here_holds_is_not_kept(claimed: datetime) -> None:
    assert place(claimed, now=NOW) == Placed(started_at=NOW, clock_doubtful=True, is_untimed=True)
