"""What an alarm says is an observation, with the day it began."""

from datetime import UTC, datetime

import pytest

from baselines.drift import Alarm, ChartName, Direction
from baselines.drift_wording import describe_alarm

AT = datetime(2026, 3, 3, 23, 0, tzinfo=UTC)


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
    said = describe_alarm(Alarm(chart=chart, direction=direction, onset_at=AT, alarmed_at=AT))
    assert said.startswith("The voice has ")
    assert words in said
    assert said.endswith("than this person's usual, taken over the sessions since about 3 March 2026.")
