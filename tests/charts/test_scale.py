"""Scales: real time across the change of clocks, values however small, large or equal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from resona.charts.scale import VALUE_MARGIN, TimeScale, ValueScale, scale_of
from tests.charts.pictures import DAY, START

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
# Within these years zones change their clocks by rules that are known.
INSTANTS = st.floats(0, 35 * 365).map(lambda days: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=days))
ZONES = st.sampled_from(["UTC", "Africa/Nairobi", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu"])


@given(INSTANTS, st.timedeltas(HOUR, 4000 * DAY), st.floats(0, 1), ZONES, ZONES)
def test_a_place_depends_on_the_instant_not_on_the_zone_it_is_told_in(
    start: datetime, length: timedelta, share: float, of_the_scale: str, of_the_instant: str
) -> None:
    at = start + share * length
    local = TimeScale(
        start=start.astimezone(ZoneInfo(of_the_scale)), end=(start + length).astimezone(ZoneInfo(of_the_scale))
    )

    told = local.percent(at.astimezone(ZoneInfo(of_the_instant)))

    assert told == pytest.approx(TimeScale(start=start, end=start + length).percent(at), abs=1e-6)


@pytest.mark.parametrize(
    ("first", "midnights"),
    [
        # Clocks go forward on 29 March, so that day has 23 hours; back on 25 October, which has 25.
        (datetime(2026, 3, 27, tzinfo=UTC), {"28 Mar": 23, "29 Mar": 47, "30 Mar": 70, "31 Mar": 94}),
        (datetime(2026, 10, 23, tzinfo=UTC), {"24 Oct": 22, "25 Oct": 46, "26 Oct": 71, "27 Oct": 95}),
    ],
)
def test_days_begin_at_local_midnight_when_clocks_change(first: datetime, midnights: dict[str, int]) -> None:
    ticks = TimeScale(start=first, end=first + 4 * DAY).ticks(BERLIN)

    assert {tick.label: tick.at for tick in ticks} == {
        label: pytest.approx(100 * hours / 96) for label, hours in midnights.items()
    }


def test_a_day_without_midnight_is_labelled_once() -> None:
    # In São Paulo 4 November 2018 began at 01:00.
    ticks = TimeScale(start=datetime(2018, 11, 2, 12, tzinfo=UTC), end=datetime(2018, 11, 6, 12, tzinfo=UTC)).ticks(
        ZoneInfo("America/Sao_Paulo")
    )

    assert [tick.label for tick in ticks] == ["3 Nov", "4 Nov", "5 Nov", "6 Nov"]


def test_the_zone_decides_which_day_it_is() -> None:
    # 22:00 UTC on the last of February is already March in Nairobi.
    scale = TimeScale(start=datetime(2026, 2, 28, 22, tzinfo=UTC), end=datetime(2026, 3, 3, 22, tzinfo=UTC))

    assert [tick.label for tick in scale.ticks(ZoneInfo("Africa/Nairobi"))] == ["2 Mar", "3 Mar", "4 Mar"]
    assert [tick.label for tick in scale.ticks(UTC)] == ["1 Mar", "2 Mar", "3 Mar"]


@given(INSTANTS, st.integers(7, 6000), ZONES)
def test_labels_stand_apart_and_neighbours_say_something_different(start: datetime, days: int, zone: str) -> None:
    ticks = TimeScale(start=start, end=start + days * DAY).ticks(ZoneInfo(zone))

    assert all(after.at - before.at > 10 for before, after in pairwise(ticks))
    assert all(after.label != before.label for before, after in pairwise(ticks))


@given(INSTANTS, st.integers(200, 6000))
def test_the_first_month_and_every_january_name_their_year(start: datetime, days: int) -> None:
    labels = [tick.label for tick in TimeScale(start=start, end=start + days * DAY).ticks(UTC)]

    assert all(label[-4:].isdigit() for label in (labels[:1] + [each for each in labels if each.startswith("Jan")]))


def test_a_century_has_few_labels() -> None:
    assert len(TimeScale(start=START, end=START + 25 * 365 * DAY).ticks(UTC)) <= 7


@pytest.mark.parametrize(
    ("value", "y"), [(10, 100), (15, 50), (20, 0), (9.9, 100), (20.1, 0), (-1e300, 100), (1e300, 0)]
)
def test_values_outside_a_scale_stay_at_its_edge(value: float, y: float) -> None:
    assert ValueScale(low=10, high=20, height=100).y(value) == pytest.approx(y)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(0, 1), st.floats(0, 1))
def test_higher_values_stand_higher(low: float, span: float, one: float, other: float) -> None:
    scale = ValueScale(low=low, high=low + span, height=90)
    lower, higher = sorted((low + one * span, low + other * span))

    assert scale.y(higher) <= scale.y(lower)


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0.0, 1.0, ["0", "1"]),
        (-1.0, 1.0, ["-1", "0", "1"]),
        (-0.03, 0.04, ["-0.02", "0.00", "0.02", "0.04"]),
        (0.0101, 0.0189, ["0.012", "0.014", "0.016", "0.018"]),
        (40, 59, ["40", "50"]),
        (-70.5, -64.1, ["-70", "-65"]),
        (990, 2010, ["1000", "2000"]),
    ],
)
def test_round_values_are_named_with_as_many_digits_as_they_need(low: float, high: float, labels: list[str]) -> None:
    assert [tick.label for tick in ValueScale(low=low, high=high, height=100).ticks()] == labels


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e4))
def test_a_label_says_the_value_it_stands_at(low: float, span: float) -> None:
    scale = ValueScale(low=low, high=low + span, height=100)

    assert all(tick.at == pytest.approx(scale.y(float(tick.label)), abs=1e-3) for tick in scale.ticks())


@pytest.mark.parametrize("value", [0.0, 3.0, -40.0, 1e-9, 1e12])
def test_equal_values_stand_in_the_middle(value: float) -> None:
    scale = scale_of([value, value], 90)

    assert scale.y(value) == pytest.approx(45)
    assert scale.ticks()


def test_there_is_a_little_room_above_and_below() -> None:
    scale = scale_of([2.0, 4.0, 3.0], 100)
    edge = 100 * VALUE_MARGIN / (1 + 2 * VALUE_MARGIN)

    assert [scale.y(4.0), scale.y(2.0)] == pytest.approx([edge, 100 - edge])


def test_a_scale_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="empty"):
        scale_of([], 90)


@given(st.lists(st.floats(allow_nan=False, min_value=-1e9, max_value=1e9), min_size=2, max_size=9))
def test_any_values_have_labels_among_them(values: list[float]) -> None:
    # Closer together than a float tells apart at that size, they are one value.
    assume(max(values) == min(values) or max(values) - min(values) > 1e-9 * max(map(abs, values)))

    assert 2 <= len(scale_of(values, 90).ticks()) <= 6
