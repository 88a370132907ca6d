"""What charts share: runs without a gap, columns to point at, events, labels that stay in the picture."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.charts.frame import (
    EDGE,
    MOST_HALF_COLUMN,
    SHAPES,
    Event,
    Shape,
    alignment,
    draw_chart,
    draw_mark,
    draw_stretched,
)
from resona.charts.scale import Tick
from tests.charts.pictures import DAY, START, frame, of_class, point

HOSTILE = '</title><script>alert("x")</script>'
DAYS = st.lists(st.floats(0, 100), max_size=40).map(sorted)


@pytest.mark.parametrize(
    ("days", "runs"),
    [
        ([], []),
        ([3], [[3]]),
        ([0, 14], [[0, 14]]),  # just as long as is joined
        ([0, 14.001], [[0], [14.001]]),
        ([0, 1, 20, 21, 60], [[0, 1], [20, 21], [60]]),
        ([5, 5, 5], [[5, 5, 5]]),
    ],
)
def test_a_run_ends_where_nothing_was_heard_for_too_long(days: list[float], runs: list[list[float]]) -> None:
    found = [[(each.at - START) / DAY for each in run] for run in frame().runs([point(day, 1) for day in days])]

    assert found == [pytest.approx(run) for run in runs]


@given(DAYS)
def test_runs_lose_no_session_and_keep_their_order(days: list[float]) -> None:
    points = [point(day, 1) for day in days]

    assert [each for run in frame().runs(points) for each in run] == points


def test_a_session_alone_has_a_column_of_its_own_around_it() -> None:
    [(left, width)] = frame().columns([point(50, 1)])

    assert (left, width) == (50 - MOST_HALF_COLUMN, 2 * MOST_HALF_COLUMN)


@pytest.mark.parametrize(("day", "column"), [(0, (0, 1.5)), (100, (98.5, 1.5))])
def test_a_column_at_the_edge_is_cut_there(day: float, column: tuple[float, float]) -> None:
    assert frame().columns([point(day, 1)]) == [pytest.approx(column)]


def test_neighbours_share_what_lies_between_them() -> None:
    columns = frame().columns([point(50, 1), point(51, 1)])

    assert [(left, left + width) for left, width in columns] == [(48.5, 50.5), (50.5, 52.5)]


def test_sessions_of_one_moment_are_all_there_to_be_pointed_at() -> None:
    columns = frame().columns([point(50, 1), point(50, 2)])

    assert columns == [(48.5, 1.5), (50.0, 1.5)]


def test_nothing_has_no_columns() -> None:
    assert frame().columns([]) == []


@pytest.mark.parametrize(
    ("at", "place"),
    [(0, "at-start"), (EDGE, "at-middle"), (50, "at-middle"), (100 - EDGE, "at-middle"), (99, "at-end")],
)
def test_a_label_never_leaves_the_picture(at: float, place: str) -> None:
    assert alignment(at) == place


def test_a_chart_names_its_values_and_days_and_itself() -> None:
    svg = draw_chart(
        "<g/>", frame=frame(days=4), height=90, label='Rate "of" <speech>', value_ticks=[Tick(at=10, label="4 & more")]
    )
    root = ET.XML(svg)

    assert (root.get("role"), root.get("aria-label"), root.get("height")) == ("img", 'Rate "of" <speech>', "90")
    assert [text.text for text in of_class(svg, "tick")] == ["4 & more", "2 Jan", "3 Jan", "4 Jan", "5 Jan"]
    # One line for each value, one for each day.
    assert len(of_class(svg, "grid")) == 5


def test_the_grid_stands_behind_events_and_events_behind_what_is_drawn() -> None:
    svg = draw_chart(
        '<g class="layer"/>', frame=frame(days=4, events=(Event(at=START + DAY, title="x"),)), height=90, label=""
    )
    order = [each.get("class") for each in ET.XML(svg).iter() if each.get("class") in ("grid", "event", "layer")]

    assert order == ["grid"] * 4 + ["event", "layer"]


def test_an_event_tells_what_it_was_whatever_it_is_called() -> None:
    event = Event(at=START + timedelta(days=10), title=HOSTILE)

    svg = draw_chart(frame=frame(events=(event, event)), height=90, label="")

    assert [title.text for title in ET.XML(svg).iter("title")] == [HOSTILE] * 2
    assert "<script" not in svg


@pytest.mark.parametrize("shape", SHAPES)
def test_every_mark_is_drawn_at_its_place_in_its_tone(shape: Shape) -> None:
    root = ET.XML(draw_mark(shape, 12.5, 30, "high"))

    assert (root.get("x"), root.get("y"), root.get("class")) == ("12.5%", "30", f"mark {shape} tone-high")
    assert len(root) == 1


def test_no_two_shapes_look_alike() -> None:
    assert len(set(SHAPES.values())) == len(SHAPES)


def test_lines_are_stretched_over_the_width_by_percent() -> None:
    root = ET.XML(draw_stretched("<path/>", height=96.5))

    assert (root.get("viewBox"), root.get("preserveAspectRatio")) == ("0 0 100 96.5", "none")
