"""A person's state survives being stored, and moves with sessions, alarms of decline and clinicians' decisions."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baselines.drift_json import drift_json
from baselines.normal import Measured, measure
from baselines.normal_json import stored_baselines
from conversations.emotions import read_emotion_shares
from risk.dissonance import heard_valence
from risk.patterns import PastSession
from risk.person_state import (
    RECENT_SESSIONS,
    PersonState,
    StoredCourse,
    advance,
    decide,
    read_state,
    step_charts,
)

AT = datetime(2026, 3, 1, tzinfo=UTC)
USUAL = {"pitch_hz": (190.0, 6.0), "rate_sps": (4.3, 0.25), "pause_ratio": (0.2, 0.03), "energy_db": (60.0, 2.0)}
# Slower, lower, quieter, more pauses: two and a half personal deviations of each.
DECLINED = {"pitch_hz": 175.0, "rate_sps": 3.7, "pause_ratio": 0.28, "energy_db": 55.0}


def heard(day: int, emotion: str, *, rng: random.Random, model: str = "one/1") -> Measured:
    """A session of emotions alone."""
    share = rng.uniform(0.75, 0.95)
    shares = read_emotion_shares({emotion: share, "neutral": 1.0 - share})
    return measure(
        started_at=AT + timedelta(days=day), features={"extractor": model}, shares=shares, valence=heard_valence(shares)
    )


def session(day: int, *, rng: random.Random, around: Mapping[str, float] | None = None) -> Measured:
    middle = {name: mean for name, (mean, _) in USUAL.items()} | dict(around or {})
    features = {name: rng.gauss(value, USUAL[name][1]) for name, value in middle.items()}
    return measure(
        started_at=AT + timedelta(days=day), features=features | {"extractor": "one/1"}, shares=None, valence=None
    )


def after(state: PersonState, measured: Iterable[Measured], *, enters_normal: bool = True) -> PersonState:
    for one in measured:
        state = advance(state, one, step=step_charts(state, one), enters_normal=enters_normal)
    return state


def course(*, usual: int, declined: int, seed: int = 7) -> list[Measured]:
    rng = random.Random(seed)
    changes = [None] * usual + [DECLINED] * declined
    return [session(day, rng=rng, around=change) for day, change in enumerate(changes)]


def alarmed_course() -> tuple[PersonState, list[Measured]]:
    """A person at the session that raised the alarm, and the declined sessions that follow it."""
    state, measured = PersonState(), course(usual=20, declined=20)
    for place, one in enumerate(measured):
        state = after(state, [one])
        if state.drift.status == "alarmed":
            return state, measured[place + 1 :]
    raise AssertionError("no alarm")


def stored_and_read(state: PersonState) -> PersonState:
    rows = [(name, orjson.loads(orjson.dumps(value)), at) for name, value, at in stored_baselines(state.normal)]
    drift = orjson.loads(orjson.dumps(drift_json(state.charts)))
    return read_state(StoredCourse(baselines=rows, drift=drift, recent=state.recent))


def test_sustained_decline_pauses_the_normal_and_is_confirmed_by_further_sessions() -> None:
    state, rest = alarmed_course()
    frozen = state.normal
    assert state.drift.alarm is not None
    assert state.drift.alarm.direction == "decline"
    # The course changed on day 20: the chart had last been at zero a few sessions before.
    assert AT + timedelta(days=15) <= state.drift.alarm.onset_at <= AT + timedelta(days=22)
    latched = after(state, rest[:5])
    assert latched.drift.status == "latched"
    assert latched.normal is frozen
    assert latched.shadow is None
    assert after(latched, rest[5:]).normal is frozen


def test_shadow_learns_what_the_frozen_normal_does_not() -> None:
    state, rest = alarmed_course()
    frozen_k = state.normal.known("pitch", "one/1").k
    assert state.shadow is not None
    assert state.shadow.known("pitch", "one/1").k == frozen_k + 1  # the session that raised the alarm
    paused = after(state, rest[:1])
    assert paused.normal is state.normal
    assert paused.shadow is not None
    assert paused.shadow.known("pitch", "one/1").k == frozen_k + 2


def test_unconfirmed_alarm_expires_and_its_sessions_are_folded_in() -> None:
    state, _ = alarmed_course()
    frozen_k = state.normal.known("pitch", "one/1").k
    rng = random.Random(2)
    expired = after(state, [session(40 + day, rng=rng) for day in range(5)])
    assert expired.drift.status == "watching"
    assert expired.shadow is None
    assert expired.normal.known("pitch", "one/1").k == frozen_k + 6


def test_session_that_stays_out_moves_the_charts_and_not_the_normal() -> None:
    state = after(PersonState(), course(usual=8, declined=0))
    out = after(state, course(usual=0, declined=1), enters_normal=False)
    assert out.normal is state.normal
    assert out.drift.voice.level != state.drift.voice.level


def test_session_that_stays_out_enters_no_shadow_either() -> None:
    state, rest = alarmed_course()
    out = after(state, rest[:1], enters_normal=False)
    assert out.shadow == state.shadow


def test_without_a_step_nothing_is_learned() -> None:
    state = after(PersonState(), course(usual=5, declined=0))
    (one,) = course(usual=1, declined=0)
    past = PastSession(started_at=AT, language_severity=None, voice_valence=None, stated_valence=0.2)
    failed = advance(state, one, step=None, enters_normal=True, past=past)
    assert failed == replace(state, recent=(past,))


@pytest.mark.parametrize(("model", "status"), [("one/1", "latched"), ("two/2", "watching")])
def test_emotions_that_only_another_model_hears_are_no_decline(model: str, status: str) -> None:
    rng = random.Random(4)
    usual = after(PersonState(), [heard(day, "calm", rng=rng) for day in range(20)])
    changed = after(usual, [heard(20 + day, "sad", rng=rng, model=model) for day in range(20)])
    assert changed.drift.status == status


def test_alarm_is_not_confirmed_by_what_another_model_hears() -> None:
    rng = random.Random(4)
    state = after(PersonState(), [heard(day, "calm", rng=rng) for day in range(20)])
    day = 20
    while state.drift.status == "watching":
        state = after(state, [heard(day, "sad", rng=rng)])
        day += 1
    confirmed = after(state, [heard(day + later, "sad", rng=rng) for later in range(2)])
    by_another = after(state, [heard(day + later, "sad", rng=rng, model="two/2") for later in range(2)])
    assert (confirmed.drift.status, by_another.drift.status) == ("latched", "alarmed")


def test_valence_that_an_alarm_keeps_out_of_the_normal_is_learned_beside_it() -> None:
    rng = random.Random(4)
    state = after(PersonState(), [heard(day, "calm", rng=rng) for day in range(20)])
    frozen = state.normal.known_emotions("one/1").unpleasantness
    alarmed = after(state, [heard(20 + day, "sad", rng=rng) for day in range(4)])
    assert (alarmed.drift.status, alarmed.shadow is None) == ("alarmed", False)
    expired = after(alarmed, [heard(24 + day, "calm", rng=rng) for day in range(5)])
    assert expired.drift.status == "watching"
    assert alarmed.normal.known_emotions("one/1").unpleasantness.k < expired.normal.known_emotions("one/1").k == 29
    assert frozen.k == 20


def test_reset_takes_up_the_normal_from_before_the_decline() -> None:
    state, rest = alarmed_course()
    latched = after(state, rest[:5])
    reset = decide(latched, "reset", at=AT + timedelta(days=60))
    assert reset.drift.status == "watching"
    assert reset.normal is state.normal
    rng = random.Random(3)
    assert after(reset, [session(70, rng=rng)]).normal.known("pitch", "one/1").k == (
        state.normal.known("pitch", "one/1").k + 1
    )


def test_accepting_an_alarm_latches_it_and_drops_what_was_learned_beside() -> None:
    state, _ = alarmed_course()
    accepted = decide(state, "accept", at=AT + timedelta(days=60))
    assert accepted.drift.status == "latched"
    assert accepted.shadow is None
    assert accepted.normal is state.normal


def test_decision_about_an_alarm_that_is_no_longer_there_changes_nothing() -> None:
    state = after(PersonState(), course(usual=8, declined=0))
    assert decide(state, "reset", at=AT) is state


@settings(max_examples=30, deadline=None)
@given(usual=st.integers(0, 25), declined=st.integers(0, 12), seed=st.integers(0, 50))
def test_state_read_from_its_rows_is_the_same_to_the_last_bit(usual: int, declined: int, seed: int) -> None:
    state = after(PersonState(), course(usual=usual, declined=declined, seed=seed))
    assert stored_and_read(state) == state


@settings(max_examples=20, deadline=None)
@given(cut=st.integers(0, 30), seed=st.integers(0, 20))
def test_a_course_stored_in_its_middle_ends_the_same(cut: int, seed: int) -> None:
    measured = course(usual=20, declined=10, seed=seed)
    through = after(PersonState(), measured)
    assert after(stored_and_read(after(PersonState(), measured[:cut])), measured[cut:]) == through


def damaged(state: PersonState, **changed: Any) -> PersonState:
    drift = orjson.loads(orjson.dumps(drift_json(state.charts))) | changed
    return read_state(StoredCourse(baselines=stored_baselines(state.normal), drift=drift, recent=()))


@pytest.mark.parametrize(
    "changed",
    [
        {"voice": None},
        {"alarm": {"chart": "no such chart"}},
        {"composite": {"k": -1, "sum_squares": 0.0}},
        {"shadow": {"pitch": None}},
        {"shadow": {"pitch": {"value": {}, "established_at": None}}},
        {"shadow": {"pitch": {"value": {}, "established_at": "yesterday"}}},
    ],
)
def test_damaged_charts_are_said_and_the_baselines_kept(changed: dict[str, Any]) -> None:
    state = after(PersonState(), course(usual=5, declined=0))
    read = damaged(state, **changed)
    assert read.is_damaged
    assert read.normal == state.normal


def test_person_without_charts_begins_them() -> None:
    read = read_state(StoredCourse(baselines=[], drift=None, recent=()))
    assert read == PersonState()


def test_only_the_latest_sessions_are_looked_back_on() -> None:
    state = PersonState()
    for day in range(RECENT_SESSIONS + 3):
        past = PastSession(
            started_at=AT + timedelta(days=day), language_severity=0, voice_valence=None, stated_valence=None
        )
        state = advance(state, session(day, rng=random.Random(1)), step=None, enters_normal=False, past=past)
    assert [past.started_at.day for past in state.recent] == list(range(4, 4 + RECENT_SESSIONS))
