"""Measuring voices: signals whose values are known, real speech, and what is no usable voice."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from conversations.voice import EXTRACTOR, measure_voice

RATE_HZ = 16_000


def syllables(pitch_hz: float, per_second: float, seconds: float) -> NDArray[np.float64]:
    """Harmonics of a pitch that swell and fade so many times a second, a bit of noise behind them."""
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    harmonics = sum(np.sin(2 * np.pi * pitch_hz * number * time) / number for number in range(1, 12))
    swell = 0.5 - 0.5 * np.cos(2 * np.pi * per_second * time)
    noise = np.random.default_rng(1).normal(0, 1e-4, len(time))
    return 0.1 * harmonics * swell + noise


@pytest.mark.parametrize("pitch_hz", [90.0, 210.0])
@pytest.mark.parametrize("per_second", [2.0, 4.0])
def test_pitch_and_rate_of_known_signals_are_found(pitch_hz: float, per_second: float) -> None:
    measured = measure_voice(syllables(pitch_hz, per_second, 5.0), RATE_HZ)
    features = measured.features
    assert features is not None
    assert features["pitch_hz"] == pytest.approx(pitch_hz, rel=0.002)
    assert features["rate_sps"] == pytest.approx(per_second, rel=0.1)
    assert (measured.duration_s, measured.extractor, measured.problems) == (5.0, EXTRACTOR, ())
