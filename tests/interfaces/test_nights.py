"""The instant of a night's build, on ordinary days and on those when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.nights import BUILT_AT, due_at, latest_night

ZONES = (
    "Africa/Nairobi",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "UTC",
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
times = st.timedeltas(timedelta(0), timedelta(days=26 * 365))
instants = times.map(lambda passed: datetime(2009, 1, 1, tzinfo=UTC) + passed)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "night", "instant"),
    [
        ("Africa/Nairobi", date(2026, 3, 1), "2026-02-28T23:00"),  # three hours ahead, the date before in UTC
        ("Asia/Kathmandu", date(2026, 3, 1), "2026-02-28T20:15"),
        ("America/New_York", date(2026, 7, 1), "2026-07-01T06:00"),
        # Spring: 02:00 to 03:00 does not come, so at once when it is left out.
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-29T01:00"),
        ("America/New_York", date(2026, 3, 8), "2026-03-08T07:00"),
        # Half an hour is skipped, from 02:00 to 02:30.
        ("Australia/Lord_Howe", date(2026, 10, 4), "2026-10-03T15:30"),
        # Autumn: 02:00 comes twice, at UTC+2 and an hour later at UTC+1; the first one.
        ("Europe/Berlin", date(2026, 10, 25), "2026-10-25T00:00"),
        # Here 02:00 of summer time is 01:00 again, and 02:00 comes once, an hour later.
        ("America/New_York", date(2026, 11, 1), "2026-11-01T07:00"),
        # Clocks went on at 00:01: 02:00 is as on every other day.
        ("America/St_Johns", date(2010, 3, 14), "2010-03-14T04:30"),
        # The whole of 30 December 2011 was left out: clocks went from the 29th to the 31st at midnight.
        ("Pacific/Apia", date(2011, 12, 29), "2011-12-29T12:00"),
        ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T12:00"),
    ],
)
def test_the_first_instant_at_or_after_two(zone: str, night: date, instant: str) -> None:
    assert due_at(night, ZoneInfo(zone)) == at(instant)


def test_a_gap_that_begins_before_two_ends_in_a_build() -> None:
    """Clocks of Troll station went from 01:00 straight to 03:00."""
    assert due_at(date(2026, 3, 29), ZoneInfo("Antarctica/Troll")) == at("2026-03-29T01:00")


@pytest.mark.parametrize(
    ("zone", "now", "night"),
    [
        ("Africa/Nairobi", "2026-02-28T22:59:59.999999", date(2026, 2, 28)),
        ("Africa/Nairobi", "2026-02-28T23:00", date(2026, 3, 1)),
        ("Africa/Nairobi", "2026-03-01T22:00", date(2026, 3, 1)),  # 01:00 of the next date
        ("Europe/Berlin", "2026-03-29T00:59", date(2026, 3, 28)),
        ("Europe/Berlin", "2026-03-29T01:00", date(2026, 3, 29)),
        ("Europe/Berlin", "2026-10-25T00:00", date(2026, 10, 25)),
        ("Europe/Berlin", "2026-10-25T00:59", date(2026, 10, 25)),
        ("Europe/Berlin", "2026-10-25T01:00", date(2026, 10, 25)),  # 02:00 again: the same night
        # Clocks show 01:30 again after 02:00 of summer time: it is not the night before once more.
        ("Antarctica/Troll", "2026-10-25T01:30", date(2026, 10, 25)),
        ("Pacific/Apia", "2011-12-30T10:30", date(2011, 12, 29)),  # 00:30 of the 31st; there was no 30th
    ],
)
def test_the_night_that_is_due(zone: str, now: str, night: date) -> None:
    assert latest_night(at(now), ZoneInfo(zone)) == night


@given(zones, instants)
def test_no_instant_of_the_date_before_it_shows_two(zone: ZoneInfo, now: datetime) -> None:
    night = now.astimezone(zone).date()
    instant = due_at(night, zone)
    wall = datetime.combine(night, BUILT_AT)
    assert instant.astimezone(zone).replace(tzinfo=None) >= wall
    for minutes in (1 / 60, 1, 29, 31, 59, 61, 119):
        before = instant - timedelta(minutes=minutes)
        assert before.astimezone(zone).replace(tzinfo=None) < wall


@given(zones, instants, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_nights_follow_one_another_and_never_turn_back(zone: ZoneInfo, now: datetime, later: timedelta) -> None:
    first, second = latest_night(now, zone), latest_night(now + later, zone)
    assert first <= second
    assert due_at(first, zone) <= now


@given(zones, st.dates(date(2012, 1, 1), date(2034, 12, 31)))
def test_every_date_has_its_night(zone: ZoneInfo, night: date) -> None:
    """After 2011, when Apia left one out."""
    instant = due_at(night, zone)
    assert latest_night(instant, zone) == night
    assert latest_night(instant - timedelta(microseconds=1), zone) == night - timedelta(days=1)
