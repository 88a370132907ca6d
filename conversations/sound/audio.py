"""Reads recordings as phones and browsers make them, from bytes in memory to one channel of samples.

What needs no codec (WAV) is read here, everything else in a process of its own. Nothing is written anywhere.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from conversations.sound import wav
from conversations.sound.containers import Container, recognise, without_tags
from conversations.sound.decoding import decode
from conversations.sound.values import MAX_AUDIO_BYTES, AudioError, Decoded, FileFault

Samples = NDArray[np.float32]

# Two alike channels lose nothing when averaged, two unrelated ones 3 dB, a dead one beside a live one 6 dB, opposite
# ones everything: beyond this loss the louder channel alone is the better recording.
TOLERATED_LOSS_DB: Final = 4.5
UNRECOGNISED: Final = "cannot be read as WAV, FLAC, Ogg, WebM or MP4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """One channel of sound."""

    # Of full scale, -1..1 (recordings in floating point may exceed it).
    samples: Samples
    rate_hz: int
    # The lossy codec that it went through, and at how many bits per second while it sounds; None: lossless.
    codec: str | None
    bits_per_second: int | None
    faults: tuple[FileFault, ...]


def read_audio(data: bytes) -> Audio:
    """The sound of a recording, its channels averaged. Raises AudioError for what cannot be measured.

    One person speaks into a recording; what two microphones heard of them is averaged because their noises cancel
    while the voice does not. A dead or inverted channel would spoil that: then the louder one is taken alone.
    """
    decoded = _decode(data)
    samples = _mix(decoded)
    if not np.isfinite(samples).all():
        raise AudioError("has samples that are no finite numbers")
    return Audio(
        samples=samples,
        rate_hz=decoded.rate_hz,
        codec=decoded.codec,
        bits_per_second=decoded.bits_per_second,
        faults=decoded.faults,
    )


def check_beginning(data: bytes) -> None:
    """Raises AudioError for what cannot be measured, as far as its beginning shows: cheap however long it is."""
    container, data = _recognise(data)
    if container == "wav" and not wav.read_header(data).frames:
        raise AudioError("holds no sound")


def _decode(data: bytes) -> Decoded:
    container, data = _recognise(data)
    if container == "wav":
        header = wav.read_header(data)
        if header.is_plain:
            return wav.decode(data, header)
    return decode(data, container)


def _recognise(data: bytes) -> tuple[Container, bytes]:
    if len(data) > MAX_AUDIO_BYTES:
        raise AudioError("is larger than 50 MiB")
    bare = without_tags(data)
    container = recognise(bare)
    if container is None:
        raise AudioError(UNRECOGNISED)
    return container, bare


def _mix(decoded: Decoded) -> Samples:
    frames = decoded.frames
    mean: Samples = frames.mean(axis=1)
    powers = np.einsum("ij,ij->j", frames, frames, dtype=np.float64)
    louder = int(powers.argmax())
    power = float(np.einsum("i,i->", mean, mean, dtype=np.float64))
    return frames[:, louder].copy() if _loss_db(float(powers[louder]), power) > TOLERATED_LOSS_DB else mean


def _loss_db(louder: float, mean: float) -> float:
    if louder == 0.0:
        return 0.0
    return np.inf if mean == 0.0 else float(10 * np.log10(louder / mean))
