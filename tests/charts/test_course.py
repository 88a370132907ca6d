"""Charts of a course: what was measured stands where it was measured, and what was not is not made up."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.charts.course import (
    BAND_OVERHANG,
    CHART_HEIGHT,
    THINNEST_BAR,
    Bar,
    draw_band_chart,
    draw_score_chart,
    draw_share_chart,
)
from tests.charts.pictures import DAY, START, ZONES, frame, of_class, paths, places, point, ticks

BAND = {"low": 2.0, "high": 4.0, "expected": 3.0}
HOSTILE = "<script>alert(1)</script>"


def bar(day: float, shares: dict[str, float]) -> Bar:
    return Bar(at=START + day * DAY, shares=shares)


def test_a_band_reaches_from_its_low_to_its_high_edge_around_what_was_expected() -> None:
    svg = draw_band_chart([point(10, 3, **BAND), point(20, 3, **BAND)], frame(), label="", height=100)
    [band], [expected] = paths(svg, "band"), paths(svg, "expected")
    # 2 to 4 with 8 % of room on each side.
    top, bottom = 6.9, 93.1

    assert band == [
        (10 - BAND_OVERHANG, top), (10, top), (20, top), (20 + BAND_OVERHANG, top),
        (20 + BAND_OVERHANG, bottom), (20, bottom), (10, bottom), (10 - BAND_OVERHANG, bottom),
    ]  # fmt: skip
    assert expected == [(10 - BAND_OVERHANG, 50), (10, 50), (20, 50), (20 + BAND_OVERHANG, 50)]


def test_a_session_alone_shows_its_band_too() -> None:
    [band] = paths(draw_band_chart([point(50, 3, **BAND)], frame(), label=""), "band")

    assert {at for at, _ in band} == {50 - BAND_OVERHANG, 50, 50 + BAND_OVERHANG}


def test_a_band_is_not_drawn_where_only_half_of_it_is_known() -> None:
    svg = draw_band_chart([point(10, 3, low=2.0), point(20, 3, high=4.0, expected=3.0)], frame(), label="")

    assert paths(svg, "band") == []
    assert paths(svg, "expected") == []


def test_a_band_without_its_middle_is_drawn_without_one() -> None:
    svg = draw_band_chart([point(10, 3, low=2.0, high=4.0)], frame(), label="")

    assert len(paths(svg, "band")) == 1
    assert paths(svg, "expected") == []


def test_a_band_changes_with_the_persons_normal() -> None:
    wide, narrow = {"low": 0.0, "high": 10.0}, {"low": 4.0, "high": 6.0}
    svg = draw_band_chart([point(10, 5, **wide), point(20, 5, **narrow)], frame(), label="", height=100)
    [band] = paths(svg, "band")
    tops = dict(band[:4])

    assert tops[10] < tops[20]


def test_values_beyond_the_band_are_in_the_picture_too() -> None:
    svg = draw_band_chart([point(10, 40, **BAND), point(20, -30, **BAND)], frame(), label="", height=100)
    [line] = paths(svg, "line")

    assert [round(y) for _, y in line] == [7, 93]


@pytest.mark.parametrize("value", [0.0, -3.5, 7.0])
def test_equal_values_make_a_line_in_the_middle(value: float) -> None:
    svg = draw_band_chart([point(day, value) for day in (0, 10, 20)], frame(), label="", height=100)

    assert paths(svg, "line") == [[(0, 50), (10, 50), (20, 50)]]


def test_one_session_is_a_mark_and_no_line() -> None:
    svg = draw_band_chart([point(25, 3, shape="ring", tone="learning")], frame(), label="", height=100)

    assert paths(svg, "line") == [[(25, 50)]]
    assert [(mark.get("x"), mark.get("y")) for mark in of_class(svg, "mark")] == [("25%", "50")]


def test_a_missing_value_stands_at_the_bottom_as_missing_and_moves_no_scale() -> None:
    with_gap = draw_band_chart([point(0, 3), point(5, None, shape="cross"), point(9, 5)], frame(), label="", height=100)
    without = draw_band_chart([point(0, 3), point(9, 5)], frame(), label="", height=100)

    assert [mark.get("y") for mark in of_class(with_gap, "cross")] == ["100"]
    assert ticks(with_gap) == ticks(without)


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.none() | st.floats(-1e5, 1e5)).map(lambda each: point(each[0], each[1])),
        min_size=1,
        max_size=30,
    )
)
def test_every_session_has_a_mark_within_the_picture(points: list) -> None:  # type: ignore[type-arg]
    points.sort(key=lambda each: each.at)
    svg = draw_band_chart(points, frame(), label="")
    if all(each.value is None for each in points):
        assert svg == ""
        return
    heights = [float(mark.get("y") or "") for mark in of_class(svg, "mark")]

    assert len(heights) == len(points)
    assert all(0 <= y <= CHART_HEIGHT for y in heights)


def test_a_score_stands_at_its_share_of_the_height() -> None:
    svg = draw_score_chart([point(day, day / 100) for day in (0, 25, 100)], frame(), zones=ZONES, label="", height=80)

    assert [mark.get("y") for mark in of_class(svg, "mark")] == ["80", "60", "0"]


def test_a_course_that_was_never_assessed_has_its_zones_and_no_line() -> None:
    points = [point(day, None, shape="cross", tone="missing") for day in (0, 10)]
    svg = draw_score_chart(points, frame(), zones=ZONES, label="")

    assert paths(svg, "line") == [[]]
    assert len(of_class(svg, "zone")) == 3
    assert len(of_class(svg, "cross")) == 2


def test_a_chart_has_its_name_for_who_does_not_see_it() -> None:
    svg = draw_score_chart([], frame(), zones=ZONES, label=f"Risk {HOSTILE}")

    assert ET.XML(svg).get("aria-label") == f"Risk {HOSTILE}"


def test_shares_are_stacked_in_their_order_from_the_bottom() -> None:
    svg = draw_share_chart([bar(50, {"sad": 0.25, "calm": 0.75})], frame(), order=["calm", "sad"], label="", height=100)
    stacked = [(each.get("class"), each.get("y"), each.get("height")) for each in of_class(svg, "share")]

    assert stacked == [("share emotion-calm", "25", "75"), ("share emotion-sad", "0", "25")]


def test_what_is_not_in_the_order_or_has_no_share_is_not_drawn() -> None:
    svg = draw_share_chart([bar(50, {"calm": 1.0, "sad": 0.0, "other": 0.5})], frame(), order=["calm", "sad"], label="")

    assert [each.get("class") for each in of_class(svg, "share")] == ["share emotion-calm"]


def test_a_session_without_shares_has_no_bar() -> None:
    assert of_class(draw_share_chart([bar(50, {})], frame(), order=["calm"], label=""), "share") == []


def test_bars_stay_visible_however_many_there_are() -> None:
    bars = [bar(day / 10, {"calm": 1.0}) for day in range(1000)]
    svg = draw_share_chart(bars, frame(), order=["calm"], label="")

    assert {width for _, width in places(svg, "share")} == {THINNEST_BAR}


def test_a_bar_stands_in_the_middle_of_its_column() -> None:
    svg = draw_share_chart([bar(50, {"calm": 1.0})], frame(), order=["calm"], label="")
    [(left, width)] = places(svg, "share")

    assert left + width / 2 == pytest.approx(50, abs=0.01)


def test_shares_are_named_by_percent() -> None:
    assert ticks(draw_share_chart([], frame(), order=[], label="")) == ["0%", "50%", "100%"]


def test_no_chart_holds_a_number_that_cannot_be_drawn() -> None:
    points = [point(day, value, **BAND) for day, value in enumerate((1e12, -1e12, 1e-12, 0.0))]

    for svg in (
        draw_band_chart(points, frame(), label=""),
        draw_score_chart(points, frame(), zones=ZONES, label=""),
    ):
        assert not re.search(r"\b(nan|inf)\b|\de[+-]\d", svg)
