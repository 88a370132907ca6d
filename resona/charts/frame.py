"""What the charts of one course share: its time, its gaps, its events; grid, marks and the columns to point at.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise
from typing import Literal, Protocol, TypeAlias, TypeVar

from resona.charts.scale import Tick, TimeScale
from resona.charts.svg import element, number, percent, text_of

Shape: TypeAlias = Literal["dot", "ring", "diamond", "triangle", "star", "cross"]

# Half the width of a column to point at, percent of the chart: never wider, so that gaps stay empty.
MOST_HALF_COLUMN = 1.5
# A label this near an edge (percent) is aligned with it instead of centred.
EDGE = 6.0
# Marks, centred on 0 0, about 9 pixels across.
SHAPES: dict[Shape, str] = {
    "dot": '<circle r="3"/>',
    "ring": '<circle r="3.5"/>',
    "diamond": '<path d="M0-5 5 0 0 5-5 0z"/>',
    "triangle": '<path d="M0-5.5 5.5 4.5-5.5 4.5z"/>',
    "star": '<path d="M0-7 1.9-2.3 7-2.2 3 1 4.3 6 0 3.1-4.3 6-3 1-7-2.2-1.9-2.3z"/>',
    "cross": '<path d="M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5"/>',
}


class Timed(Protocol):
    """Anything that stands in time."""

    @property
    def at(self) -> datetime: ...


_Timed = TypeVar("_Timed", bound=Timed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened, drawn as a line through every chart."""

    at: datetime
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A session to point at, in all charts at once."""

    at: datetime
    title: str  # all that the charts show of it, in words
    href: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """The time all charts of a page show."""

    times: TimeScale
    zone: tzinfo
    # Sessions further apart than this are not joined: what lies between was not heard.
    longest_joined: timedelta
    events: tuple[Event, ...] = ()

    def runs(self, points: Sequence[_Timed]) -> Iterator[list[_Timed]]:
        """Points, in the order of time, in runs without a gap."""
        run: list[_Timed] = []
        for point in points:
            if run and point.at - run[-1].at > self.longest_joined:
                yield run
                run = []
            run.append(point)
        if run:
            yield run

    def columns(self, points: Sequence[Timed]) -> list[tuple[float, float]]:
        """Left edge and width of the column of each point, percent: at most to the middle of its neighbours."""
        places = [self.times.percent(point.at) for point in points]
        if not places:
            return []
        middles = [(left + right) / 2 for left, right in pairwise(places)]
        columns = []
        for place, before, after in zip(places, [0.0, *middles], [*middles, 100.0], strict=True):
            left = max(before, place - MOST_HALF_COLUMN)
            right = min(after, place + MOST_HALF_COLUMN)
            columns.append((left, right - left))
        return columns


def draw_chart(
    *layers: str,
    frame: Frame,
    height: float,
    label: str,
    value_ticks: Iterable[Tick] = (),
    role: Literal["img", "group"] = "img",
) -> str:
    """The whole chart: grid behind, then events, then the layers. A picture, or a group where links are in it."""
    return element(
        "svg",
        _value_grid(value_ticks),
        _time_grid(frame, height),
        _events(frame, height),
        *layers,
        class_="resona-chart",
        width="100%",
        height=height,
        role=role,
        aria_label=label,
    )


def draw_columns(columns: Sequence[Column], frame: Frame, *, label: str) -> str:
    """Invisible columns over all charts of a frame, as high as they are together: each tells all of one session.

    Links within a picture would be unreachable for whoever hears the page, so they stand above the pictures. The newest
    is a stop of the keyboard, from which arrows lead to the others (resona.js); those are for the pointer until then,
    and the table beside the charts has the same links for whoever hears the page.
    """
    drawn = [
        _column(column, left, width, is_stop=column is columns[-1])
        for column, (left, width) in zip(columns, frame.columns(columns), strict=True)
    ]
    return element("svg", *drawn, class_="resona-columns", role="group", aria_label=label)


def draw_mark(shape: Shape, at_percent: float, y: float, tone: str) -> str:
    """A mark that keeps its shape however wide the chart is."""
    return element("svg", SHAPES[shape], x=percent(at_percent), y=y, class_=f"mark {shape} tone-{tone}")


def draw_stretched(*paths: str, height: float) -> str:
    """Lines and areas whose x is a percentage: stretched over the width, their strokes are not."""
    return element(
        "svg", *paths, viewBox=f"0 0 100 {number(height)}", preserveAspectRatio="none", width="100%", height=height
    )


def alignment(at: float) -> str:
    """The class of a label at this percentage, so that it never leaves the picture."""
    if at < EDGE:
        return "at-start"
    return "at-end" if at > 100.0 - EDGE else "at-middle"


def _column(column: Column, left: float, width: float, *, is_stop: bool) -> str:
    shape = element("rect", x=percent(left), width=percent(width), height="100%")
    described = element("title", text_of(column.title)) + shape
    hidden = None if is_stop else "true"
    return element("a", described, href=column.href, tabindex="0" if is_stop else "-1", aria_hidden=hidden)


def _value_grid(ticks: Iterable[Tick]) -> str:
    lines = []
    for tick in ticks:
        lines.append(element("line", x1="0", x2="100%", y1=tick.at, y2=tick.at, class_="grid"))
        lines.append(element("text", text_of(tick.label), x=-6, y=tick.at + 4, class_="tick tick-value"))
    return "".join(lines)


def _time_grid(frame: Frame, height: float) -> str:
    lines = []
    for tick in frame.times.ticks(frame.zone):
        at = percent(tick.at)
        lines.append(element("line", x1=at, x2=at, y1=0, y2=height, class_="grid"))
        lines.append(element("text", text_of(tick.label), x=at, y=height + 14, class_=f"tick {alignment(tick.at)}"))
    return "".join(lines)


def _events(frame: Frame, height: float) -> str:
    lines = []
    for event in frame.events:
        at = percent(frame.times.percent(event.at))
        line = element("line", x1=at, x2=at, y1=-4, y2=height, class_="event")
        lines.append(element("g", element("title", text_of(event.title)), line))
    return "".join(lines)
