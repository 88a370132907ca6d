"""Charts of gradual decline are scored by what production runs; the full figures are those of DRIFT.md."""

from __future__ import annotations

import math
from typing import Any

import pytest

from resona.analysis.evaluation.drift import alarms_per_100_people, evaluate_drift
from resona.analysis.evaluation.simulated_people import (
    Course,
    Setting,
    follow_people,
    median_sessions,
    share_alarmed,
    share_latched,
)


def test_undisturbed_people_alarm_one_time_in_ten() -> None:
    rate = share_alarmed(follow_people(Setting(baseline_sessions=3), people=500, seed=5))
    # 2 % of tolerance and 3 standard errors of 500 people.
    assert abs(rate - 0.10) <= 0.02 + 3.0 * math.sqrt(0.09 / 500)


def test_large_decline_of_a_long_known_person_is_found_soon_and_latched() -> None:
    courses = follow_people(Setting(baseline_sessions=50, shift=1.5), people=40, seed=5)
    found, latched = median_sessions(courses), share_latched(courses)
    assert share_alarmed(courses) == 1.0
    assert found is not None
    assert found <= 8
    assert latched is not None
    assert latched > 0.8


def test_correlated_sessions_alarm_more_often() -> None:
    plain, correlated = (
        share_alarmed(follow_people(Setting(baseline_sessions=10, autocorrelation=kept), people=60, seed=5))
        for kept in (0.0, 0.5)
    )
    assert correlated > plain + 0.2


def test_summaries_of_courses_by_hand() -> None:
    quiet = Course(alarmed_after=None, is_latched=False)
    third, ninth = Course(alarmed_after=3, is_latched=True), Course(alarmed_after=9, is_latched=False)
    assert share_alarmed([quiet, third, ninth, ninth]) == 0.75
    assert share_latched([quiet, third, ninth, ninth]) == pytest.approx(1 / 3)
    assert share_latched([quiet]) is None
    assert median_sessions([quiet, third, ninth]) == 6
    assert median_sessions([quiet]) is None


def test_alarms_to_expect_grow_with_the_sessions() -> None:
    # Two charts of one alarm in about 975 sessions each: 100 people with a session a week give 200 / 975.
    assert alarms_per_100_people(1) == pytest.approx(200 / 975, rel=0.01)
    assert alarms_per_100_people(7) == pytest.approx(7 * alarms_per_100_people(1))


def test_everything_asked_for_is_given_and_given_again() -> None:
    scores: Any = evaluate_drift(people=12, charts=200)
    assert scores == evaluate_drift(people=12, charts=200)
    assert set(scores["false_alarms_in_60_sessions"]) == {"k3", "k5", "k10", "k50"}
    for figures in scores["run_lengths"].values():
        for lengths in figures.values():
            assert abs(lengths["simulated"] - lengths["markov_chain"]) <= 4.0 * lengths["standard_error"]
