"""From the bytes of a file to features, and which of them may be compared."""

from __future__ import annotations

import pytest

from conversations.sound.measuring import measure_sound
from conversations.sound.voice import EXTRACTOR, NARROWBAND_EXTRACTOR
from tests.conversations.recordings import as_file, make_syllables

SPEECH = make_syllables(2.0, rate_hz=48_000)


@pytest.mark.parametrize(
    ("container", "codec", "extractor"),
    [
        ("wav", "pcm_s16le", EXTRACTOR),
        ("wav", "pcm_mulaw", EXTRACTOR),
        ("flac", "flac", EXTRACTOR),
        ("ipod", "alac", EXTRACTOR),
        ("matroska", "pcm_f32le", EXTRACTOR),
    ],
)
def test_sound_that_lost_nothing_is_compared_as_ever(container: str, codec: str, extractor: str) -> None:
    assert measure_sound(as_file(SPEECH, 48_000, container=container, codec=codec)).extractor == extractor


@pytest.mark.parametrize(
    ("container", "codec", "bit_rate", "added"),
    [
        ("webm", "libopus", 12_000, "+opus-low"),
        ("webm", "libopus", 32_000, "+opus-medium"),
        ("ogg", "libopus", 48_000, "+opus-medium"),
        ("ogg", "libopus", 96_000, "+opus-high"),
        ("ipod", "aac", 24_000, "+aac-low"),
        ("ipod", "aac", 64_000, "+aac-medium"),
        ("mp4", "aac", 128_000, "+aac-high"),
    ],
)
def test_codec_and_class_of_bit_rate_are_part_of_the_extractor(
    container: str, codec: str, bit_rate: int, added: str
) -> None:
    sound = as_file(SPEECH, 48_000, container=container, codec=codec, bit_rate=bit_rate)
    assert measure_sound(sound).extractor == f"{EXTRACTOR}{added}"


def test_telephone_is_kept_apart_in_a_codec_too() -> None:
    sound = as_file(make_syllables(2.0, rate_hz=8_000), 8_000, container="ipod", codec="aac", bit_rate=24_000)
    assert measure_sound(sound).extractor == f"{NARROWBAND_EXTRACTOR}+aac-low"
