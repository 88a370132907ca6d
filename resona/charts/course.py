"""Charts of a course of sessions: values against a person's own band, scores against levels, shares of a whole.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from resona.charts.frame import Frame, Shape, draw_chart, draw_mark, draw_stretched
from resona.charts.scale import Tick, ValueScale, scale_of
from resona.charts.svg import element, number, percent

CHART_HEIGHT = 96.0  # pixels: nine charts of a course fit two screens
# How far a band reaches beyond the first and last session of a run, percent: one session alone shows its band too.
BAND_OVERHANG = 0.4
# Bars of shares: most of the column, so that neighbours stay apart; never thinner than what a phone shows.
BAR_SHARE = 0.75
THINNEST_BAR = 0.35


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One session in a chart. `value` None: nothing was measured, which is drawn as such and never as 0."""

    at: datetime
    value: float | None
    tone: str
    shape: Shape
    # What was expected of this person, and the band it was expected in; None while that is not known.
    expected: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Zone:
    """A range of scores with a name, from its cut upwards."""

    name: str
    starts_at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """The shares of one session, of 1."""

    at: datetime
    shares: Mapping[str, float]


def draw_band_chart(points: Sequence[Point], frame: Frame, *, label: str, height: float = CHART_HEIGHT) -> str:
    """Values over time on top of the band each was expected in; empty without any value."""
    values = [value for point in points for value in (point.value, point.low, point.high) if value is not None]
    if not values:
        return ""
    scale = scale_of(values, height)
    return draw_chart(
        draw_stretched(_bands(points, frame, scale), _lines(points, frame, scale), height=height),
        _marks(points, frame, scale),
        frame=frame,
        height=height,
        label=label,
        value_ticks=scale.ticks(),
    )


def draw_score_chart(
    points: Sequence[Point], frame: Frame, *, zones: Sequence[Zone], label: str, height: float = CHART_HEIGHT
) -> str:
    """Scores of 0 to 1 over time in front of named zones."""
    scale = ValueScale(low=0.0, high=1.0, height=height)
    return draw_chart(
        _zones(zones, scale),
        draw_stretched(_lines(points, frame, scale), height=height),
        _marks(points, frame, scale),
        frame=frame,
        height=height,
        label=label,
        value_ticks=[Tick(at=scale.y(_middle(zones, index)), label=zone.name) for index, zone in enumerate(zones)],
    )


def draw_share_chart(
    bars: Sequence[Bar], frame: Frame, *, order: Sequence[str], label: str, height: float = CHART_HEIGHT
) -> str:
    """Shares of a whole over time, one stacked bar a session, in this order from the bottom."""
    scale = ValueScale(low=0.0, high=1.0, height=height)
    drawn = []
    for bar, (left, width) in zip(bars, frame.columns(bars), strict=True):
        thickness = max(width * BAR_SHARE, THINNEST_BAR)
        drawn.append(_stack(bar, left + (width - thickness) / 2, thickness, order, scale))
    return draw_chart(
        *drawn,
        frame=frame,
        height=height,
        label=label,
        value_ticks=[Tick(at=scale.y(share), label=f"{share:.0%}") for share in (0.0, 0.5, 1.0)],
    )


def _marks(points: Sequence[Point], frame: Frame, scale: ValueScale) -> str:
    """What was not measured stands at the bottom edge, marked as missing."""
    return "".join(
        draw_mark(
            point.shape,
            frame.times.percent(point.at),
            scale.height if point.value is None else scale.y(point.value),
            point.tone,
        )
        for point in points
    )


def _lines(points: Sequence[Point], frame: Frame, scale: ValueScale) -> str:
    """Values joined within a run; one that is missing breaks it."""
    steps = []
    for run in frame.runs(points):
        joined = False
        for point in run:
            if point.value is not None:
                at, y = number(frame.times.percent(point.at)), number(scale.y(point.value))
                steps.append(f"{'L' if joined else 'M'}{at} {y}")
            joined = point.value is not None
    return element("path", d="".join(steps), class_="line")


def _bands(points: Sequence[Point], frame: Frame, scale: ValueScale) -> str:
    """The expected band of each run, and the expected value within it."""
    drawn = []
    for run in frame.runs([point for point in points if point.low is not None and point.high is not None]):
        upper = _edge([(frame.times.percent(point.at), scale.y(point.high or 0.0)) for point in run])
        lower = _edge([(frame.times.percent(point.at), scale.y(point.low or 0.0)) for point in run])
        drawn.append(element("path", d=f"M{'L'.join((*upper, *reversed(lower)))}z", class_="band"))
        middle = _edge(
            [(frame.times.percent(point.at), scale.y(point.expected)) for point in run if point.expected is not None]
        )
        if middle:
            drawn.append(element("path", d=f"M{'L'.join(middle)}", class_="expected"))
    return "".join(drawn)


def _edge(places: Sequence[tuple[float, float]]) -> list[str]:
    if not places:
        return []
    (first, first_y), (last, last_y) = places[0], places[-1]
    reached = [(first - BAND_OVERHANG, first_y), *places, (last + BAND_OVERHANG, last_y)]
    return [f"{number(at)} {number(y)}" for at, y in reached]


def _zones(zones: Sequence[Zone], scale: ValueScale) -> str:
    drawn = []
    for zone, end in zip(zones, [zone.starts_at for zone in zones[1:]] + [1.0], strict=True):
        top, bottom = scale.y(end), scale.y(zone.starts_at)
        drawn.append(element("rect", x=0, width="100%", y=top, height=bottom - top, class_=f"zone tone-{zone.name}"))
    return "".join(drawn)


def _middle(zones: Sequence[Zone], index: int) -> float:
    end = zones[index + 1].starts_at if index + 1 < len(zones) else 1.0
    return (zones[index].starts_at + end) / 2


def _stack(bar: Bar, left: float, width: float, order: Sequence[str], scale: ValueScale) -> str:
    drawn, reached = [], 0.0
    for name in order:
        share = bar.shares.get(name, 0.0)
        if share <= 0.0:
            continue
        top, bottom = scale.y(reached + share), scale.y(reached)
        drawn.append(
            element(
                "rect",
                x=percent(left),
                width=percent(width),
                y=top,
                height=bottom - top,
                class_=f"share emotion-{name}",
            )
        )
        reached += share
    return "".join(drawn)
