"""A person's normal survives being stored, and learns from each session once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.normal import RECORDING, Measured, Normal, learn, measure
from baselines.normal_json import read_normal, stored_baselines
from baselines.statistics import Sufficient
from conversations.emotions import read_emotion_shares
from risk.dissonance import heard_valence

AT = datetime(2026, 3, 1, tzinfo=UTC)

features = st.fixed_dictionaries(
    {},
    optional={
        "pitch_hz": st.floats(50, 600),
        "rate_sps": st.floats(0, 15),
        "pause_ratio": st.floats(0, 1),
        "jitter": st.floats(0, 1),
        "extractor": st.sampled_from(["one/1", "two/2"]),
        "device": st.sampled_from(["phone", ""]),
    },
)
shares = st.none() | st.floats(0, 1).map(lambda sad: read_emotion_shares({"sad": sad, "calm": 1 - sad}))


@st.composite
def courses(draw: st.DrawFn) -> list[Measured]:
    given_features = draw(st.lists(st.tuples(features, shares), max_size=8))
    return [
        measure(started_at=AT + timedelta(days=day), features=voice, shares=emotion, valence=heard_valence(emotion))
        for day, (voice, emotion) in enumerate(given_features)
    ]


def stored_and_read(normal: Normal) -> Normal:
    rows = [
        (name, orjson.loads(orjson.dumps(value)), established_at)
        for name, value, established_at in stored_baselines(normal)
    ]
    found, is_whole = read_normal(rows)
    assert is_whole
    return found


@given(courses())
def test_normal_read_from_its_rows_is_the_same_to_the_last_bit(course: list[Measured]) -> None:
    normal = Normal()
    for measured in course:
        normal = learn(normal, measured)
        assert stored_and_read(normal) == normal


def test_baseline_is_established_with_its_third_session_and_stays_so() -> None:
    normal = Normal()
    established = []
    for day in range(5):
        at = AT + timedelta(days=day)
        normal = learn(normal, measure(started_at=at, features={"pitch_hz": 180.0}, shares=None, valence=None))
        established.append(normal.voice["pitch"].established_at)
    third = AT + timedelta(days=2)
    assert established == [None, None, third, third, third]


def test_new_extractor_learns_anew_and_the_old_one_is_remembered() -> None:
    normal = Normal()
    for day, extractor in enumerate(["one/1"] * 4 + ["two/2"] + ["one/1"]):
        given_features = {"pitch_hz": 180.0, "extractor": extractor}
        normal = learn(
            normal, measure(started_at=AT + timedelta(days=day), features=given_features, shares=None, valence=None)
        )
        if extractor == "two/2":
            assert normal.voice["pitch"].established_at is None
    assert normal.known("pitch", "one/1").k == 5
    assert normal.known("pitch", "two/2").k == 1


@pytest.mark.parametrize(
    ("features", "instrument"),
    [
        ({"extractor": "one/1", "device": "phone A"}, "one/1 on phone A"),
        ({"extractor": "one/1"}, "one/1"),
        ({"extractor": "one/1", "device": {"model": "A"}}, "one/1"),
        ({"device": "phone A"}, " on phone A"),
        ({}, ""),
        ({"extractor": "one/1", "device": "x" * 101}, f"one/1 on {'x' * 100}"),
    ],
)
def test_extractor_and_device_together_are_the_instrument(features: dict[str, object], instrument: str) -> None:
    measured = measure(started_at=AT, features={"pitch_hz": 180.0, **features}, shares=None, valence=None)
    assert measured.instrument == instrument
    assert measured.extractor == features.get("extractor", "")


def test_another_device_starts_its_own_baseline() -> None:
    normal = Normal()
    for device in ("A", "A", "A", "B"):
        features = {"energy_db": 60.0 if device == "A" else 40.0, "extractor": "one/1", "device": device}
        normal = learn(normal, measure(started_at=AT, features=features, shares=None, valence=None))
    assert normal.known("energy", "one/1 on A") == Sufficient(k=3, mean=60.0)
    assert normal.known("energy", "one/1 on B") == Sufficient(k=1, mean=40.0)


def test_baseline_forgets_the_instrument_it_knows_least_and_never_the_present_one() -> None:
    normal = Normal()
    for device in [*"abcdefgh" * 2, "b", "z"]:
        features = {"pitch_hz": 180.0, "extractor": "one/1", "device": device}
        normal = learn(normal, measure(started_at=AT, features=features, shares=None, valence=None))
    kept = normal.voice["pitch"].by_instrument
    assert set(kept) == {f"one/1 on {device}" for device in "bcdefghz"}
    assert kept["one/1 on b"].k == 3
    assert kept["one/1 on z"].k == 1


def test_emotions_are_known_apart_for_each_model_that_heard_them() -> None:
    sad, calm = read_emotion_shares({"sad": 1.0}), read_emotion_shares({"calm": 1.0})
    normal = Normal()
    for day, (extractor, heard) in enumerate([("one/1", calm)] * 4 + [("two/2", sad)]):
        features = {"extractor": extractor, "device": "A"}
        normal = learn(
            normal,
            measure(started_at=AT + timedelta(days=day), features=features, shares=heard, valence=heard_valence(heard)),
        )
    calm_known, sad_known = (normal.known_emotions(f"{extractor} on A") for extractor in ("one/1", "two/2"))
    assert (calm_known.mix.k, calm_known.unpleasantness) == (4, Sufficient(k=4, mean=-0.5))
    assert (sad_known.mix.k, sad_known.unpleasantness) == (1, Sufficient(k=1, mean=0.7))
    assert sum(sad_known.mix.summed_shares) == 1.0
    assert normal.emotion is not None
    assert (normal.emotion.instrument, normal.emotion.established_at) == ("two/2 on A", None)
    assert normal.known_emotions("three/3").k == 0


def test_emotion_baseline_learned_from_all_models_together_is_said_to_be_damaged() -> None:
    """As earlier versions stored it: the person is replayed, and each model's emotions are learned apart."""
    pooled = {"k": 4, "summed_shares": {"calm": 4.0}, "distances": {"k": 3, "mean": -4.0, "sum_squares": 0.0}}
    assert read_normal([("emotion", pooled, AT)]) == (Normal(), False)


def test_a_recording_with_problems_is_unusable_in_part() -> None:
    measured = measure(started_at=AT, features={"pitch_hz": 180.0, "problems": ["clipped"]}, shares=None, valence=None)
    assert measured.unusable == (RECORDING,)
    assert measured.values


@pytest.mark.parametrize(
    "value",
    [
        {"extractor": "one/1", "unit": "semitones", "k": "4", "mean": 1.0, "sum_squares": 1.0, "others": {}},
        {"extractor": "one/1", "unit": "semitones", "k": 4, "mean": 1.0, "others": {}},
        {"extractor": "one/1", "unit": "semitones", "k": 4, "mean": 1.0, "sum_squares": 1.0, "others": []},
        [],
    ],
)
def test_a_baseline_that_cannot_be_read_is_left_out_and_said(value: Any) -> None:
    whole = learn(Normal(), measure(started_at=AT, features={"rate_sps": 4.0}, shares=None, valence=None))
    normal, is_whole = read_normal([("pitch", value, AT), *stored_baselines(whole)])
    assert not is_whole
    assert normal == whole


def test_value_that_is_not_believed_is_named_and_not_learned() -> None:
    measured = measure(started_at=AT, features={"jitter": 1.5, "pitch_hz": 180.0}, shares=None, valence=None)
    assert measured.unusable == ("jitter",)
    assert set(learn(Normal(), measured).voice) == {"pitch"}
