"""Charts as text: places, gaps, bands, marks, and nothing that needs a script or another host."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.charts.bars import Part, draw_range, draw_score_bar, draw_shares, draw_valences
from resona.charts.course import Bar, Point, Zone, draw_band_chart, draw_score_chart, draw_share_chart
from resona.charts.frame import Column, Event, Frame, draw_columns
from resona.charts.scale import TimeScale, ValueScale, scale_of
from resona.charts.svg import element, number, text_of

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HOSTILE = '</title><script>alert("x")</script>'
ZONES = (Zone(name="low", starts_at=0.0), Zone(name="medium", starts_at=0.3), Zone(name="critical", starts_at=0.85))


def frame(days: float = 100, **fields: object) -> Frame:
    values: dict[str, object] = {"longest_joined": 14 * DAY, "zone": UTC, **fields}
    return Frame(times=TimeScale(start=START, end=START + days * DAY), **values)  # type: ignore[arg-type]


def point(day: float, value: float | None, **fields: object) -> Point:
    given: dict[str, object] = {"tone": "usual", "shape": "dot", **fields}
    return Point(at=START + day * DAY, value=value, **given)  # type: ignore[arg-type]


def parse(svg: str) -> ET.Element:
    return ET.XML(svg)


def lines_of(svg: str) -> str:
    [path] = [path for path in parse(svg).iter("path") if path.get("class") == "line"]
    return path.get("d") or ""


def marks_of(svg: str) -> list[tuple[str, str, str]]:
    """Class, x and y of each mark."""
    found = parse(svg).iter("svg")
    return [
        (mark.get("class") or "", mark.get("x") or "", mark.get("y") or "")
        for mark in found
        if (mark.get("class") or "").startswith("mark")
    ]


def test_elements_are_escaped() -> None:
    assert (
        element("g", text_of("a < b & c"), aria_label='"<', x=None) == '<g aria-label="&quot;&lt;">a &lt; b &amp; c</g>'
    )


@pytest.mark.parametrize(("value", "text"), [(3.0, "3"), (3.10, "3.1"), (0.1 + 0.2, "0.3"), (-0.004, "-0"), (7, "7")])
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text


def test_time_is_real() -> None:
    times = TimeScale(start=START, end=START + 10 * DAY)

    assert [times.percent(START + days * DAY) for days in (0, 2.5, 10)] == [0, 25, 100]


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (5, ["2 Jan", "3 Jan", "4 Jan", "5 Jan", "6 Jan"]),
        (30, ["2 Jan", "9 Jan", "16 Jan", "23 Jan", "30 Jan"]),
        (120, ["Feb 2026", "Mar", "Apr", "May"]),
        (365, ["Mar 2026", "May", "Jul", "Sep", "Nov", "Jan 2027"]),
        (2000, ["Jan 2027", "Jan 2028", "Jan 2029", "Jan 2030", "Jan 2031"]),
    ],
)
def test_times_are_labelled_at_round_dates(days: int, labels: list[str]) -> None:
    ticks = TimeScale(start=START, end=START + days * DAY).ticks(UTC)

    assert [tick.label for tick in ticks] == labels


@given(st.integers(7, 10_000), st.sampled_from(["UTC", "Africa/Nairobi", "America/Sao_Paulo"]))
def test_labels_are_few_and_in_the_picture(days: int, zone: str) -> None:
    ticks = TimeScale(start=START, end=START + days * DAY).ticks(ZoneInfo(zone))

    assert len(ticks) <= 7
    assert all(0 <= tick.at <= 100 for tick in ticks)


def test_values_are_labelled_at_round_figures() -> None:
    assert [tick.label for tick in ValueScale(low=3.3, high=5.1, height=100).ticks()] == ["4", "5"]
    assert [tick.label for tick in ValueScale(low=0.12, high=0.31, height=100).ticks()] == ["0.2", "0.3"]
    assert [tick.label for tick in ValueScale(low=103, high=131, height=100).ticks()] == ["110", "120", "130"]


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e4))
def test_values_are_labelled_at_two_places_or_a_few(low: float, span: float) -> None:
    ticks = ValueScale(low=low, high=low + span, height=100).ticks()

    assert 2 <= len(ticks) <= 6
    assert all(0 <= tick.at <= 100 for tick in ticks)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_every_value_has_a_place(values: list[float]) -> None:
    scale = scale_of(values, 90.0)

    assert all(0.0 <= scale.y(value) <= 90.0 for value in values)
    assert scale.y(max(values)) <= scale.y(min(values))


def test_values_are_joined_but_not_across_a_gap() -> None:
    svg = draw_score_chart([point(0, 0.5), point(10, 1.0), point(50, 0.0)], frame(), zones=ZONES, label="", height=100)

    assert lines_of(svg) == "M0 50L10 0M50 100"


def test_what_was_not_assessed_breaks_the_line_and_is_no_zero() -> None:
    points = [point(0, 0.5), point(5, None, shape="cross", tone="missing"), point(10, 0.5)]
    svg = draw_score_chart(points, frame(), zones=ZONES, label="", height=100)

    assert lines_of(svg) == "M0 50M10 50"
    assert marks_of(svg)[1] == ("mark cross tone-missing", "5%", "100")


def test_each_run_has_its_own_band() -> None:
    band = {"low": 1.0, "high": 3.0, "expected": 2.0}
    points = [point(0, 2, **band), point(10, 2, **band), point(20, 2), point(60, 2, **band)]
    svg = parse(draw_band_chart(points, frame(), label="", height=100))
    bands = [path.get("d") or "" for path in svg.iter("path") if path.get("class") == "band"]

    # Before the gap from the first to the last session with a band, after it around the single one.
    assert [(shape.split()[0], len(re.findall(r"[ML]", shape))) for shape in bands] == [("M-0.4", 8), ("M59.6", 6)]


def test_without_a_value_there_is_no_chart() -> None:
    assert draw_band_chart([point(0, None)], frame(), label="") == ""


def test_a_session_is_a_column_that_tells_and_leads_and_the_newest_is_the_stop_of_the_keyboard() -> None:
    columns = [
        Column(at=START + 40 * DAY, title="older", href="/o/?a=1&b=2"),
        Column(at=START + 50 * DAY, title=HOSTILE, href="/s/"),
    ]
    svg = parse(draw_columns(columns, frame(), label="Sessions"))
    links = list(svg.iter("a"))

    assert [(link.get("href"), link.findtext("title")) for link in links] == [
        ("/o/?a=1&b=2", "older"),
        ("/s/", HOSTILE),
    ]
    assert [(link.get("tabindex"), link.get("aria-hidden")) for link in links] == [("-1", "true"), ("0", None)]
    assert (svg.get("role"), svg.get("aria-label")) == ("group", "Sessions")
    assert len(list(svg.iter("rect"))) == len(columns)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60).map(sorted))
def test_columns_never_overlap(days: list[float]) -> None:
    columns = frame().columns([point(day, 1) for day in days])

    assert all(width >= 0 and left >= 0 and left + width <= 100 for left, width in columns)
    assert all(left + width <= after + 1e-9 for (left, width), (after, _) in pairwise(columns))


def test_zones_are_named_and_fill_the_height() -> None:
    svg = parse(draw_score_chart([point(0, 0.5)], frame(), zones=ZONES, label="", height=100))
    zones = [(rect.get("class"), rect.get("y"), rect.get("height")) for rect in svg.iter("rect")]

    assert zones == [("zone tone-low", "70", "30"), ("zone tone-medium", "15", "55"), ("zone tone-critical", "0", "15")]
    assert [text.text for text in svg.iter("text") if text.get("class") == "tick tick-value"] == [
        "low",
        "medium",
        "critical",
    ]


def test_events_are_lines_through_the_chart() -> None:
    svg = parse(
        draw_score_chart([], frame(events=(Event(at=START + 25 * DAY, title="Crisis"),)), zones=ZONES, label="")
    )
    [event] = [line for line in svg.iter("line") if line.get("class") == "event"]

    assert event.get("x1") == "25%"


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=5))
def test_shares_fill_the_whole_bar(parts: list[float]) -> None:
    shares = {f"e{index}": part / sum(parts) for index, part in enumerate(parts)}
    bar = Bar(at=START + DAY, shares=shares)
    svg = parse(draw_share_chart([bar], frame(), order=list(shares), label="", height=100))
    heights = [float(rect.get("height") or 0) for rect in svg.iter("rect")]

    assert sum(heights) == pytest.approx(100, abs=0.05)


def test_contributions_end_at_the_score() -> None:
    parts = [Part(name="words", share=0.3, tone="pattern"), Part(name="voice", share=0.12, tone="dissonance")]
    svg = parse(draw_score_bar(parts, ZONES, label=""))
    drawn = [
        (rect.get("x"), rect.get("width")) for rect in svg.iter("rect") if (rect.get("class") or "").startswith("part")
    ]

    assert drawn == [("0%", "30%"), ("30%", "12%")]


@pytest.mark.parametrize(("value", "shape"), [(3.0, "dot"), (9.0, "diamond")])
def test_a_value_outside_its_band_differs_in_shape(value: float, shape: str) -> None:
    svg = draw_range(value=value, low=2, high=4, expected=3, is_unusual=value > 4, label="")

    assert marks_of(svg)[0][0].startswith(f"mark {shape} ")


def test_words_and_voice_stand_on_one_axis() -> None:
    marks = marks_of(draw_valences(0.5, -1.0, label=""))

    assert [(mark, x) for mark, x, _ in marks] == [("mark dot tone-words", "75%"), ("mark diamond tone-voice", "0%")]


def test_pictures_need_no_script_style_or_host() -> None:
    drawn = [
        draw_band_chart([point(1, 1, low=0.5, high=2.0)], frame(), label="x"),
        draw_shares({"sad": 1.0}, ["sad"], label="x"),
        draw_valences(0, 0, label="x"),
    ]

    for svg in drawn:
        assert not re.search(r"style=|<script|on\w+=|https?:", svg)
        assert parse(svg).get("role") == "img"
