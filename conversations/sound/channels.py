"""Makes one channel of a recording's channels, and says where one of them was wrong. Pure.

One person speaks into a recording; what two microphones heard of them is averaged because their noises cancel while
the voice does not. A dead, inverted or noisy channel would spoil that: then the other is taken alone.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from conversations.sound.loudness import dynamic_range, loud_level
from conversations.sound.values import Frames

Samples = NDArray[np.float32]

# Two alike channels lose nothing when averaged, two unrelated ones 3 dB, a dead one beside a live one 6 dB, opposite
# ones everything: beyond this loss one channel alone is the better recording.
TOLERATED_LOSS_DB: Final = 4.5
# What lies above is no sound, but a damaged file: full scale is 1, and no recorder leaves 60 dB above it.
HIGHEST_SAMPLE: Final = 1_000.0
# A channel of speech: its loud parts at least this loud (dB re full scale), and so far above its soft ones.
AUDIBLE_DB: Final = -60.0
SPEECH_RANGE_DB: Final = 20.0
BLOCK_SECONDS: Final = 0.032
_NO_POWER: Final = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """One channel."""

    samples: Samples
    # One of two channels was wrong, and was left out.
    is_one_of_two: bool
    # Samples that were no numbers are zeros now.
    had_no_numbers: bool


def mix(frames: Frames, rate_hz: int) -> Mix:
    """The mean of the channels, or the one that is right."""
    # No comparison holds of what is no number.
    whole = (frames.min(axis=0) > -HIGHEST_SAMPLE) & (frames.max(axis=0) < HIGHEST_SAMPLE)
    if not whole.any():
        is_number = np.abs(frames) < HIGHEST_SAMPLE
        samples: Samples = np.where(is_number, frames, np.float32(0)).mean(axis=1)
        return Mix(samples=samples, is_one_of_two=False, had_no_numbers=True)
    if not whole.all():
        return Mix(samples=frames[:, whole.argmax()].copy(), is_one_of_two=True, had_no_numbers=False)
    mean: Samples = frames.mean(axis=1)
    channel = _better_channel(frames, mean, rate_hz)
    return Mix(
        samples=mean if channel is None else frames[:, channel].copy(),
        is_one_of_two=channel is not None,
        had_no_numbers=False,
    )


def _better_channel(frames: Frames, mean: Samples, rate_hz: int) -> int | None:
    """The channel that should be taken alone; None: the mean is as good.

    Of two channels that do not fit together the louder one is the voice, unless it does not come and go as speech does
    and the other one does.
    """
    if frames.shape[1] == 1:
        return None
    powers = np.einsum("ij,ij->j", frames, frames, dtype=np.float64)
    louder = int(powers.argmax())
    power = float(np.einsum("i,i->", mean, mean, dtype=np.float64))
    usual = louder if _loss_db(float(powers[louder]), power) > TOLERATED_LOSS_DB else None
    if _is_speech(mean if usual is None else frames[:, usual], rate_hz):
        return usual
    others = (channel for channel in (louder, 1 - louder) if channel != usual)
    return next((channel for channel in others if _is_speech(frames[:, channel], rate_hz)), usual)


def _is_speech(samples: Samples, rate_hz: int) -> bool:
    block = round(BLOCK_SECONDS * rate_hz)
    if len(samples) < block:
        return False
    blocks = samples[: len(samples) // block * block].reshape(-1, block)
    power = np.einsum("ij,ij->i", blocks, blocks, dtype=np.float64) / block
    power -= blocks.mean(axis=1, dtype=np.float64) ** 2
    levels = 10 * np.log10(np.maximum(power, _NO_POWER))
    return loud_level(levels) > AUDIBLE_DB and dynamic_range(levels) > SPEECH_RANGE_DB


def _loss_db(louder: float, mean: float) -> float:
    if louder == 0.0:
        return 0.0
    return np.inf if mean == 0.0 else float(10 * np.log10(louder / mean))
