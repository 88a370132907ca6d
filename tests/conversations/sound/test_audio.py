"""Decoding recordings: every sample type, both channels, and files that lie about themselves."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from conversations.sound.audio import MAX_SECONDS, AudioError, read_audio
from tests.conversations.recordings import RATE_HZ, as_file, make_noise, make_syllables

SOUND = make_syllables(1.0)
WAV, FLAC = as_file(SOUND), as_file(SOUND, kind="FLAC")
# Where a plain WAV says how many bytes of samples follow.
DATA_SIZE_AT = 40
# Where FLAC says how many samples there are, in 36 bits.
TOTAL_SAMPLES_AT = 21


def with_data_size(size: int) -> bytes:
    return WAV[:DATA_SIZE_AT] + struct.pack("<I", size) + WAV[DATA_SIZE_AT + 4 :]


@pytest.mark.parametrize(
    ("kind", "subtype", "tolerance"),
    [
        ("WAV", "PCM_U8", 2**-7),
        ("WAV", "PCM_16", 2**-15),
        ("WAV", "PCM_24", 2**-23),
        ("WAV", "PCM_32", 2**-22),
        ("WAV", "FLOAT", 2**-22),
        ("WAV", "DOUBLE", 2**-22),
        ("WAVEX", "PCM_24", 2**-23),
        ("FLAC", "PCM_16", 2**-15),
        ("FLAC", "PCM_24", 2**-23),
    ],
)
def test_samples_of_every_type_are_shares_of_full_scale(kind: str, subtype: str, tolerance: float) -> None:
    audio = read_audio(as_file(SOUND, kind=kind, subtype=subtype))
    assert audio.rate_hz == RATE_HZ
    assert np.abs(audio.samples - SOUND).max() <= 1.01 * tolerance


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 44_100, 48_000])
def test_rates_are_kept(rate_hz: int) -> None:
    assert read_audio(as_file(SOUND, rate_hz)).rate_hz == rate_hz


def test_channels_are_averaged() -> None:
    one, other = SOUND, make_noise(1.0, 0.01)
    audio = read_audio(as_file(np.stack([one, one + other], axis=1)))
    assert audio.samples == pytest.approx(one + other / 2, abs=1e-4)


@pytest.mark.parametrize("other", [0.0, -1.0], ids=["dead", "inverted"])
@pytest.mark.parametrize("order", [1, -1])
def test_a_dead_or_inverted_channel_spoils_nothing(other: float, order: int) -> None:
    audio = read_audio(as_file(np.stack([SOUND, other * 0.99 * SOUND][::order], axis=1)))
    assert np.abs(audio.samples - SOUND).max() < 1e-4


def test_two_silent_channels_are_silence() -> None:
    assert not read_audio(as_file(np.zeros((RATE_HZ, 2)))).samples.any()


@pytest.mark.parametrize("size", [0xFFFFFFFF, 10**8])
def test_a_wav_that_announces_more_than_it_holds_is_read_to_its_end(size: int) -> None:
    assert len(read_audio(with_data_size(size)).samples) == len(SOUND)


def test_a_flac_of_unknown_length_is_read_to_its_end() -> None:
    """As written by recorders that cannot go back to the header."""
    unknown = bytearray(FLAC)
    unknown[TOTAL_SAMPLES_AT] &= 0xF0
    unknown[TOTAL_SAMPLES_AT + 1 : TOTAL_SAMPLES_AT + 5] = bytes(4)
    assert len(read_audio(bytes(unknown)).samples) == len(SOUND)


NO_NUMBERS = SOUND.copy()
NO_NUMBERS[100] = np.nan


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "cannot be read"),
        (b"RIFF", "cannot be read"),
        (b"fLaC" + bytes(1000), "cannot be read"),
        (WAV[:30], "cannot be read"),
        (FLAC[: len(FLAC) // 2], "cannot be read"),
        (WAV[:44], "holds no sound"),
        (with_data_size(0), "holds no sound"),
        (as_file(SOUND, kind="OGG", subtype="VORBIS"), "neither WAV nor FLAC"),
        (as_file(SOUND, kind="AIFF"), "neither WAV nor FLAC"),
        (as_file(SOUND, 7_999), "8 to 48 kHz"),
        (as_file(SOUND, 48_001), "8 to 48 kHz"),
        (as_file(np.stack([SOUND] * 3, axis=1)), "one or two channels"),
        (as_file(NO_NUMBERS, subtype="FLOAT"), "no finite numbers"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(AudioError, match=words):
        read_audio(data)


def test_a_small_file_that_unpacks_to_more_than_ten_minutes_is_refused() -> None:
    packed = as_file(np.zeros(MAX_SECONDS * 8_000 + 1), 8_000, kind="FLAC")
    assert len(packed) < 100_000
    with pytest.raises(AudioError, match="10 minutes"):
        read_audio(packed)
    assert len(read_audio(as_file(np.zeros(MAX_SECONDS * 8_000), 8_000, kind="FLAC")).samples) == MAX_SECONDS * 8_000
