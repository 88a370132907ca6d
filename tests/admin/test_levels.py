"""Levels in words and tones."""

from __future__ import annotations

import pytest

from risk.levels import level_in_words, level_tone


@pytest.mark.parametrize(
    ("level", "gaps", "words", "tone"),
    [
        ("low", [], "low", "low"),
        ("medium", [], "medium", "medium"),
        ("medium", ["voice_missing"], "medium, incomplete", "medium"),
        ("critical", ["voice_missing"], "critical, incomplete", "critical"),
        ("low", ["voice_missing"], "incomplete", "missing"),
        (None, [], "not assessed", "missing"),
        (None, ["voice_missing"], "not assessed", "missing"),
    ],
)
def test_what_is_incomplete_is_never_plain_low(level: str | None, gaps: list[str], words: str, tone: str) -> None:
    assert (level_in_words(level, gaps), level_tone(level, gaps)) == (words, tone)
