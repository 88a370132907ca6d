"""Measuring voices: signals whose values are known, real speech, and what is no usable voice."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.sound.audio import read_audio
from conversations.sound.voice import EXTRACTOR, NARROWBAND_EXTRACTOR, VoiceMeasurement, measure_voice
from tests.conversations.recordings import RATE_HZ, Samples, make_noise, make_syllables, real_clips

KEYS = {
    "pitch_hz", "pitch_sd_semitones", "energy_db", "energy_sd_db", "rate_sps", "pause_ratio", "jitter", "shimmer",
    "hnr_db", "alpha_ratio_db", "low_slope_db_khz", "slope_db_octave",
}  # fmt: skip
REAL_TIME_FACTOR = 0.12


def features_of(samples: Samples, rate_hz: int = RATE_HZ) -> dict[str, float]:
    measured = measure_voice(samples, rate_hz)
    assert measured.features is not None, measured.problems
    assert measured.problems == ()
    return dict(measured.features)


def swell(seconds: float, per_second: float = 4.0) -> Samples:
    time_s = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    curve: Samples = 0.5 - 0.5 * np.cos(2 * np.pi * per_second * time_s)
    return curve


@pytest.mark.parametrize("pitch_hz", [70.0, 120.0, 210.0, 400.0])
@pytest.mark.parametrize("per_second", [2.0, 4.0, 6.0])
def test_pitch_and_rate_of_known_signals_are_found(pitch_hz: float, per_second: float) -> None:
    features = features_of(make_syllables(5.0, pitch_hz=pitch_hz, per_second=per_second))
    assert features["pitch_hz"] == pytest.approx(pitch_hz, rel=0.005)
    assert features["rate_sps"] == pytest.approx(per_second, rel=0.05)
    assert features["pitch_sd_semitones"] < 0.2


def test_the_spread_of_a_gliding_pitch_is_that_of_the_glide() -> None:
    """Evenly over an octave: 12 / sqrt(12) semitones, less a little lost between syllables."""
    semitones = np.linspace(0, 12, 6 * RATE_HZ)
    phase = 2 * np.pi * np.cumsum(120 * 2 ** (semitones / 12)) / RATE_HZ
    sound = 0.1 * sum(np.sin(number * phase) / number for number in range(1, 12)) * swell(6.0)
    features = features_of(sound + make_noise(6.0, 1e-4))
    assert features["pitch_sd_semitones"] == pytest.approx(12 / np.sqrt(12), rel=0.05)
    assert features["pitch_hz"] == pytest.approx(120 * np.sqrt(2), rel=0.03)


@pytest.mark.parametrize("ratio_db", [5.0, 10.0, 20.0])
def test_harmonics_to_noise_is_the_ratio_that_was_mixed(ratio_db: float) -> None:
    voice = make_syllables(4.0, noise=0.0)
    noise = make_noise(4.0, 1.0) * swell(4.0)
    noise *= np.sqrt(np.mean(voice**2) / np.mean(noise**2)) * 10 ** (-ratio_db / 20)
    assert features_of(voice + noise)["hnr_db"] == pytest.approx(ratio_db, abs=2.5)


def pulses(jitter: float, shimmer: float) -> Samples:
    """Clicks through a resonance, every other period longer and every other pulse stronger; syllables of a second.

    Of much larger differences the two periods together would be heard as one.
    """
    sound = np.zeros(6 * RATE_HZ)
    at, number = 0.0, 0
    while at < len(sound) - 1:
        sign = 1 if number % 2 else -1
        whole = int(at)
        height = 1 + sign * shimmer / 2
        sound[whole] += height * (1 - (at - whole))
        sound[whole + 1] += height * (at - whole)
        at += RATE_HZ / 110 * (1 + sign * jitter / 2)
        number += 1
    ringing = np.exp(-np.arange(200) / 20) * np.sin(2 * np.pi * 600 * np.arange(200) / RATE_HZ)
    ringing -= ringing.mean()  # pulses of one sign would leave an offset that comes and goes
    shape = np.abs(np.sin(np.pi * np.arange(len(sound)) / RATE_HZ))
    return 0.3 * np.convolve(sound, ringing)[: len(sound)] * shape + make_noise(6.0, 1e-5)


@pytest.mark.parametrize("jitter", [0.005, 0.01])
def test_jitter_is_the_share_that_periods_differ_by(jitter: float) -> None:
    assert features_of(pulses(jitter, 0.0))["jitter"] == pytest.approx(jitter, rel=0.15)


@pytest.mark.parametrize("shimmer", [0.05, 0.15])
def test_shimmer_is_the_share_that_amplitudes_differ_by(shimmer: float) -> None:
    assert features_of(pulses(0.0, shimmer))["shimmer"] == pytest.approx(shimmer, rel=0.25)


def test_pauses_are_a_share_of_the_time_between_first_and_last_sound() -> None:
    half = make_syllables(2.0, noise=0.0)
    silence = np.zeros(RATE_HZ)
    whole = np.concatenate([silence, half, silence, half, silence, silence]) + make_noise(8.0, 1e-5)
    assert features_of(whole)["pause_ratio"] == pytest.approx(0.2, abs=0.03)


@pytest.mark.parametrize("noise", [0.0, 1e-4], ids=["digital", "of a room"])
@pytest.mark.parametrize(("before", "after"), [(3.0, 2.0), (0.0, 60.0), (40.0, 0.1)])
def test_silence_around_speech_changes_nothing(noise: float, before: float, after: float) -> None:
    speech = make_syllables(4.0)
    around = np.concatenate([make_noise(before, noise), speech, make_noise(after, noise)])
    bare, padded = features_of(speech), features_of(around)
    assert padded == pytest.approx(bare, rel=0.03, abs=0.05)
    assert padded["pause_ratio"] == pytest.approx(bare["pause_ratio"], abs=0.002)
    assert measure_voice(around, RATE_HZ).duration_s == pytest.approx(
        measure_voice(speech, RATE_HZ).duration_s, abs=0.02
    )


def test_the_duration_is_that_of_the_speech() -> None:
    assert measure_voice(make_syllables(4.0), RATE_HZ).duration_s == pytest.approx(4.0, abs=0.1)


@settings(max_examples=8, deadline=None)
@given(st.floats(0.05, 1.0), st.floats(-0.2, 0.2))
def test_level_and_offset_change_nothing_but_the_level(factor: float, offset: float) -> None:
    speech = make_syllables(2.0)
    plain, changed = features_of(speech), features_of(factor * speech + offset)
    assert changed.pop("energy_db") == pytest.approx(plain.pop("energy_db") + 20 * np.log10(factor), abs=0.01)
    assert changed == pytest.approx(plain, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("rate_hz", [22_050, 44_100, 48_000])
def test_the_rate_of_the_device_moves_no_feature(rate_hz: int) -> None:
    expected = features_of(make_syllables(3.0, noise=0.0))
    found = features_of(make_syllables(3.0, noise=0.0, rate_hz=rate_hz), rate_hz)
    for key in KEYS - {"hnr_db"}:  # without noise there is no ratio to compare
        assert found[key] == pytest.approx(expected[key], rel=0.02, abs=0.02), key


def test_telephone_is_measured_and_kept_apart() -> None:
    measured = measure_voice(make_syllables(3.0, rate_hz=8_000), 8_000)
    assert measured.features is not None
    assert set(measured.features) == KEYS
    assert measured.extractor == NARROWBAND_EXTRACTOR


TIME = np.arange(4 * RATE_HZ) / RATE_HZ
TONE = 0.3 * np.sin(2 * np.pi * 425 * TIME)
WHISPER = make_noise(4.0, 0.1) * swell(4.0)
NOT_SPEECH: list[tuple[str, Samples, str]] = [
    ("nothing", np.zeros(4 * RATE_HZ), "silent"),
    ("an offset", np.full(4 * RATE_HZ, 0.4), "silent"),
    ("a muted microphone", make_noise(4.0, 1e-4), "silent"),
    ("one click", np.eye(1, 4 * RATE_HZ, 500)[0] * 0.9, "silent"),
    ("a tone", TONE, "no_speech"),
    ("a ringing tone", TONE * (TIME % 1 < 0.5), "no_speech"),
    ("a held vowel", make_syllables(4.0, per_second=0.0) + TONE, "no_speech"),
    ("noise", make_noise(4.0, 0.1), "no_speech"),
    ("a whisper", WHISPER, "unvoiced"),
    ("no samples", np.zeros(0), "too_short"),
    ("one sample", np.ones(1) / 2, "too_short"),
    ("half a second of speech", make_syllables(0.5), "too_short"),
    ("a syllable in a whisper", np.where(TIME < 0.25, make_syllables(4.0), 0.1 * WHISPER), "unvoiced"),
]


@pytest.mark.parametrize(("samples", "problem"), [row[1:] for row in NOT_SPEECH], ids=[row[0] for row in NOT_SPEECH])
def test_what_is_no_usable_voice_is_said_and_not_measured(samples: Samples, problem: str) -> None:
    measured = measure_voice(samples, RATE_HZ)
    assert (measured.features, measured.problems) == (None, (problem,))
    assert measured.as_voice_features() == {
        "duration_s": len(samples) / RATE_HZ,
        "extractor": EXTRACTOR,
        "problems": [problem],
    }


def test_clipped_speech_keeps_what_clipping_spares() -> None:
    speech = make_syllables(4.0)
    clipped = measure_voice(np.clip(speech / np.abs(speech).max() * 3, -1, 1), RATE_HZ)
    assert clipped.problems == ("clipped",)
    assert clipped.features is not None
    assert set(clipped.features) == {"pitch_hz", "pitch_sd_semitones", "rate_sps", "pause_ratio", "jitter"}
    assert clipped.features["pitch_hz"] == pytest.approx(features_of(speech)["pitch_hz"], rel=0.01)


def test_speech_that_just_touches_full_scale_is_not_clipped() -> None:
    clip = read_audio(real_clips("*N*.wav")[0].read_bytes())
    assert measure_voice(clip.samples / np.abs(clip.samples).max(), clip.rate_hz).problems == ()


def test_speech_in_noise_keeps_what_noise_spares() -> None:
    noisy = measure_voice(make_syllables(4.0, noise=0.02), RATE_HZ)
    assert noisy.problems == ("noisy",)
    assert noisy.features is not None
    assert set(noisy.features) == {"pitch_hz", "pitch_sd_semitones", "energy_db", "rate_sps", "jitter"}


@pytest.mark.parametrize("samples", [np.zeros((10, 2)), np.array([np.nan] * 20_000), np.array([np.inf] * 20_000)])
def test_what_is_not_one_channel_of_numbers_is_an_error(samples: Samples) -> None:
    with pytest.raises(ValueError, match="channel"):
        measure_voice(samples, RATE_HZ)
    with pytest.raises(ValueError, match="8 kHz"):
        measure_voice(np.zeros(20_000), 7_999)


def measured_clips(pattern: str) -> list[VoiceMeasurement]:
    """Every fourth clip: enough to tell, and soon told."""
    clips = [read_audio(path.read_bytes()) for path in real_clips(pattern)[::4]]
    return [measure_voice(clip.samples, clip.rate_hz) for clip in clips]


def mean_of(key: str, clips: list[VoiceMeasurement]) -> float:
    return float(np.mean([clip.features[key] for clip in clips if clip.features]))


def test_real_speech_is_measured_whole_and_fast() -> None:
    clips = [read_audio(path.read_bytes()) for path in real_clips("*N*.wav")[::2]]
    began = time.process_time()
    measured = [measure_voice(clip.samples, clip.rate_hz) for clip in clips]
    took = time.process_time() - began
    assert [each.problems for each in measured] == [()] * len(clips)
    assert all(set(each.features or {}) == KEYS for each in measured)
    assert took / sum(each.duration_s for each in measured) < REAL_TIME_FACTOR


def test_real_speech_has_the_rate_and_pitch_that_speech_has() -> None:
    measured = measured_clips("*N*.wav")
    assert 4.0 < mean_of("rate_sps", measured) < 7.0  # read German sentences
    assert 80.0 < mean_of("pitch_hz", measured) < 250.0
    assert 5.0 < mean_of("hnr_db", measured) < 20.0


def test_anger_is_higher_and_sharper_than_sadness_and_sadness_slower_than_neutral() -> None:
    angry, sad, neutral = (measured_clips(f"?????{emotion}*.wav") for emotion in "WTN")
    assert mean_of("pitch_hz", angry) > 1.3 * mean_of("pitch_hz", sad)
    assert mean_of("alpha_ratio_db", angry) > mean_of("alpha_ratio_db", sad) + 3.0
    assert mean_of("rate_sps", sad) < mean_of("rate_sps", neutral)


def test_the_same_sound_gives_the_same_values() -> None:
    samples = make_syllables(3.0, noise=1e-3)
    assert measure_voice(samples, RATE_HZ) == measure_voice(samples.copy(), RATE_HZ)
