"""Where a session stands in time: as its device says, where that can be believed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from conversations.clocks import (
    CLOCK_TOLERANCE,
    EARLIEST_BELIEVED,
    LATEST_KEPT,
    LEARNED_AHEAD,
    YOUNGEST_SPEAKER,
    Placed,
    may_precede_birth,
    place,
    place_in_life,
)

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


@pytest.mark.parametrize(
    ("claimed", "may"),
    [(NOW - YOUNGEST_SPEAKER, False), (NOW - YOUNGEST_SPEAKER - SECOND, True), (EARLIEST_BELIEVED - SECOND, False)],
)
def test_only_of_what_claims_to_be_old_and_is_not_doubted_yet_a_birth_date_is_asked(
    claimed: datetime, may: bool
) -> None:
    assert may_precede_birth(place(claimed, now=NOW), now=NOW) is may


@pytest.mark.parametrize(
    ("birth_date", "is_untimed"),
    [(None, False), (date(2017, 6, 1), False), (date(2017, 6, 2), True), (date(1980, 1, 1), False)],
)
def test_a_time_before_the_persons_birth_is_kept_as_claimed_and_teaches_nothing(
    birth_date: date | None, is_untimed: bool
) -> None:
    claimed = datetime(2017, 6, 1, 23, 0, tzinfo=UTC)
    placed = place_in_life(place(claimed, now=NOW), birth_date)
    assert (placed.started_at, placed.is_untimed, placed.clock_doubtful) == (claimed, is_untimed, is_untimed)
    assert placed.claimed_started_at == (claimed if is_untimed else None)
