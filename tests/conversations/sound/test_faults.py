"""What is wrong with sound is found where it was put in, and nowhere in clean speech."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.signal import resample_poly

from conversations.sound.audio import read_audio
from conversations.sound.faults import has_dropouts, has_hum, is_flat_topped
from conversations.sound.loudness import loud_level, measure_levels
from conversations.sound.voice import measure_voice
from tests.conversations.recordings import RATE_HZ, Samples, make_noise, make_syllables, real_clips

# With pauses, into which faults do not reach.
SPEECH = np.concatenate([make_syllables(2.0), make_noise(0.5, 1e-4), make_syllables(1.5, pitch_hz=130.0)])
TIME = np.arange(len(SPEECH)) / RATE_HZ
LOUD_DB = loud_level(measure_levels(SPEECH, RATE_HZ))


def levels_of(samples: Samples) -> Samples:
    return measure_levels(samples - samples.mean(), RATE_HZ)


def make_hum(below_speech_db: float, mains_hz: float, multiples: tuple[int, ...] = (1, 2, 3, 4, 6)) -> Samples:
    waves = [np.sin(2 * np.pi * mains_hz * number * TIME + number) / number for number in multiples]
    hum: Samples = np.sum(waves, axis=0)
    hum *= np.sqrt(np.mean(SPEECH**2) / np.mean(hum**2)) * 10 ** (-below_speech_db / 20)
    return hum


def without(samples: Samples, *places: tuple[float, float]) -> Samples:
    """With zeros from one second to another."""
    left = samples.copy()
    for start, end in places:
        left[int(start * RATE_HZ) : int(end * RATE_HZ)] = 0.0
    return left


def test_nothing_is_wrong_with_clean_speech() -> None:
    """All the real clips there are, also as the common rates and 8 bits have them."""
    found = set()
    for path in real_clips():
        clip = read_audio(path.read_bytes())
        common = resample_poly(clip.samples, 320, 441).astype(np.float64)
        eight_bits = np.round(clip.samples * 127) / 128
        levels = levels_of(common)
        for samples, rate_hz in ((clip.samples, clip.rate_hz), (common, RATE_HZ), (eight_bits, clip.rate_hz)):
            if is_flat_topped(samples) or has_dropouts(samples, rate_hz, loud_level(levels)):
                found.add(path.name)
        if has_hum(common, RATE_HZ, levels):
            found.add(path.name)
    assert found == set()


@pytest.mark.parametrize("height", [0.7, 0.5, 0.3])
@pytest.mark.parametrize("gain", [1.0, 0.3, 0.01])
def test_flat_tops_are_found_at_any_level(height: float, gain: float) -> None:
    top = np.abs(SPEECH).max() * height
    assert is_flat_topped(gain * np.clip(SPEECH, -top, top))
    assert is_flat_topped(gain * np.clip(SPEECH, None, top))  # on one side only
    assert not is_flat_topped(gain * SPEECH)


def test_few_steps_are_no_flat_tops() -> None:
    assert not is_flat_topped(np.round(SPEECH / np.abs(SPEECH).max() * 30) / 128)


DROPOUTS: list[tuple[str, tuple[tuple[float, float], ...], bool]] = [
    ("a packet", ((0.60, 0.64),), True),
    ("several", ((0.10, 0.12), (0.60, 0.62), (2.90, 2.92)), True),
    ("half a second", ((1.1, 1.6),), True),
    ("a sample or two", ((0.6000, 0.6002),), False),
    ("a pause through a noise gate", ((2.05, 2.45),), False),
    ("the beginning", ((0.0, 0.4),), False),
    ("the end", ((3.4, 4.0),), False),
]


@pytest.mark.parametrize(("places", "is_lost"), [row[1:] for row in DROPOUTS], ids=[row[0] for row in DROPOUTS])
def test_dropouts_are_zeros_in_which_sound_breaks_off(places: tuple[tuple[float, float], ...], is_lost: bool) -> None:
    assert has_dropouts(without(SPEECH, *places), RATE_HZ, LOUD_DB) == is_lost


@pytest.mark.parametrize("mains_hz", [49.9, 50.0, 60.0, 60.1])
@pytest.mark.parametrize("multiples", [(1,), (2,), (2, 4, 6), (1, 2, 3, 4, 6, 10)])
@pytest.mark.parametrize("below_speech_db", [15.0, 5.0])
def test_hum_is_found_where_nobody_speaks(mains_hz: float, multiples: tuple[int, ...], below_speech_db: float) -> None:
    humming = SPEECH + make_hum(below_speech_db, mains_hz, multiples)
    assert has_hum(humming, RATE_HZ, levels_of(humming))


UNHUMMED: list[tuple[str, Callable[[], Samples]]] = [
    ("hum that no pitch follows", lambda: SPEECH + make_hum(40.0, 50.0)),
    ("white noise", lambda: SPEECH + make_noise(4.0, 0.02)),
    ("brown noise", lambda: SPEECH + 0.02 * np.cumsum(make_noise(4.0, 0.1)) / 10),
    ("a fan of 35 Hz", lambda: SPEECH + 0.02 * np.sin(2 * np.pi * 35.0 * TIME)),
    ("a voice that keeps to 100 Hz", lambda: make_syllables(4.0, pitch_hz=100.0)),
    ("a voice that keeps to 120 Hz", lambda: make_syllables(4.0, pitch_hz=120.0, per_second=6.0)),
]


@pytest.mark.parametrize("make", [row[1] for row in UNHUMMED], ids=[row[0] for row in UNHUMMED])
def test_nothing_else_is_hum(make: Callable[[], Samples]) -> None:
    samples = make()
    assert not has_hum(samples, RATE_HZ, levels_of(samples))


SPOILT: list[tuple[str, Samples, str, set[str]]] = [
    ("hum", SPEECH + make_hum(10.0, 50.0), "hum", set()),
    (
        "flat tops below full scale",
        0.4 * np.clip(SPEECH, -0.15, 0.15),
        "clipped",
        {"pitch_hz", "pitch_sd_semitones", "rate_sps", "pause_ratio", "jitter"},
    ),
    (
        "dropouts",
        without(SPEECH, (0.60, 0.64), (1.1, 1.2), (3.1, 3.15)),
        "dropouts",
        {"pitch_hz", "pitch_sd_semitones", "energy_db"},
    ),
]


@pytest.mark.parametrize(("samples", "problem", "kept"), [row[1:] for row in SPOILT], ids=[row[0] for row in SPOILT])
def test_what_is_wrong_is_named_and_what_it_distorts_is_left_out(
    samples: Samples, problem: str, kept: set[str]
) -> None:
    measured = measure_voice(samples, RATE_HZ)
    assert measured.problems == (problem,)
    assert set(measured.features or {}) == kept


def test_an_offset_is_taken_away_and_said() -> None:
    plain, raised = measure_voice(SPEECH, RATE_HZ), measure_voice(SPEECH + 0.2, RATE_HZ)
    assert (plain.mended, raised.mended) == ((), ("offset",))
    assert raised.problems == ()
    assert raised.features == pytest.approx(plain.features, rel=1e-4, abs=1e-4)
    assert raised.as_voice_features()["mended"] == ["offset"]
