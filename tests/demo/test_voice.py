"""Voices of the demo: believable at every feeling, and moved by distress the way a listener would hear it."""

from __future__ import annotations

from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.features import FEATURES_BY_TYPE
from conversations.emotions import EMOTIONS, read_emotion_shares
from resona.demo.voice import HIGH_VOICE, LOW_VOICE, MEASURED, Feeling, VoiceNormal, hear_emotions, measure_features

SHARES = st.floats(0, 1)
FEELINGS = st.builds(
    lambda distress, agitation, ease: Feeling(distress=distress, agitation=agitation, ease=ease), SHARES, SHARES, SHARES
)
SEEDS = st.integers(0, 2**32 - 1)


def mean(key: str, feeling: Feeling, voice: VoiceNormal = HIGH_VOICE) -> float:
    random = np.random.default_rng(1)
    heard = [measure_features(voice, feeling, duration_s=300, random=random)[key] for _ in range(60)]
    return fmean(float(value) for value in heard)


@given(FEELINGS, SEEDS, st.sampled_from([HIGH_VOICE, LOW_VOICE]))
def test_every_measurement_is_one_that_a_voice_can_have(feeling: Feeling, seed: int, voice: VoiceNormal) -> None:
    features = measure_features(voice, feeling, duration_s=300, random=np.random.default_rng(seed))

    assert all(feature.accepts(float(features[feature.key])) for feature in MEASURED)
    assert features["duration_s"] == 300


@given(FEELINGS, SEEDS)
def test_emotions_are_known_and_sum_to_one(feeling: Feeling, seed: int) -> None:
    heard = hear_emotions(feeling, np.random.default_rng(seed))

    assert set(heard) <= set(EMOTIONS)
    assert sum(heard.values()) == pytest.approx(1, abs=1e-9)
    read_emotion_shares(heard)


@pytest.mark.parametrize(
    ("measure", "direction"), [("rate", -1), ("pause", 1), ("pitch", -1), ("energy", -1), ("pitch_sd_semitones", -1)]
)
def test_distress_slows_flattens_and_pauses(measure: str, direction: int) -> None:
    key = FEATURES_BY_TYPE[measure].key

    assert direction * (mean(key, Feeling(distress=0.8)) - mean(key, Feeling())) > 0


@pytest.mark.parametrize(("measure", "direction"), [("rate", 1), ("energy", 1), ("pitch", 1), ("pause", -1)])
def test_agitation_quickens_and_raises(measure: str, direction: int) -> None:
    key = FEATURES_BY_TYPE[measure].key

    assert direction * (mean(key, Feeling(agitation=0.8)) - mean(key, Feeling())) > 0


@pytest.mark.parametrize(
    ("feeling", "loudest"),
    [
        (Feeling(distress=1.0), {"sad", "hopeless"}),
        (Feeling(agitation=1.0), {"fear", "anxious"}),
        (Feeling(ease=1.0), {"calm", "happy"}),
        (Feeling(ease=0.0), {"neutral"}),
    ],
)
def test_what_is_felt_is_what_is_heard_most(feeling: Feeling, loudest: set[str]) -> None:
    random = np.random.default_rng(3)
    first = [max(heard, key=heard.__getitem__) for heard in (hear_emotions(feeling, random) for _ in range(50))]

    assert sum(emotion in loudest for emotion in first) >= 40


def test_a_steady_voice_varies_less() -> None:
    def spread(variation: float) -> float:
        voice = VoiceNormal(
            **{name: getattr(HIGH_VOICE, name) for name in VoiceNormal.__slots__} | {"variation": variation}
        )
        random = np.random.default_rng(5)
        rates = [measure_features(voice, Feeling(), duration_s=60, random=random)["rate_sps"] for _ in range(80)]
        return float(np.std([float(rate) for rate in rates]))

    assert spread(0.5) < spread(1.0) < spread(2.0)
