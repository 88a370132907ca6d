"""Files as phones, browsers and mishaps leave them: what of a voice is found in each, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from conversations.sound.measuring import measure_sound
from conversations.sound.voice import VoiceMeasurement
from tests.conversations.recordings import Samples, as_file, make_hum, make_noise
from tests.conversations.sound.odd_files import (
    LOSSLESS,
    LOSSY,
    aac,
    flac,
    fragmented,
    opus,
    padded,
    speech,
    stereo,
    wav,
    with_data_size,
    without_stretch,
)

Make = Callable[[], bytes]


@cache
def original() -> VoiceMeasurement:
    return measure_sound(wav())


@pytest.mark.parametrize("make", LOSSLESS.values(), ids=LOSSLESS)
def test_what_lost_nothing_has_the_features_of_the_original(make: Make) -> None:
    measured, expected = measure_sound(make()), original()
    assert (measured.problems, measured.mended, measured.extractor) == ((), (), expected.extractor)
    assert measured.features == pytest.approx(expected.features, rel=0.03)
    assert measured.duration_s == pytest.approx(expected.duration_s, rel=0.03)


@pytest.mark.parametrize("make", LOSSY.values(), ids=LOSSY)
def test_a_codec_moves_neither_pitch_nor_rate(make: Make) -> None:
    measured, expected = measure_sound(make()), original()
    assert (measured.problems, measured.mended) == ((), ())
    assert measured.features is not None and expected.features is not None
    for key in ("pitch_hz", "rate_sps"):
        assert measured.features[key] == pytest.approx(expected.features[key], rel=0.03), key


def clipped() -> bytes:
    top = 0.4 * np.abs(speech()).max()
    return as_file(0.5 * np.clip(speech(), -top, top))


def with_gaps() -> bytes:
    sound = speech().copy()
    for at in (0.35, 1.1, 3.1):
        sound[int(at * 16_000) : int((at + 0.06) * 16_000)] = 0.0
    return as_file(sound)


def with_nan() -> Samples:
    sound = speech().copy()
    sound[20_000] = np.nan
    return sound


def damaged_aac() -> bytes:
    middle = len(aac()) // 3
    return aac()[:middle] + bytes(400) + aac()[middle + 400 :]


SECONDS = len(speech()) / 16_000
NAMED: list[tuple[str, Make, tuple[str, ...], tuple[str, ...]]] = [
    ("FLAC that is cut short", lambda: flac()[: len(flac()) * 3 // 4], (), ("cut_short",)),
    ("WAV that is cut short", lambda: wav()[: len(wav()) * 3 // 4], (), ("cut_short",)),
    ("WebM that is cut short", lambda: opus()[: len(opus()) * 3 // 4], (), ("cut_short",)),
    ("AAC in fragments that is cut short", lambda: fragmented()[: len(fragmented()) * 3 // 4], (), ("cut_short",)),
    ("a header that claims five hours", lambda: with_data_size(wav(), 2 * 16_000 * 18_000), (), ("cut_short",)),
    ("hum", lambda: as_file(speech() + make_hum(SECONDS, 0.03)), ("hum",), ()),
    ("hum of 60 Hz", lambda: as_file(speech() + make_hum(SECONDS, 0.03, mains_hz=60.0)), ("hum",), ()),
    ("flat tops far below full scale", clipped, ("clipped",), ()),
    ("zeros inside speech", with_gaps, ("dropouts",), ()),
    ("Ogg that lost packets", lambda: without_stretch(opus("ogg"), 0.3, 0.34), ("dropouts",), ()),
    ("AAC with packets that are none", damaged_aac, ("dropouts",), ()),
    ("a dead channel", lambda: as_file(stereo(0 * speech())), (), ("one_channel",)),
    (
        "a dead channel in Opus",
        lambda: as_file(stereo(0 * speech(48_000), 48_000), 48_000, container="webm", codec="libopus"),
        (),
        ("one_channel",),
    ),
    ("a louder channel of noise", lambda: as_file(stereo(make_noise(SECONDS, 0.3))), (), ("one_channel",)),
    (
        "one sample that is no number",
        lambda: as_file(np.append(speech(), np.nan), codec="pcm_f32le"),
        ("no_numbers",),
        (),
    ),
    ("an offset", lambda: as_file(speech() - 0.3), (), ("offset",)),
    ("half a second", lambda: as_file(speech()[:8_000]), ("too_short",), ()),
    ("far too quiet", lambda: as_file(speech() * 1e-3, codec="pcm_f32le"), ("silent",), ()),
    (
        "nothing but silence in Opus",
        lambda: as_file(np.zeros(48_000 * 3), 48_000, container="webm", codec="libopus"),
        ("silent",),
        (),
    ),
]


@pytest.mark.parametrize(("make", "problems", "mended"), [row[1:] for row in NAMED], ids=[row[0] for row in NAMED])
def test_what_is_wrong_is_named(make: Make, problems: tuple[str, ...], mended: tuple[str, ...]) -> None:
    measured = measure_sound(make())
    assert (measured.problems, measured.mended) == (problems, mended)


@pytest.mark.parametrize("seconds", [0.2, 1.0, 30.0])
def test_silence_around_speech_changes_neither_pauses_nor_duration(seconds: float) -> None:
    measured, expected = measure_sound(as_file(padded(seconds))), original()
    assert measured.problems == ()
    assert measured.features is not None and expected.features is not None
    assert measured.features["pause_ratio"] == pytest.approx(expected.features["pause_ratio"], abs=0.003)
    assert measured.duration_s == pytest.approx(expected.duration_s, abs=0.02)
