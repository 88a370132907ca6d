"""When messages are tried again: the table that WEBHOOKS.md has."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.integrations.policy import WEBHOOKS

TABLE = (
    (1, timedelta(seconds=5)),
    (2, timedelta(seconds=30)),
    (3, timedelta(minutes=2)),
    (4, timedelta(minutes=10)),
    (5, timedelta(minutes=30)),
    (6, timedelta(hours=1)),
    (7, timedelta(hours=3)),
    (8, timedelta(hours=7)),
    (9, timedelta(hours=10)),
    (14, timedelta(hours=10)),
)


@pytest.mark.parametrize(("attempt", "pause"), TABLE)
def test_pauses_grow_from_seconds_to_ten_hours(attempt: int, pause: timedelta) -> None:
    assert WEBHOOKS.pause_after(attempt, share=0.5) == pause


def test_tries_end_within_three_days() -> None:
    tries = len(WEBHOOKS.pauses)
    assert WEBHOOKS.pause_after(tries, share=0.5) is not None
    assert WEBHOOKS.pause_after(tries + 1, share=0.5) is None
    assert timedelta(hours=70) < sum(WEBHOOKS.pauses, timedelta()) < timedelta(hours=72)


@given(st.integers(1, 14), st.floats(0, 1))
def test_a_pause_is_at_most_a_tenth_shorter_or_longer(attempt: int, share: float) -> None:
    pause, drawn = WEBHOOKS.pauses[attempt - 1], WEBHOOKS.pause_after(attempt, share=share)
    assert drawn is not None
    assert pause * 0.89 < drawn < pause * 1.11


def test_the_page_has_the_same_pauses() -> None:
    page = (Path(__file__).parents[2] / "resona/integrations/WEBHOOKS.md").read_text(encoding="utf-8")
    assert "5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 3 h, 7 h, and six times 10 h" in page
