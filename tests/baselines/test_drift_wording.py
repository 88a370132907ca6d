"""What an alarm says is an observation, with the day it began."""

import pytest

from baselines.drift import ChartName, Direction
from baselines.drift_wording import observe


@pytest.mark.parametrize(
    ("chart", "direction", "words"),
    [
        ("voice", "decline", "slower, flatter, lower or with more pauses"),
        ("voice", "other", "faster, livelier, higher or with fewer pauses"),
        ("valence", "decline", "less pleasant"),
        ("valence", "other", "more pleasant"),
    ],
)
def test_every_alarm_is_worded(chart: ChartName, direction: Direction, words: str) -> None:
    said = observe(chart, direction, "3 March 2026")
    assert said.startswith("The voice has ")
    assert words in said
    assert said.endswith("than this person's usual, taken over the sessions since about 3 March 2026.")
