"""Points, frames and a reader of what was drawn, for tests of charts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

from resona.charts.course import Point, Zone
from resona.charts.frame import Frame
from resona.charts.scale import TimeScale

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ZONES = (Zone(name="low", starts_at=0.0), Zone(name="medium", starts_at=0.3), Zone(name="critical", starts_at=0.85))


def frame(days: float = 100, **fields: Any) -> Frame:
    """A hundred days from the start of 2026, sessions two weeks apart being joined."""
    values: dict[str, Any] = {"longest_joined": 14 * DAY, "zone": UTC, **fields}
    return Frame(times=TimeScale(start=START, end=START + days * DAY), **values)


def point(day: float, value: float | None, **fields: Any) -> Point:
    """A session on this day of the frame."""
    given: dict[str, Any] = {"tone": "usual", "shape": "dot", **fields}
    return Point(at=START + day * DAY, value=value, **given)


def of_class(svg: str, name: str) -> list[ET.Element]:
    """Every element of this class, in the order in which they are drawn."""
    return [element for element in ET.XML(svg).iter() if name in (element.get("class") or "").split()]


def paths(svg: str, name: str) -> list[list[tuple[float, float]]]:
    """The corners of every path of this class."""
    return [_corners(path.get("d") or "") for path in of_class(svg, name)]


def places(svg: str, name: str) -> list[tuple[float, float]]:
    """Left edge and width, percent, of every rectangle of this class."""
    return [(_percent(each.get("x")), _percent(each.get("width"))) for each in of_class(svg, name)]


def ticks(svg: str) -> list[str | None]:
    """The labels beside the values."""
    return [text.text for text in of_class(svg, "tick-value")]


def _corners(d: str) -> list[tuple[float, float]]:
    steps = d.rstrip("z").replace("M", "L").split("L")
    return [(float(at), float(y)) for at, y in (step.split() for step in steps if step)]


def _percent(text: str | None) -> float:
    assert text is not None
    assert text.endswith("%")
    return float(text[:-1])
