"""Decoding recordings: every sample type, both channels, and files that lie about themselves."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from conversations.sound.audio import read_audio
from conversations.sound.values import MAX_SECONDS, AudioError
from tests.conversations.recordings import RATE_HZ, as_file, make_noise, make_syllables

SOUND = make_syllables(1.0)
WAV, FLAC = as_file(SOUND), as_file(SOUND, container="flac", codec="flac")
# Where a plain WAV says how many bytes of samples follow.
DATA_SIZE_AT = 40
# Where FLAC says how many samples there are, in 36 bits.
TOTAL_SAMPLES_AT = 21


def with_data_size(size: int, of: bytes = WAV) -> bytes:
    return of[:DATA_SIZE_AT] + struct.pack("<I", size) + of[DATA_SIZE_AT + 4 :]


@pytest.mark.parametrize(
    ("codec", "tolerance"),
    [
        ("pcm_u8", 2**-7),
        ("pcm_s16le", 2**-15),
        ("pcm_s24le", 2**-23),
        ("pcm_s32le", 2**-22),
        ("pcm_f32le", 2**-22),
        ("pcm_f64le", 2**-22),
        ("pcm_mulaw", 2**-6),
        ("pcm_alaw", 2**-6),
    ],
)
def test_samples_of_every_type_are_shares_of_full_scale(codec: str, tolerance: float) -> None:
    audio = read_audio(as_file(SOUND, codec=codec))
    assert audio.rate_hz == RATE_HZ
    assert np.abs(audio.samples - SOUND).max() <= 1.01 * tolerance


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 44_100, 48_000, 96_000])
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


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFF000])
def test_a_wav_of_unknown_length_is_read_to_its_end(size: int) -> None:
    """As written by recorders that cannot go back to the header."""
    audio = read_audio(with_data_size(size))
    assert (len(audio.samples), audio.faults) == (len(SOUND), ())


def test_a_wav_of_unknown_length_ends_before_the_tags_at_its_end() -> None:
    tags = b"LIST" + struct.pack("<I", 26) + b"INFOISFT" + struct.pack("<I", 14) + b"Lavf58.29.100\0"
    audio = read_audio(with_data_size(0) + tags)
    assert len(audio.samples) == len(SOUND)
    assert len(read_audio(with_data_size(0) + tags[:-1]).samples) > len(SOUND)  # no tags: they do not end with the file


def test_a_flac_of_unknown_length_is_read_to_its_end() -> None:
    unknown = bytearray(FLAC)
    unknown[TOTAL_SAMPLES_AT] &= 0xF0
    unknown[TOTAL_SAMPLES_AT + 1 : TOTAL_SAMPLES_AT + 5] = bytes(4)
    audio = read_audio(bytes(unknown))
    assert (len(audio.samples), audio.faults) == (len(SOUND), ())


@pytest.mark.parametrize("data", [WAV, FLAC])
def test_a_recording_that_ends_too_soon_is_read_as_far_as_it_goes_and_says_so(data: bytes) -> None:
    audio = read_audio(data[: len(data) * 2 // 3])
    assert audio.faults == ("cut_short",)
    assert 0.4 * len(SOUND) < len(audio.samples) < 0.7 * len(SOUND)
    assert read_audio(data).faults == ()


def test_parts_that_cannot_be_decoded_are_said() -> None:
    whole = as_file(make_syllables(5.0), container="ipod", codec="aac", bit_rate=64_000)
    middle = len(whole) // 2
    assert read_audio(whole[:middle] + bytes(600) + whole[middle + 600 :]).faults == ("damaged",)


def test_time_that_is_missing_is_silence() -> None:
    """Packets that were lost, or never sent in pauses: what comes after keeps its place."""
    whole = as_file(make_syllables(5.0, rate_hz=48_000), 48_000, container="ogg", codec="libopus", bit_rate=32_000)
    middle = len(whole) // 2
    audio = read_audio(whole[:middle] + whole[middle + 900 :])
    assert len(audio.samples) == len(read_audio(whole).samples)
    assert (audio.samples == 0).mean() > 0.1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "cannot be read"),
        (b"RIFF", "cannot be read"),
        (b"fLaC" + bytes(1000), "cannot be read"),
        (b"OggS" + bytes(1000), "cannot be read"),
        (b"\x1a\x45\xdf\xa3" + bytes(1000), "cannot be read"),
        (bytes(4) + b"ftyp" + bytes(1000), "cannot be read"),
        (WAV[:30], "cannot be read"),
        (WAV[:44], "holds no sound"),
        (as_file(SOUND, container="aiff", codec="pcm_s16be"), "cannot be read as WAV, FLAC, Ogg, WebM or MP4"),
        (as_file(SOUND, container="matroska", codec="mp2"), "holds no sound that was coded as"),
        (as_file(SOUND, 7_999), "8 to 96 kHz"),
        (as_file(SOUND, 96_001), "8 to 96 kHz"),
        (as_file(np.stack([SOUND] * 3, axis=1)), "one or two channels"),
        (as_file(np.stack([SOUND] * 6, axis=1), container="flac", codec="flac"), "one or two channels"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(AudioError, match=words):
        read_audio(data)


def test_a_small_file_that_unpacks_to_more_than_ten_minutes_is_refused() -> None:
    silence = np.zeros(MAX_SECONDS * 8_000)
    longer = as_file(np.append(silence, 0.0), 8_000, container="flac", codec="flac")
    assert len(longer) < 200_000
    with pytest.raises(AudioError, match="10 minutes"):
        read_audio(longer)
    assert len(read_audio(as_file(silence, 8_000, container="flac", codec="flac")).samples) == len(silence)
