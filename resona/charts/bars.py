"""Pictures of one session: what a score is made of, a value within its band, words against voice, a mix of emotions.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resona.charts.course import Zone
from resona.charts.frame import alignment, draw_mark
from resona.charts.scale import scale_of
from resona.charts.svg import element, percent, text_of

BAR_HEIGHT = 22.0  # pixels
RANGE_HEIGHT = 18.0
AXIS_HEIGHT = 64.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A share of a score, 0..1."""

    name: str
    share: float
    tone: str


def draw_score_bar(parts: Sequence[Part], zones: Sequence[Zone], *, label: str) -> str:
    """Parts side by side on a scale of 0 to 1, so that together they end at the score, below the cuts of the levels."""
    drawn = [element("rect", x=0, width="100%", y=0, height=BAR_HEIGHT, class_="bar-rest")]
    reached = 0.0
    for part in parts:
        piece = element(
            "rect",
            x=percent(100 * reached),
            width=percent(100 * part.share),
            y=0,
            height=BAR_HEIGHT,
            class_=f"part tone-{part.tone}",
        )
        drawn.append(element("g", element("title", text_of(part.name)), piece))
        reached += part.share
    for zone in zones:
        at = percent(100 * zone.starts_at)
        drawn.append(element("line", x1=at, x2=at, y1=0, y2=BAR_HEIGHT + 6, class_="cut"))
        drawn.append(element("text", text_of(zone.name), x=at, y=BAR_HEIGHT + 18, class_="tick at-start", dx=3))
    return _picture(*drawn, height=BAR_HEIGHT + 22, label=label)


def draw_range(*, value: float, low: float, high: float, expected: float | None, is_unusual: bool, label: str) -> str:
    """A value against the band it was expected in."""
    scale = scale_of([value, low, high], 1.0)

    def place(number: float) -> float:
        return 100.0 * (number - scale.low) / (scale.high - scale.low)

    middle = RANGE_HEIGHT / 2
    drawn = [
        element("line", x1="0", x2="100%", y1=middle, y2=middle, class_="grid"),
        element(
            "rect", x=percent(place(low)), width=percent(place(high) - place(low)), y=3, height=12, rx=3, class_="band"
        ),
    ]
    if expected is not None:
        at = percent(place(expected))
        drawn.append(element("line", x1=at, x2=at, y1=3, y2=15, class_="expected"))
    drawn.append(draw_mark("diamond" if is_unusual else "dot", place(value), middle, _tone(is_unusual=is_unusual)))
    return _picture(*drawn, height=RANGE_HEIGHT, label=label)


def draw_valences(words: float, voice: float, *, label: str) -> str:
    """Words and voice on one axis from negative (-1) to positive (1)."""
    middle = AXIS_HEIGHT / 2
    at_words, at_voice = 50.0 * (words + 1.0), 50.0 * (voice + 1.0)
    return _picture(
        element("line", x1="0", x2="100%", y1=middle, y2=middle, class_="axis"),
        element("line", x1="50%", x2="50%", y1=middle - 5, y2=middle + 5, class_="axis"),
        element("line", x1=percent(at_words), x2=percent(at_voice), y1=middle, y2=middle, class_="distance"),
        draw_mark("dot", at_words, middle, "words"),
        element("text", "words", x=percent(at_words), y=middle - 12, class_=f"tick {alignment(at_words)}"),
        draw_mark("diamond", at_voice, middle, "voice"),
        element("text", "voice", x=percent(at_voice), y=middle + 20, class_=f"tick {alignment(at_voice)}"),
        height=AXIS_HEIGHT,
        label=label,
    )


def draw_shares(shares: Mapping[str, float], order: Sequence[str], *, label: str) -> str:
    """A whole in its shares, side by side."""
    drawn, reached = [], 0.0
    for name in order:
        share = shares.get(name, 0.0)
        if share <= 0.0:
            continue
        piece = element(
            "rect",
            x=percent(100 * reached),
            width=percent(100 * share),
            y=0,
            height=BAR_HEIGHT,
            class_=f"share emotion-{name}",
        )
        drawn.append(element("g", element("title", text_of(f"{name}: {share:.0%}")), piece))
        reached += share
    return _picture(*drawn, height=BAR_HEIGHT, label=label)


def _picture(*children: str, height: float, label: str) -> str:
    return element("svg", *children, class_="picture", width="100%", height=height, role="img", aria_label=label)


def _tone(*, is_unusual: bool) -> str:
    return "unusual" if is_unusual else "usual"
