"""Decodes recordings: WAV and FLAC, from bytes in memory to one channel of samples. Nothing is written anywhere.

libsndfile (LGPL, bundled with the BSD-licensed package soundfile) reads both formats in all their sample types.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
import soundfile
from numpy.typing import NDArray

from resona.errors import ResonaError

Samples = NDArray[np.float32]

MAX_AUDIO_BYTES: Final = 50 * 2**20
MAX_SECONDS: Final = 600
LOWEST_RATE_HZ: Final = 8_000
HIGHEST_RATE_HZ: Final = 48_000
MOST_CHANNELS: Final = 2
FORMATS: Final = frozenset({"WAV", "WAVEX", "FLAC"})
BLOCK_FRAMES: Final = 65_536
# Two alike channels lose nothing when averaged, two unrelated ones 3 dB, a dead one beside a live one 6 dB, opposite
# ones everything: beyond this loss the louder channel alone is the better recording.
TOLERATED_LOSS_DB: Final = 4.5


class AudioError(ResonaError):
    """The recording cannot be read."""

    status = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """One channel of sound."""

    # Of full scale, -1..1 (recordings in floating point may exceed it).
    samples: Samples
    rate_hz: int


class _Stream(soundfile.SoundFile):  # type: ignore[misc]
    """Read from front to end only: seeking fails in FLAC whose length was not known when it was begun."""

    def seekable(self) -> bool:
        return False


def read_audio(data: bytes) -> Audio:
    """The sound in a WAV or FLAC file, its channels averaged. Raises AudioError for what cannot be measured.

    One person speaks into a recording; what two microphones heard of them is averaged because their noises cancel
    while the voice does not. A dead or inverted channel would spoil that: then the louder one is taken alone.
    """
    audio, loss_db, louder = _decode(data)
    if loss_db > TOLERATED_LOSS_DB:
        audio, _, _ = _decode(data, channel=louder)
    if not np.isfinite(audio.samples).all():
        raise AudioError("has samples that are no finite numbers")
    return audio


def check_beginning(data: bytes) -> None:
    """Raises AudioError for what cannot be measured, as far as its beginning shows: cheap however long it is."""
    with _opened(data) as stream:
        if not len(stream.read(BLOCK_FRAMES, dtype="float32", always_2d=True)):
            raise AudioError("holds no sound")


@contextmanager
def _opened(data: bytes) -> Iterator[soundfile.SoundFile]:
    """Raises AudioError for what cannot be opened, or read while it is open."""
    if len(data) > MAX_AUDIO_BYTES:
        raise AudioError("is larger than 50 MiB")
    try:
        with _Stream(io.BytesIO(data)) as stream:
            _require_measurable(stream)
            yield stream
    except soundfile.SoundFileError:
        # Its own message would name the bytes and where they are.
        raise AudioError("cannot be read as WAV or FLAC") from None


def _decode(data: bytes, channel: int | None = None) -> tuple[Audio, float, int]:
    """One channel or the mean of all, what averaging loses against the louder one (dB), and which one that is."""
    with _opened(data) as stream:
        powers = np.zeros(stream.channels)
        parts = []
        for block in _blocks(stream):
            powers += np.einsum("ij,ij->j", block, block, dtype=np.float64)
            parts.append(block.mean(axis=1) if channel is None else block[:, channel].copy())
        rate_hz = int(stream.samplerate)
    if not parts:
        raise AudioError("holds no sound")
    samples = np.concatenate(parts)
    power = float(np.einsum("i,i->", samples, samples, dtype=np.float64))
    louder = int(powers.argmax())
    return Audio(samples=samples, rate_hz=rate_hz), _loss_db(float(powers[louder]), power), louder


def _require_measurable(stream: soundfile.SoundFile) -> None:
    if stream.format not in FORMATS:
        raise AudioError("is neither WAV nor FLAC")
    if not LOWEST_RATE_HZ <= stream.samplerate <= HIGHEST_RATE_HZ:
        raise AudioError("must have a sampling rate from 8 to 48 kHz")
    if stream.channels > MOST_CHANNELS:
        raise AudioError("must have one or two channels")


def _blocks(stream: soundfile.SoundFile) -> Iterator[Samples]:
    """To the end of what is there, whatever length was announced. Raises AudioError past ten minutes: a file of a few
    bytes may unpack to days of silence."""
    most = MAX_SECONDS * stream.samplerate
    read = 0
    while len(block := stream.read(BLOCK_FRAMES, dtype="float32", always_2d=True)):
        read += len(block)
        if read > most:
            raise AudioError("is longer than 10 minutes")
        yield block


def _loss_db(louder: float, mean: float) -> float:
    if louder == 0.0:
        return 0.0
    return np.inf if mean == 0.0 else float(10 * np.log10(louder / mean))
