"""Reads recordings as phones and browsers make them, from bytes in memory to one channel of samples.

What needs no codec (WAV) is read here, everything else in a process of its own. Nothing is written anywhere.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from conversations.sound import wav
from conversations.sound.channels import mix
from conversations.sound.containers import Container, recognise, whole_boxes, without_tags
from conversations.sound.decoding import decode
from conversations.sound.values import MAX_AUDIO_BYTES, AudioError, Decoded, FileFault

Samples = NDArray[np.float32]
# What was wrong with a recording as it was read: with the file, or with one of two channels, or with single samples.
ReadingFault = FileFault | Literal["one_channel", "no_numbers"]

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
    faults: tuple[ReadingFault, ...]

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate_hz


def read_audio(data: bytes) -> Audio:
    """The sound of a recording, as one channel of finite samples. Raises AudioError for what cannot be measured."""
    decoded = _decode(data)
    mixed = mix(decoded.frames, decoded.rate_hz)
    faults: dict[ReadingFault, bool] = {"one_channel": mixed.is_one_of_two, "no_numbers": mixed.had_no_numbers}
    return Audio(
        samples=mixed.samples,
        rate_hz=decoded.rate_hz,
        codec=decoded.codec,
        bits_per_second=decoded.bits_per_second,
        faults=(*decoded.faults, *(name for name, is_so in faults.items() if is_so)),
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
    whole = whole_boxes(data) if container == "mp4" else data
    decoded = decode(whole, container)
    if len(whole) < len(data) and "cut_short" not in decoded.faults:
        return replace(decoded, faults=("cut_short", *decoded.faults))
    return decoded


def _recognise(data: bytes) -> tuple[Container, bytes]:
    if len(data) > MAX_AUDIO_BYTES:
        raise AudioError("is larger than 50 MiB")
    bare = without_tags(data)
    container = recognise(bare)
    if container is None:
        raise AudioError(UNRECOGNISED)
    return container, bare
