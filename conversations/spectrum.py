"""How the energy of a voice is spread over frequencies: its spectral tilt. Pure arithmetic.

A tense or raised voice has more energy above 1 kHz, a slack or breathy one less (Eyben et al. 2016, "The Geneva
minimalistic acoustic parameter set (GeMAPS)").
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

WINDOW_SECONDS: Final = 0.032
# Frames transformed at once: keeps ten minutes of speech from being in memory as spectra.
FRAMES_AT_ONCE: Final = 4096
# Added to powers before their logs: far below the noise of any recording (-140 dB).
POWER_FLOOR: Final = 1e-14

# Bands and ranges of GeMAPS, Hz.
LOW_BAND_HZ: Final = (50.0, 1000.0)
HIGH_BAND_HZ: Final = (1000.0, 5000.0)
LOW_RANGE_HZ: Final = (50.0, 500.0)
# The whole of what a voice fills; GeMAPS has two pieces of it.
WHOLE_RANGE_HZ: Final = (50.0, 5000.0)
HZ_PER_KHZ: Final = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tilt:
    """Spectral tilt of the voiced parts, mean over frames."""

    # Energy in 1-5 kHz over that in 50-1000 Hz, dB.
    alpha_ratio_db: float
    # Slope of the spectrum from 50 to 500 Hz, dB per kHz.
    low_slope_db_khz: float
    # The same from 50 to 5000 Hz.
    slope_db_khz: float


def measure_tilt(samples: Samples, rate_hz: int, centres: NDArray[np.int64]) -> Tilt | None:
    """Tilt about these samples, which should be voiced; None where the recording is too short for any."""
    size = round(WINDOW_SECONDS * rate_hz)
    starts = centres - size // 2
    starts = starts[(starts >= 0) & (starts + size <= len(samples))]
    if not len(starts):
        return None
    every = np.lib.stride_tricks.sliding_window_view(samples, size)
    frequencies = np.fft.rfftfreq(size, 1 / rate_hz).astype(np.float64)
    parts = []
    for part in np.array_split(starts, len(starts) // FRAMES_AT_ONCE + 1):
        power: Samples = np.abs(np.fft.rfft(every[part] * np.hanning(size))) ** 2 + POWER_FLOOR
        parts.append(_tilts(power, frequencies))
    alpha_ratio, low_slope, slope = np.concatenate(parts, axis=1).mean(axis=1)
    return Tilt(alpha_ratio_db=float(alpha_ratio), low_slope_db_khz=float(low_slope), slope_db_khz=float(slope))


def _tilts(power: Samples, frequencies: Samples) -> Samples:
    """Alpha ratio, low slope and slope (rows) of each spectrum."""
    low, high = (
        power[:, (frequencies >= lowest) & (frequencies < highest)].sum(axis=1)
        for lowest, highest in (LOW_BAND_HZ, HIGH_BAND_HZ)
    )
    decibels = 10 * np.log10(power)
    return np.stack(
        [
            10 * np.log10(high / low),
            _slopes(decibels, frequencies, LOW_RANGE_HZ),
            _slopes(decibels, frequencies, WHOLE_RANGE_HZ),
        ]
    )


def _slopes(decibels: Samples, frequencies: Samples, within_hz: tuple[float, float]) -> Samples:
    """Of the least squares line through each spectrum, dB per kHz."""
    is_inside = (frequencies >= within_hz[0]) & (frequencies <= within_hz[1])
    centred = frequencies[is_inside] - frequencies[is_inside].mean()
    slopes: Samples = decibels[:, is_inside] @ (centred / (centred @ centred)) * HZ_PER_KHZ
    return slopes
