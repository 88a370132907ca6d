"""A person's state survives being stored, and learns from each session once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.prior import EMOTION
from baselines.statistics import Sufficient
from conversations.emotions import read_emotion_shares
from resona.analysis.person_state import (
    Measured,
    PersonState,
    emotion_json,
    learn,
    measure,
    pass_by,
    read_state,
    voice_json,
)

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
        measure(started_at=AT + timedelta(days=day), features=voice, shares=emotion)
        for day, (voice, emotion) in enumerate(given_features)
    ]


def stored_and_read(state: PersonState) -> PersonState:
    rows: list[tuple[str, Any, datetime | None]] = [
        (name, orjson.loads(orjson.dumps(voice_json(name, baseline))), baseline.established_at)
        for name, baseline in state.voice.items()
    ]
    if state.emotion:
        value = orjson.loads(orjson.dumps(emotion_json(state.emotion)))
        rows.append((EMOTION, value, state.emotion.established_at))
    return read_state(rows, state.recent_valences)


@given(courses())
def test_state_read_from_its_rows_is_the_same_to_the_last_bit(course: list[Measured]) -> None:
    state = PersonState()
    for measured in course:
        state = learn(state, measured)
        assert stored_and_read(state) == state


def test_baseline_is_established_with_its_third_session_and_stays_so() -> None:
    state = PersonState()
    established = []
    for day in range(5):
        at = AT + timedelta(days=day)
        state = learn(state, measure(started_at=at, features={"pitch_hz": 180.0}, shares=None))
        established.append(state.voice["pitch"].established_at)
    third = AT + timedelta(days=2)
    assert established == [None, None, third, third, third]


def test_new_extractor_learns_anew_and_the_old_one_is_remembered() -> None:
    state = PersonState()
    for day, extractor in enumerate(["one/1"] * 4 + ["two/2"] + ["one/1"]):
        given_features = {"pitch_hz": 180.0, "extractor": extractor}
        state = learn(state, measure(started_at=AT + timedelta(days=day), features=given_features, shares=None))
        if extractor == "two/2":
            assert state.voice["pitch"].established_at is None
    assert state.known("pitch", "one/1").k == 5
    assert state.known("pitch", "two/2").k == 1


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
    measured = measure(started_at=AT, features={"pitch_hz": 180.0, **features}, shares=None)
    assert measured.instrument == instrument
    assert measured.extractor == features.get("extractor", "")


def test_another_device_starts_its_own_baseline() -> None:
    state = PersonState()
    for device in ("A", "A", "A", "B"):
        features = {"energy_db": 60.0 if device == "A" else 40.0, "extractor": "one/1", "device": device}
        state = learn(state, measure(started_at=AT, features=features, shares=None))
    assert state.known("energy", "one/1 on A") == Sufficient(k=3, mean=60.0)
    assert state.known("energy", "one/1 on B") == Sufficient(k=1, mean=40.0)


def test_baseline_forgets_the_instrument_it_knows_least_and_never_the_present_one() -> None:
    state = PersonState()
    for device in [*"abcdefgh" * 2, "b", "z"]:
        features = {"pitch_hz": 180.0, "extractor": "one/1", "device": device}
        state = learn(state, measure(started_at=AT, features=features, shares=None))
    kept = state.voice["pitch"].by_instrument
    assert set(kept) == {f"one/1 on {device}" for device in "bcdefghz"}
    assert kept["one/1 on b"].k == 3
    assert kept["one/1 on z"].k == 1


def test_session_that_passes_by_moves_only_the_recent_course() -> None:
    before = learn(PersonState(), measure(started_at=AT, features={"pitch_hz": 180.0}, shares=None))
    sad = read_emotion_shares({"sad": 1.0})
    after = pass_by(before, measure(started_at=AT, features={"pitch_hz": 90.0}, shares=sad))
    assert (after.voice, after.emotion) == (before.voice, before.emotion)
    assert after.recent_valences == (None, -0.7)


def test_value_that_is_not_believed_is_named_and_not_learned() -> None:
    measured = measure(started_at=AT, features={"jitter": 1.5, "pitch_hz": 180.0}, shares=None)
    assert measured.unusable == ("jitter",)
    assert set(learn(PersonState(), measured).voice) == {"pitch"}
