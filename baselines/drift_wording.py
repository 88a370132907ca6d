"""What an alarm of gradual decline says, in words: an observation of the person's own sessions, never a diagnosis.

Pure.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from baselines.drift import ChartName, Direction

_OBSERVED: Final[Mapping[tuple[ChartName, Direction], str]] = MappingProxyType(
    {
        ("voice", "decline"): "The voice has been slower, flatter, lower or with more pauses than this person's usual",
        ("voice", "other"): "The voice has been faster, livelier, higher or with fewer pauses than this person's usual",
        ("valence", "decline"): "The voice has sounded less pleasant than this person's usual",
        ("valence", "other"): "The voice has sounded more pleasant than this person's usual",
    }
)


def observe(chart: ChartName, direction: Direction, day: str) -> str:
    """What was observed and since about when, the day as the reader's zone has it."""
    return f"{_OBSERVED[chart, direction]}, taken over the sessions since about {day}."
