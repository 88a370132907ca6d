"""What a recording is before it is measured, and the error of one that cannot be read. Pure."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from resona.errors import ResonaError

# A row for each moment, a column for each channel; of full scale, -1..1 (floating point may exceed it).
Frames = NDArray[np.float32]

MAX_AUDIO_BYTES: Final = 50 * 2**20
MAX_SECONDS: Final = 600
LOWEST_RATE_HZ: Final = 8_000
HIGHEST_RATE_HZ: Final = 96_000
MOST_CHANNELS: Final = 2

# What is wrong with a file whose sound can be read all the same: it ends before it says it would, or parts of it are
# missing or cannot be decoded.
FileFault = Literal["cut_short", "damaged"]


class AudioError(ResonaError):
    """The recording cannot be read."""

    status = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Every channel of a recording."""

    frames: Frames
    rate_hz: int
    # The lossy codec that it went through, and at how many bits per second while it sounds; None: lossless.
    codec: str | None = None
    bits_per_second: int | None = None
    faults: tuple[FileFault, ...] = ()


def require_measurable(rate_hz: int, channels: int, seconds: float) -> None:
    """Raises AudioError for sound that is not measured."""
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
        raise AudioError("must have a sampling rate from 8 to 96 kHz")
    if not 1 <= channels <= MOST_CHANNELS:
        raise AudioError("must have one or two channels")
    if seconds > MAX_SECONDS:
        raise AudioError("is longer than 10 minutes")
