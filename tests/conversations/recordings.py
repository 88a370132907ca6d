"""Recordings for tests: made of known signals, or taken from the real speech beside the project."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from django.conf import settings
from numpy.typing import NDArray

Samples = NDArray[np.float64]

RATE_HZ = 16_000
EMODB = Path(settings.BASE_DIR).parent / "shared" / "data" / "emodb"


def make_syllables(
    seconds: float, *, pitch_hz: float = 180.0, per_second: float = 4.0, rate_hz: int = RATE_HZ, noise: float = 1e-4
) -> Samples:
    """Harmonics of a pitch that swell and fade so many times a second, a little noise behind them."""
    time = np.arange(int(seconds * rate_hz)) / rate_hz
    harmonics = np.zeros_like(time)
    for number in range(1, int(3500 / pitch_hz)):
        harmonics += np.sin(2 * np.pi * pitch_hz * number * time) / number
    swell = 0.5 - 0.5 * np.cos(2 * np.pi * per_second * time)
    return 0.1 * harmonics * swell + make_noise(seconds, noise, rate_hz=rate_hz)


def make_noise(seconds: float, amplitude: float, *, rate_hz: int = RATE_HZ) -> Samples:
    """White noise, the same each time."""
    return np.random.default_rng(1).normal(0.0, amplitude, int(seconds * rate_hz))


def as_file(
    samples: NDArray[np.floating], rate_hz: int = RATE_HZ, *, kind: str = "WAV", subtype: str = "PCM_16"
) -> bytes:
    """The bytes of an audio file."""
    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, format=kind, subtype=subtype)
    return file.getvalue()


def real_clips(pattern: str = "*.wav") -> list[Path]:
    """Clips of real speech; skips the test where they are not there."""
    clips = sorted(EMODB.glob(pattern))
    if not clips:
        pytest.skip(f"The recordings are not here: {EMODB.name}.")
    return clips
