"""The charts of gradual decline: hand-worked courses, the life of an alarm, decisions, and false alarms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baselines.drift import Alarm, Chart, Drift, Folding, NothingToDecideError, Step
from baselines.drift_policy import DRIFT_POLICY
from baselines.self_starting import RunningScale
from baselines.statistics import Sufficient

START = datetime(2026, 3, 1, tzinfo=UTC)
# A long-known person: an unpleasantness of 0 that varies by 0.2, so that +-0.4 is about 2 personal deviations.
KNOWN = Sufficient(k=1000, mean=0.0, sum_squares=0.04 * 999)
# Likewise, a rate of 4 that varies by half a syllable.
SLOW = Sufficient(k=1000, mean=4.0, sum_squares=0.25 * 999)
CALM = Drift(composite=RunningScale(k=1000, sum_squares=1000.0))


def at(day: int) -> datetime:
    return START + timedelta(days=day)


def hear(drift: Drift, valence: float | None, day: int = 0, *, unpleasantness: Sufficient = KNOWN) -> Step:
    """A session without features."""
    return drift.step(started_at=at(day), values={}, known={}, valence=valence, unpleasantness=unpleasantness)


def speak(drift: Drift, rate: float, day: int, *, known: Sufficient = SLOW, valence: float | None = None) -> Step:
    """A session with one feature."""
    return drift.step(
        started_at=at(day), values={"rate": rate}, known={"rate": known}, valence=valence, unpleasantness=KNOWN
    )


def fold(drift: Drift, valences: Iterable[float | None]) -> tuple[Drift, list[Folding]]:
    foldings = []
    for day, valence in enumerate(valences):
        step = hear(drift, valence, day)
        foldings.append(step.folding)
        drift = step.learned
    return drift, foldings


def alarmed() -> Drift:
    """Alarmed with the fifth session at 2 personal deviations: levels .200, .380, .542, .688, .819."""
    drift, foldings = fold(CALM, [-0.4] * 5)
    assert foldings == ["learn"] * 4 + ["pause"]
    return drift


class TestChart:
    def test_moves_a_tenth_of_the_way(self) -> None:
        chart = Chart().move(2.0, at(0)).move(2.0, at(1))
        assert chart.level == pytest.approx(0.38)
        assert chart.move(None, at(2)) == chart

    def test_remembers_when_it_last_crossed_zero(self) -> None:
        chart = Chart()
        starts = []
        for day, z in enumerate([1.0, 1.0, -3.0, -1.0, 0.5, 4.0]):
            chart = chart.move(z, at(day))
            starts.append(chart.since)
        # Levels .1, .19, -.129, -.216, -.145, +.27.
        assert starts == [at(0), at(0), at(2), at(2), at(2), at(5)]

    def test_alarms_beyond_a_known_level(self) -> None:
        assert round(DRIFT_POLICY.design.edge, 5) == 0.69972


class TestWatching:
    def test_charts_begin_with_the_fourth_session(self) -> None:
        known = Sufficient().add(-0.1).add(-0.2)
        assert hear(Drift(), 0.3, 2, unpleasantness=known).learned == Drift()
        step = hear(Drift(), 0.0, 3, unpleasantness=known.add(-0.3))
        assert step.valence_z is not None
        assert step.learned.valence.since == at(3)

    def test_voice_chart_needs_a_composite_before(self) -> None:
        known = Sufficient(k=3, mean=4.0, sum_squares=0.5)
        first = speak(Drift(), 3.9, 0, known=known)
        assert first.voice_z is None
        second = speak(first.learned, 3.0, 1, known=known)
        assert second.voice_z is not None
        assert second.voice_z > 0.0
        assert second.learned.composite.k == 2

    def test_session_without_measurement_changes_nothing(self) -> None:
        drift, _ = fold(CALM, [-0.3])
        step = hear(drift, None)
        assert (step.voice_z, step.valence_z, step.folding) == (None, None, "learn")
        assert step.learned == step.left_out == drift

    def test_session_that_stays_out_moves_the_chart_and_teaches_nothing(self) -> None:
        step = speak(CALM, 3.0, 0)
        assert step.left_out.voice == step.learned.voice != Chart()
        assert step.left_out.composite == CALM.composite
        assert step.learned.composite.k == CALM.composite.k + 1

    def test_score_is_against_the_sessions_before(self) -> None:
        assert hear(CALM, -0.2).valence_z == pytest.approx(1.0, abs=0.01)
        assert hear(CALM, 0.4).valence_z == pytest.approx(-2.0, abs=0.02)

    def test_one_wild_session_does_not_alarm(self) -> None:
        drift, foldings = fold(CALM, [-0.9, 0.0, 0.0])
        assert foldings == ["learn"] * 3
        assert drift.status == "watching"


class TestAlarm:
    def test_is_raised_beyond_the_limit_and_dated(self) -> None:
        drift = alarmed()
        assert drift.status == "alarmed"
        assert drift.alarm == Alarm(chart="valence", direction="decline", onset_at=at(0), alarmed_at=at(4))

    def test_onset_is_the_session_after_the_last_crossing(self) -> None:
        drift, _ = fold(CALM, [0.2, 0.2] + [-0.5] * 8)
        assert drift.alarm is not None
        assert drift.alarm.onset_at == at(2)

    def test_other_direction_is_said(self) -> None:
        drift, _ = fold(CALM, [0.4] * 5)
        assert drift.alarm is not None
        assert drift.alarm.direction == "other"

    def test_voice_alarms_by_its_features(self) -> None:
        drift = CALM
        for day in range(5):
            drift = speak(drift, 3.0, day).learned
        assert drift.alarm == Alarm(chart="voice", direction="decline", onset_at=at(0), alarmed_at=at(4))

    def test_further_chart_names_the_alarm(self) -> None:
        near = replace(CALM, voice=Chart(level=0.72, since=at(0)), valence=Chart(level=-0.71, since=at(1)))
        step = speak(near, 3.0, 9, valence=0.3)
        assert (step.learned.alarm and step.learned.alarm.chart) == "voice"
        step = speak(near, 3.0, 9, valence=0.9)
        assert (step.learned.alarm and step.learned.alarm.chart) == "valence"

    def test_scale_of_the_voice_is_frozen(self) -> None:
        drift = alarmed()
        later = speak(drift, 3.5, 9)
        assert later.folding == "pause"
        assert later.learned.composite == drift.composite

    def test_two_confirming_sessions_latch_it(self) -> None:
        drift, foldings = fold(replace(alarmed(), shadow={"pitch": 1}), [-0.3, 0.0, None, -0.3])
        assert foldings == ["pause", "pause", "pause", "latched"]
        assert drift.status == "latched"
        assert drift.alarm is not None
        assert drift.alarm.latched_at == at(3)
        assert drift.shadow is None

    def test_session_on_the_other_side_confirms_nothing(self) -> None:
        _, foldings = fold(alarmed(), [0.9, 0.9])
        assert foldings == ["pause", "pause"]

    def test_unconfirmed_it_expires_with_the_fifth_measured_session(self) -> None:
        drift, foldings = fold(replace(alarmed(), shadow={"pitch": 1}), [0.0, -0.3, None, 0.0, 0.0, 0.0])
        assert foldings == ["pause"] * 5 + ["expire"]
        assert (drift.status, drift.alarm, drift.shadow) == ("watching", None, None)
        assert (drift.voice, drift.valence) == (Chart(), Chart())

    def test_last_session_that_could_confirm_does(self) -> None:
        _, foldings = fold(alarmed(), [0.0, -0.3, 0.0, 0.0, -0.3])
        assert foldings[-1] == "latched"

    def test_only_its_own_chart_confirms_it(self) -> None:
        drift = alarmed()
        for day in range(9):
            step = speak(drift, 3.0, day)
            assert step.folding == "pause"
            drift = step.learned
        assert drift.alarm is not None
        assert replace(drift.alarm, passed=0) == alarmed().alarm

    def test_never_measured_again_it_expires_with_the_tenth_session(self) -> None:
        """As after a change of device: the new one has no normal while the old one is frozen."""
        drift, foldings = fold(replace(alarmed(), shadow={"pitch": 1}), [None] * 10)
        assert foldings == ["pause"] * 9 + ["expire"]
        assert (drift.status, drift.alarm, drift.shadow) == ("watching", None, None)

    def test_seldom_measured_it_can_be_confirmed_until_the_tenth_session(self) -> None:
        _, foldings = fold(alarmed(), [None] * 4 + [-0.3] + [None] * 4 + [-0.3])
        assert foldings == ["pause"] * 9 + ["latched"]

    def test_latched_it_lets_nothing_into_the_normal(self) -> None:
        latched, _ = fold(alarmed(), [-0.3, -0.3])
        drift, foldings = fold(latched, [0.0] * 30)
        assert set(foldings) == {"latched"}
        assert drift.composite == latched.composite
        assert drift.alarm == latched.alarm


class TestDecisions:
    def test_accepting_latches_an_alarm(self) -> None:
        drift = replace(alarmed(), shadow={"pitch": 1}).decide("accept", at=at(7))
        assert drift.status == "latched"
        assert drift.alarm is not None
        assert drift.alarm.latched_at == at(7)
        assert drift.shadow is None
        assert hear(drift, 0.0).folding == "latched"

    @pytest.mark.parametrize("is_latched", [True, False])
    def test_resetting_starts_anew_from_the_frozen_normal(self, is_latched: bool) -> None:
        before = fold(alarmed(), [-0.3, -0.3])[0] if is_latched else alarmed()
        drift = replace(before, shadow=None).decide("reset", at=at(7))
        assert drift == Drift(composite=before.composite)
        assert hear(drift, 0.0).folding == "learn"

    def test_there_is_nothing_to_decide_without_alarm(self) -> None:
        assert CALM.decisions == ()
        for decision in ("accept", "reset"):
            with pytest.raises(NothingToDecideError):
                CALM.decide(decision, at=at(0))

    def test_accepting_what_latched_by_itself_changes_no_chart(self) -> None:
        latched, _ = fold(alarmed(), [-0.3, -0.3])
        assert latched.alarm is not None
        assert latched.decisions == ("accept", "reset")
        accepted = latched.decide("accept", at=at(9))
        assert accepted == replace(latched, alarm=replace(latched.alarm, is_accepted=True))
        assert accepted.decisions == ("reset",)
        assert hear(accepted, 0.0).learned.decisions == ("reset",)

    def test_accepted_alarm_is_not_accepted_again(self) -> None:
        drift = alarmed().decide("accept", at=at(7))
        assert drift.decisions == ("reset",)
        with pytest.raises(NothingToDecideError):
            drift.decide("accept", at=at(8))


sessions = st.tuples(
    st.floats(-0.9, 0.8) | st.none(),
    st.dictionaries(st.sampled_from(["rate", "pause", "jitter"]), st.floats(-9.0, 9.0)),
    st.booleans(),
)


@settings(deadline=None)
@given(st.lists(sessions, max_size=40))
def test_whatever_comes_the_charts_stay_in_order(course: list[tuple[float | None, dict[str, float], bool]]) -> None:
    drift, learned = Drift(), Sufficient()
    known = {name: Sufficient(k=5, mean=0.0, sum_squares=4.0) for name in ("rate", "pause", "jitter")}
    for day, (valence, values, enters_normal) in enumerate(course):
        before = drift
        step = before.step(started_at=at(day), values=values, known=known, valence=valence, unpleasantness=learned)
        drift = step.learned if enters_normal else step.left_out
        assert abs(drift.voice.level) <= DRIFT_POLICY.design.clip
        if valence is not None and step.folding == "learn":
            learned = learned.add(-valence)
        assert (step.folding == "latched") == (drift.status == "latched")
        assert (step.folding == "pause") == (drift.status == "alarmed")
        if before.status == "latched" or step.folding == "pause":
            assert drift.composite == before.composite
        if drift.alarm is not None:
            assert drift.alarm.onset_at <= drift.alarm.alarmed_at
