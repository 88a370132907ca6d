"""Calibrated p-values: hand-worked ranks, monotone everywhere, honest about what lies beyond the reference."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baselines.calibration import Calibration, calibrate, fit_calibration
from baselines.policy import POPULATION_POLICY

# Tail from the last session but one on, so that ranks can be read off by hand.
SMALL = replace(
    POPULATION_POLICY, minimum_scores=4, tail_sessions=1.0, tail_prior_sessions=2.0, compared_with_sessions=(3,)
)
SCORES = st.lists(st.floats(0.0, 300.0), min_size=19, max_size=60)


def fit(scores: list[float]) -> Calibration:
    calibration = fit_calibration([(score, 1.0) for score in scores])
    assert calibration is not None
    return calibration


def test_ranks_by_hand() -> None:
    """Four reference sessions make five places for a new one: above the highest it comes one time in five."""
    calibration = fit_calibration([(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0)], SMALL)
    assert calibration is not None
    assert calibration.sessions == 4
    assert [calibrate(calibration, score) for score in (1.0, 2.0, 3.0, 4.0)] == pytest.approx([0.8, 0.6, 0.4, 0.2])


def test_between_two_sessions_it_is_straight_on_the_log_scale() -> None:
    calibration = fit_calibration([(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0)], SMALL)
    assert calibration is not None
    assert calibrate(calibration, 2.5) == pytest.approx(math.sqrt(0.6 * 0.4))
    assert calibrate(calibration, 0.0) == 1.0


def test_the_tail_by_hand() -> None:
    """It starts at the second highest of five, 4, with a p of 2/6. One session beyond it by 3 and two of the model's
    own: shape 3, scale 2 + 3. At 9, the excess is 5: p = 1/3 (5/10)³."""
    policy = replace(SMALL, tail_sessions=2.0)
    calibration = fit_calibration([(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0), (7.0, 1.0)], policy)
    assert calibration is not None
    assert (calibration.tail_shape, calibration.tail_scale) == (3.0, 5.0)
    assert calibrate(calibration, 9.0) == pytest.approx(0.125 / 3)


def test_a_session_scored_twice_counts_once() -> None:
    once = fit_calibration([(float(score), 1.0) for score in range(20)])
    twice = fit_calibration([(float(score), 0.5) for score in range(20) for _ in range(2)])
    assert once is not None
    assert twice is not None
    assert once.sessions == twice.sessions == 20
    assert calibrate(once, 7.3) == pytest.approx(calibrate(twice, 7.3))


def test_too_few_sessions_do_not_calibrate() -> None:
    assert fit_calibration([(1.0, 1.0)] * 18) is None
    assert fit_calibration([(1.0, 1.0)] * 19) is not None
    assert fit_calibration([]) is None


def test_a_long_curve_is_thinned_and_stays_the_same() -> None:
    scores = np.random.default_rng(5).exponential(size=5000)
    calibration = fit([float(score) for score in scores])
    assert len(calibration.scores) <= POPULATION_POLICY.most_knots
    for score in (0.1, 0.7, 2.0, 3.5):
        assert calibrate(calibration, score) == pytest.approx(float((scores >= score).mean()), rel=0.05)


def test_a_model_that_is_right_keeps_its_p() -> None:
    calibration = fit([float(score) for score in np.random.default_rng(6).exponential(size=5000)])
    for p in (0.5, 0.05, 0.01, 0.001, 0.0001):
        assert math.log10(calibrate(calibration, -math.log(p))) == pytest.approx(math.log10(p), abs=0.4)


@given(SCORES, st.floats(0.0, 700.0), st.floats(0.0, 700.0))
def test_a_more_unusual_session_never_has_a_larger_p(scores: list[float], one: float, other: float) -> None:
    calibration = fit(scores)
    less, more = sorted((one, other))
    assert 0.0 < calibrate(calibration, more) <= calibrate(calibration, less) <= 1.0


@given(st.lists(st.floats(0.0, 300.0), min_size=19, max_size=60, unique=True))
def test_at_every_reference_session_it_is_exact(scores: list[float]) -> None:
    """A new session is as likely to take any place among n others: beyond the i-th highest i times in n + 1."""
    calibration = fit(scores)
    for score in calibration.scores:
        place = sum(one >= score for one in scores)
        assert calibrate(calibration, score) == pytest.approx(place / (len(scores) + 1))


@given(SCORES.flatmap(lambda scores: st.tuples(st.just(scores), st.permutations(scores))))
def test_the_order_of_reference_sessions_does_not_matter(orders: tuple[list[float], list[float]]) -> None:
    one, other = fit(orders[0]), fit(orders[1])
    assert (one.scores, one.tail_shape) == (other.scores, other.tail_shape)
    assert one.log_p == pytest.approx(other.log_p)
    assert one.tail_scale == pytest.approx(other.tail_scale)
