"""How the energy of a voice is spread over frequencies: its spectral tilt. Pure.

A tense or raised voice has more energy above 1 kHz, a slack or breathy one less (Eyben et al. 2016, "The Geneva
minimalistic acoustic parameter set (GeMAPS)").
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

WINDOW_SECONDS: Final = 0.032
# Frames transformed at once: keeps ten minutes of speech from being in memory as spectra.
FRAMES_AT_ONCE: Final = 4096
# Added to powers before their logs: far below the noise of any recording (-140 dB).
POWER_FLOOR: Final = 1e-14

# Bands of GeMAPS, Hz.
LOW_BAND_HZ: Final = (50.0, 1000.0)
HIGH_BAND_HZ: Final = (1000.0, 5000.0)
# Below the range of GeMAPS (0-500) there is more hum of the mains than voice.
LOW_SLOPE_HZ: Final = (90.0, 500.0)
# The slope of the whole is taken over bands of two thirds of an octave: they hold harmonics at any pitch.
LOWEST_BAND_EDGE_HZ: Final = 100.0
BANDS: Final = 8
OCTAVES_PER_BAND: Final = 2 / 3
HZ_PER_KHZ: Final = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tilt:
    """Spectral tilt of the voiced parts."""

    # Energy in 1-5 kHz over that in 50-1000 Hz, mean over frames, dB.
    alpha_ratio_db: float
    # Slope of the long-term spectrum from 90 to 500 Hz, dB per kHz.
    low_slope_db_khz: float
    # Slope of the long-term spectrum from 100 to 4000 Hz, dB per octave.
    slope_db_octave: float


def measure_tilt(samples: Samples, rate_hz: int, centres: NDArray[np.int64]) -> Tilt | None:
    """Tilt about these samples, which should be voiced; None where the recording is too short for any.

    The slopes are those of the mean spectrum, which loud frames rule, and not means of the frames' slopes: a little
    noise fills the valleys of every frame and would move those by several standard deviations.
    """
    size = round(WINDOW_SECONDS * rate_hz)
    starts = centres - size // 2
    starts = starts[(starts >= 0) & (starts + size <= len(samples))]
    if not len(starts):
        return None
    every = np.lib.stride_tricks.sliding_window_view(samples, size)
    frequencies = np.fft.rfftfreq(size, 1 / rate_hz).astype(np.float64)
    total = np.zeros_like(frequencies)
    ratios = []
    for part in np.array_split(starts, len(starts) // FRAMES_AT_ONCE + 1):
        power: Samples = np.abs(np.fft.rfft(every[part] * np.hanning(size))) ** 2 + POWER_FLOOR
        total += power.sum(axis=0)
        ratios.append(_alpha_ratios(power, frequencies))
    mean = total / len(starts)
    return Tilt(
        alpha_ratio_db=float(np.concatenate(ratios).mean()),
        low_slope_db_khz=_low_slope(mean, frequencies),
        slope_db_octave=_whole_slope(mean, frequencies),
    )


def _alpha_ratios(power: Samples, frequencies: Samples) -> Samples:
    low, high = (
        power[:, (frequencies >= lowest) & (frequencies < highest)].sum(axis=1)
        for lowest, highest in (LOW_BAND_HZ, HIGH_BAND_HZ)
    )
    ratios: Samples = 10 * np.log10(high / low)
    return ratios


def _low_slope(power: Samples, frequencies: Samples) -> float:
    is_inside = (frequencies >= LOW_SLOPE_HZ[0]) & (frequencies <= LOW_SLOPE_HZ[1])
    return _slope(frequencies[is_inside] / HZ_PER_KHZ, 10 * np.log10(power[is_inside]))


def _whole_slope(power: Samples, frequencies: Samples) -> float:
    edges = LOWEST_BAND_EDGE_HZ * 2 ** (np.arange(BANDS + 1) * OCTAVES_PER_BAND)
    bands = [power[(frequencies >= lowest) & (frequencies < highest)].sum() for lowest, highest in pairwise(edges)]
    return _slope(np.arange(BANDS, dtype=np.float64) * OCTAVES_PER_BAND, 10 * np.log10(np.array(bands)))


def _slope(positions: Samples, decibels: Samples) -> float:
    """Of the least squares line."""
    centred = positions - positions.mean()
    return float(decibels @ centred / (centred @ centred))
