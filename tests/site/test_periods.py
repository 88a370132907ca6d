"""Periods: exact hours and whole local days, across the change of clocks and the ends of months and years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.site.periods import RECENT, YEARS_OFFERED, offer_periods, read_period

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
ZONES = st.sampled_from(["UTC", "Africa/Nairobi", "Europe/Berlin", "America/New_York", "Pacific/Apia"])
NOW = datetime(2026, 3, 14, 12, 30, tzinfo=BERLIN)


def length(start: datetime, end: datetime | None) -> timedelta:
    """Of real time, whatever clocks showed."""
    assert end is not None
    return end.astimezone(UTC) - start.astimezone(UTC)


@pytest.mark.parametrize(("value", "hours"), [("1d", 24), ("7d", 168), ("30d", 720), ("90d", 2160)])
def test_the_last_hours_are_as_many_when_clocks_have_changed(value: str, hours: int) -> None:
    # At two on the morning of 29 March clocks went forward.
    now = datetime(2026, 3, 29, 12, 0, tzinfo=BERLIN)
    period = read_period(value, now)

    assert period is not None
    assert length(period.start, now) == hours * HOUR
    assert period.end is None


@pytest.mark.parametrize(
    ("value", "hours"), [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25), ("2026-03", 31 * 24 - 1)]
)
def test_a_day_is_as_long_as_it_was_there(value: str, hours: int) -> None:
    period = read_period(value, NOW)

    assert period is not None
    assert length(period.start, period.end) == hours * HOUR


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), ZONES)
def test_days_months_and_years_follow_one_another_without_gap_or_overlap(day: date, zone: str) -> None:
    now = NOW.astimezone(ZoneInfo(zone))
    following = day + timedelta(days=1)
    one, other = read_period(f"{day}", now), read_period(f"{following}", now)
    month, year = read_period(f"{day:%Y-%m}", now), read_period(f"{day:%Y}", now)

    assert one
    assert other
    assert month
    assert year
    assert one.end == other.start
    assert month.end
    assert year.end
    assert year.start <= month.start <= one.start < month.end <= year.end


@pytest.mark.parametrize(
    "value",
    [
        *("0999", "3000", "2026-00", "2026-13", "2026-1", "2026-03-00", "2025-02-29", "2026-03-14 ", "2026/03"),
        *("1D", "2d", "-7d", "2٠2٦"),
    ],
)
def test_what_is_no_period_is_none_and_offers_no_narrower_one(value: str) -> None:
    assert read_period(value, NOW) is None
    assert len(offer_periods(value, NOW)) == 1


@given(st.text(max_size=12) | st.from_regex(r"\A[12]\d{3}-\d{2}(-\d{2})?\Z"))
def test_any_text_is_read_or_is_none_and_something_is_always_offered(value: str) -> None:
    read_period(value, NOW)

    assert offer_periods(value, NOW)[0][0].label == "All"


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_every_offer_can_be_read_and_the_chosen_ones_contain_one_another(day: date) -> None:
    rows = offer_periods(f"{day}", NOW)
    offered = [offer for row in rows for offer in row if offer.value]

    assert all(read_period(offer.value, NOW) for offer in offered)
    assert [offer.value for offer in offered if offer.is_chosen][-2:] == [f"{day:%Y-%m}", f"{day}"]


def test_recent_years_are_offered_newest_first() -> None:
    [row] = offer_periods("", NOW)
    years = [offer.value for offer in row if offer.value not in RECENT and offer.value]

    assert years == [str(NOW.year - back) for back in range(YEARS_OFFERED)]


def test_all_is_chosen_only_where_nothing_is() -> None:
    assert [offer.label for offer in offer_periods("nonsense", NOW)[0] if offer.is_chosen] == []


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        ("2026-11", (2026, 11, 1), (2026, 12, 1)),
        ("2026-12", (2026, 12, 1), (2027, 1, 1)),
        ("2026-12-31", (2026, 12, 31), (2027, 1, 1)),
        ("2028-02", (2028, 2, 1), (2028, 3, 1)),
        ("2028-02-29", (2028, 2, 29), (2028, 3, 1)),
        ("2026", (2026, 1, 1), (2027, 1, 1)),
        ("1000", (1000, 1, 1), (1001, 1, 1)),
        ("2999-12-31", (2999, 12, 31), (3000, 1, 1)),
    ],
)
def test_a_period_goes_from_midnight_to_midnight(
    value: str, start: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    period = read_period(value, NOW)

    assert period is not None
    assert (period.start, period.end) == (datetime(*start, tzinfo=BERLIN), datetime(*end, tzinfo=BERLIN))


def test_a_day_whose_first_hour_comes_twice_begins_with_the_first_of_them() -> None:
    # In Havana clocks go back from one to midnight; it is half past midnight for the second time.
    now = datetime(2026, 11, 1, 5, 30, tzinfo=UTC).astimezone(ZoneInfo("America/Havana"))
    period = read_period("2026-11-01", now)

    assert period is not None
    assert period.start.astimezone(UTC) == datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
    assert length(period.start, period.end) == 25 * HOUR


@pytest.mark.parametrize(("value", "days"), [("2026-02", 28), ("2028-02", 29), ("2026-04", 30), ("2026-04-09", 30)])
def test_a_month_offers_its_days_and_a_year_its_months(value: str, days: int) -> None:
    _, months, offered = offer_periods(value, NOW)

    assert " ".join(offer.label for offer in months) == "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    assert [offer.label for offer in offered] == [str(day) for day in range(1, days + 1)]
    assert {offer.value[:7] for offer in offered} == {value[:7]}
    assert len(offer_periods(value[:4], NOW)) == 2


@pytest.mark.parametrize(
    ("value", "chosen"),
    [
        ("", ["All"]),
        ("7d", ["7 days"]),
        ("2026", ["2026"]),
        ("2026-03", ["2026", "Mar"]),
        ("2026-03-14", ["2026", "Mar", "14"]),
        ("2019-01", ["Jan"]),
    ],
)
def test_what_is_chosen_stands_out_with_all_that_it_lies_within(value: str, chosen: list[str]) -> None:
    assert [offer.label for row in offer_periods(value, NOW) for offer in row if offer.is_chosen] == chosen
