"""Spectral tilt of signals whose spectrum is known."""

from __future__ import annotations

import numpy as np
import pytest

from conversations.sound.spectrum import measure_tilt
from tests.conversations.recordings import RATE_HZ, Samples, make_noise

CENTRES = np.arange(500, 2 * RATE_HZ - 500, 160)


def harmonics(db_per_octave: float, pitch_hz: float = 100.0) -> Samples:
    """A buzz whose harmonics fall or rise by so much an octave."""
    time = np.arange(2 * RATE_HZ) / RATE_HZ
    numbers = range(1, int(7000 / pitch_hz))
    levels = [10 ** (db_per_octave * np.log2(number) / 20) for number in numbers]
    parts = [level * np.sin(2 * np.pi * pitch_hz * n * time + n * n) for n, level in zip(numbers, levels, strict=True)]
    total: Samples = 0.01 * np.sum(parts, axis=0)
    return total


@pytest.mark.parametrize("tilt", [-12.0, -6.0, 0.0])
@pytest.mark.parametrize("pitch_hz", [100.0, 160.0])
def test_the_slope_of_a_buzz_is_that_of_its_harmonics(tilt: float, pitch_hz: float) -> None:
    """Bands of an octave's share hold more harmonics the higher they lie: 3 dB more an octave."""
    found = measure_tilt(harmonics(tilt, pitch_hz), RATE_HZ, CENTRES)
    assert found is not None
    assert found.slope_db_octave == pytest.approx(tilt + 3.0, abs=1.5)


def test_every_measure_rises_with_brightness() -> None:
    dull, bright = (measure_tilt(harmonics(tilt), RATE_HZ, CENTRES) for tilt in (-12.0, -3.0))
    assert dull is not None and bright is not None
    assert bright.alpha_ratio_db > dull.alpha_ratio_db + 10.0
    assert bright.low_slope_db_khz > dull.low_slope_db_khz + 10.0
    assert bright.slope_db_octave > dull.slope_db_octave + 5.0


def test_white_noise_has_its_energy_by_bandwidth() -> None:
    found = measure_tilt(make_noise(2.0, 0.1), RATE_HZ, CENTRES)
    assert found is not None
    assert found.alpha_ratio_db == pytest.approx(10 * np.log10(4000 / 950), abs=0.7)
    assert found.slope_db_octave == pytest.approx(3.0, abs=0.5)


def test_a_little_noise_hardly_moves_the_slopes() -> None:
    buzz = harmonics(-9.0)
    noise = make_noise(2.0, 1.0) * np.sqrt(np.mean(buzz**2)) * 0.1
    plain, noisy = measure_tilt(buzz, RATE_HZ, CENTRES), measure_tilt(buzz + noise, RATE_HZ, CENTRES)
    assert plain is not None and noisy is not None
    assert noisy.low_slope_db_khz == pytest.approx(plain.low_slope_db_khz, abs=1.0)


def test_without_a_whole_window_there_is_no_tilt() -> None:
    assert measure_tilt(np.zeros(100), RATE_HZ, np.array([50])) is None
    assert measure_tilt(make_noise(1.0, 0.1), RATE_HZ, np.array([], dtype=np.int64)) is None
