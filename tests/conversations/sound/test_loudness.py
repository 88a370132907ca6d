"""Levels, pauses and syllables of signals whose course is known."""

from __future__ import annotations

import numpy as np
import pytest

from conversations.sound.loudness import (
    QUIETEST_DB,
    dynamic_range,
    find_speech,
    find_syllables,
    loud_level,
    measure_levels,
)
from tests.conversations.recordings import RATE_HZ, Samples, make_syllables

TONE = np.sin(2 * np.pi * 500 * np.arange(RATE_HZ) / RATE_HZ)
SILENCE = np.zeros(RATE_HZ)


def course(*parts: Samples) -> Samples:
    return np.concatenate(parts)


def test_a_tone_of_full_scale_has_minus_three_decibels() -> None:
    levels = measure_levels(TONE, RATE_HZ)
    assert len(levels) == 100
    assert levels[10:-10] == pytest.approx(-3.01, abs=0.05)
    assert measure_levels(TONE / 10, RATE_HZ)[50] == pytest.approx(-23.01, abs=0.05)


def test_silence_has_a_level() -> None:
    assert set(measure_levels(SILENCE, RATE_HZ)) == {QUIETEST_DB}


def test_pauses_lie_between_sounds_and_are_longer_than_a_consonant() -> None:
    closure = np.zeros(RATE_HZ // 20)
    speech = find_speech(measure_levels(course(SILENCE, TONE, closure, TONE, SILENCE, TONE, SILENCE), RATE_HZ))
    assert speech.seconds == pytest.approx(4.05, abs=0.05)
    assert speech.pause_ratio == pytest.approx(1 / 4.05, abs=0.02)


def test_one_click_does_not_set_what_is_loud() -> None:
    clicked = course(TONE, TONE, TONE, TONE) / 100
    clicked[20_000] = 1.0
    assert loud_level(measure_levels(clicked, RATE_HZ)) == pytest.approx(-43.0, abs=6.0)


def test_the_range_is_from_soft_to_loud() -> None:
    levels = measure_levels(course(TONE, TONE / 100), RATE_HZ)
    assert dynamic_range(levels) == pytest.approx(40.0, abs=0.5)


@pytest.mark.parametrize("per_second", [2.0, 5.0, 8.0])
def test_each_swell_is_a_syllable(per_second: float) -> None:
    found = find_syllables(make_syllables(4.0, per_second=per_second, noise=0.0), RATE_HZ)
    assert len(found) == pytest.approx(4 * per_second, abs=1)


def test_hum_below_the_vowels_hides_no_syllable() -> None:
    hum = 0.3 * np.sin(2 * np.pi * 50 * np.arange(4 * RATE_HZ) / RATE_HZ)
    assert len(find_syllables(make_syllables(4.0, noise=0.0) + hum, RATE_HZ)) == pytest.approx(16, abs=1)
