"""Finds what is wrong with sound that can be decoded all the same: flat tops, dropouts, hum. Pure.

Each threshold lies between what 243 clips of clean real speech reach and what the same clips reach when they are
spoilt on purpose; VOICE.md has the figures.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfiltfilt

from conversations.sound.loudness import Levels, dynamic_range, mean_power

Samples = NDArray[np.float64]
Marks = NDArray[np.bool_]

# A waveform that was cut off stays at its extreme: at least so many samples in a row, within this share of it.
FLAT_SAMPLES: Final = 3
FLAT_TOLERANCE: Final = 2e-3
# Share of all samples, on one side. Clean speech: 0.00007 at most; clipped to half its height: 0.0005 at least.
FLAT_SHARE: Final = 3e-4
# Where an amplitude has fewer steps than this (8 bits), neighbouring samples are alike without any fault.
FEWEST_STEPS: Final = 200
# Samples looked at for the size of a step.
SAMPLES_FOR_STEP: Final = 100_000

# Less than a quarter of the shortest packets, and longer than any zero crossing.
SHORTEST_DROPOUT_SECONDS: Final = 0.005
# A voice fades, even into a plosive or a noise gate; a lost packet breaks off what has been louder than this (dB below
# the loud parts) for so long. Clean speech: never, not even through a gate 35 dB below the loud parts.
BROKEN_OFF_BELOW_LOUD_DB: Final = 20.0
BROKEN_OFF_SECONDS: Final = 0.005
# ... by at least so many steps: in fewer, silence is all zeros.
BROKEN_OFF_STEPS: Final = 8
# Share of the recording: one lost packet of 20 ms in four seconds.
DROPOUT_SHARE: Final = 5e-3

# Frequencies of the mains, Hz.
MAINS_HZ: Final = (50, 60)
# Where the lines of hum lie, Hz.
HUM_BAND_HZ: Final = (40.0, 1000.0)
BAND_ORDER: Final = 2
# The softest share of frames, in which nobody speaks or hardly anybody.
SOFT_SHARE: Final = 0.1
# Hum counts as sound, and pitch follows it, when it is less than 25 dB below the loud parts; beats take up 3 more.
HUM_RANGE_DB: Final = 28.0
# What is left of the softest frames when the period of the mains is taken away from them. Hum of -15 dB and more:
# 0.1; noise: 2 (twice itself). Clean speech of so small a range: 1.1 at least.
HUM_RESIDUE: Final = 0.5
_NO_POWER: Final = 1e-13


def is_flat_topped(samples: NDArray[np.floating]) -> bool:
    """Whether the waveform of speech was cut off, at whatever level: clipped, and made softer after it."""
    highest, lowest = float(samples.max()), float(samples.min())
    half = (highest - lowest) / 2
    tolerance = FLAT_TOLERANCE * half
    flat = max(_long_runs(samples >= highest - tolerance), _long_runs(samples <= lowest + tolerance))
    return flat > FLAT_SHARE * len(samples) and half > FEWEST_STEPS * _step(samples)


def has_dropouts(samples: NDArray[np.floating], rate_hz: int, loud_db: float) -> bool:
    """Whether sound breaks off into zeros and comes back; samples as decoded, the level of their loud parts in dB."""
    starts, ends = _runs(samples == 0)
    before = round(BROKEN_OFF_SECONDS * rate_hz)
    is_long = (ends - starts >= SHORTEST_DROPOUT_SECONDS * rate_hz) & (starts >= before) & (ends < len(samples))
    threshold = max(10 ** ((loud_db - BROKEN_OFF_BELOW_LOUD_DB) / 20), BROKEN_OFF_STEPS * _step(samples))
    lost = 0
    for start, end in zip(starts[is_long], ends[is_long], strict=True):
        if float(np.square(samples[start - before : start], dtype=np.float64).mean()) > threshold**2:
            lost += end - start
    return lost > DROPOUT_SHARE * len(samples)


def has_hum(samples: Samples, rate_hz: int, levels: Levels) -> bool:
    """Whether the mains are heard where nobody speaks, loud enough to be taken for a voice."""
    if dynamic_range(levels) >= HUM_RANGE_DB:
        return False
    low = sosfiltfilt(_hum_band(rate_hz), samples)
    is_soft = levels <= np.quantile(levels, SOFT_SHARE)
    power = np.maximum(mean_power(low, rate_hz)[is_soft], _NO_POWER)
    return any(
        float(np.median(mean_power(_without_period(low, round(rate_hz / mains_hz)), rate_hz)[is_soft] / power))
        < HUM_RESIDUE
        for mains_hz in MAINS_HZ
    )


def _without_period(samples: Samples, period: int) -> Samples:
    """What is not as it was a period ago."""
    left = np.zeros_like(samples)
    left[period:] = samples[period:] - samples[:-period]
    return left


def _runs(marks: Marks) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each run of marks begins, and the place after its end."""
    edges = np.flatnonzero(np.diff(marks.astype(np.int8), prepend=0, append=0))
    return edges[::2], edges[1::2]


def _long_runs(marks: Marks) -> int:
    """Marks in runs that are long enough for a flat top."""
    starts, ends = _runs(marks)
    lengths = ends - starts
    return int(lengths[lengths >= FLAT_SAMPLES].sum())


def _step(samples: NDArray[np.floating]) -> float:
    """The smallest difference between samples: what one bit is worth."""
    values = np.unique(samples[:: len(samples) // SAMPLES_FOR_STEP + 1])
    return float(np.diff(values).min()) if len(values) > 1 else 0.0


@cache
def _hum_band(rate_hz: int) -> NDArray[np.float64]:
    sections: NDArray[np.float64] = butter(BAND_ORDER, HUM_BAND_HZ, "bandpass", fs=rate_hz, output="sos")
    return sections
