"""Recordings for tests: made of known signals, or taken from the real speech beside the project."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
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


def make_hum(seconds: float, amplitude: float, *, mains_hz: float = 50.0) -> Samples:
    """Hum of the mains: its frequency and some multiples."""
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    waves = [np.sin(2 * np.pi * mains_hz * number * time + number) / number for number in (1, 2, 3, 4, 6)]
    hum: Samples = amplitude * np.sum(waves, axis=0)
    return hum


def as_file(
    samples: NDArray[np.floating] | NDArray[np.int16],
    rate_hz: int = RATE_HZ,
    *,
    container: str = "wav",
    codec: str = "pcm_s16le",
    bit_rate: int | None = None,
    sample_format: str | None = None,
    **options: str,
) -> bytes:
    """The bytes of an audio file; `options` are those of the container."""
    file = io.BytesIO()
    shares = samples / 2**15 if samples.dtype == np.int16 else samples
    channels = np.ascontiguousarray(np.atleast_2d(shares.T), np.float32)
    with av.open(file, "w", format=container, container_options={"fflags": "+bitexact", **options}) as target:
        stream: Any = target.add_stream(codec, rate=rate_hz)
        stream.layout = {1: "mono", 2: "stereo"}.get(len(channels), f"{len(channels)} channels")
        stream.codec_context.options = {"strict": "-2"}  # or FFmpeg's own encoder of Vorbis would not work
        if bit_rate is not None:
            stream.bit_rate = bit_rate
        if sample_format is not None:
            stream.format = sample_format
        if channels.size:
            frame = av.AudioFrame.from_ndarray(channels, format="fltp", layout=stream.layout.name)
            frame.sample_rate, frame.pts = rate_hz, 0
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return file.getvalue()


def real_clips(pattern: str = "*.wav") -> list[Path]:
    """Clips of real speech; skips the test where they are not there."""
    clips = sorted(EMODB.glob(pattern))
    if not clips:
        pytest.skip(f"The recordings are not here: {EMODB.name}.")
    return clips
