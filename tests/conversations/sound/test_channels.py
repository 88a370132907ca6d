"""Of two channels the right one is taken, or both."""

from __future__ import annotations

import numpy as np
import pytest

from conversations.sound.audio import read_audio
from conversations.sound.channels import mix
from tests.conversations.recordings import RATE_HZ, Samples, as_file, make_noise, make_syllables

SPEECH = np.concatenate([make_syllables(2.0), make_noise(0.5, 1e-4)])
SECONDS = len(SPEECH) / RATE_HZ
TIME = np.arange(len(SPEECH)) / RATE_HZ
NO_NUMBER, ENDLESS, DAMAGED = SPEECH.copy(), SPEECH.copy(), SPEECH.copy()
NO_NUMBER[100], ENDLESS[5000], DAMAGED[7000] = np.nan, -np.inf, 1e30

WRONG: dict[str, Samples] = {
    "dead": np.zeros_like(SPEECH),
    "hissing softly": make_noise(SECONDS, 1e-4),
    "inverted": -0.99 * SPEECH,
    "noise as loud": make_noise(SECONDS, 0.08),
    "louder noise": make_noise(SECONDS, 0.5),
    "louder hum": 0.6 * np.sin(2 * np.pi * 50 * TIME),
    "stuck": np.full_like(SPEECH, 0.9),
    "no number": NO_NUMBER,
    "endless": ENDLESS,
    "damaged": DAMAGED,
}


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("other", WRONG.values(), ids=WRONG)
def test_a_wrong_channel_is_left_out_and_said(other: Samples, order: int) -> None:
    mixed = mix(np.stack([SPEECH, other][::order], axis=1).astype(np.float32), RATE_HZ)
    assert mixed.is_one_of_two
    assert not mixed.had_no_numbers
    assert np.abs(mixed.samples - SPEECH).max() < 1e-6


def test_two_microphones_are_averaged() -> None:
    other = 0.8 * SPEECH + make_noise(SECONDS, 1e-3)
    mixed = mix(np.stack([SPEECH, other], axis=1).astype(np.float32), RATE_HZ)
    assert not mixed.is_one_of_two
    assert mixed.samples == pytest.approx((SPEECH + other) / 2, abs=1e-6)


def test_two_channels_of_noise_are_as_wrong_as_one() -> None:
    mixed = mix(np.stack([make_noise(1.0, 0.1), make_noise(1.0, 0.1)], axis=1).astype(np.float32), RATE_HZ)
    assert not mixed.is_one_of_two


@pytest.mark.parametrize("wrong", [NO_NUMBER, ENDLESS, DAMAGED])
def test_samples_that_are_no_numbers_are_zeros_and_said(wrong: Samples) -> None:
    audio = read_audio(as_file(wrong, codec="pcm_f32le"))
    assert audio.faults == ("no_numbers",)
    assert np.isfinite(audio.samples).all()
    assert (audio.samples != SPEECH.astype(np.float32)).sum() <= 1


def test_a_wrong_channel_is_a_fault_of_the_reading() -> None:
    assert read_audio(as_file(np.stack([SPEECH, 0 * SPEECH], axis=1))).faults == ("one_channel",)
