"""Moments of a population: textbook values, recovery of a known law, behaviour at its edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import polygamma

from baselines.moments import fit_type, fit_variance, invert_trigamma, shrink_correlations
from baselines.policy import POPULATION_POLICY


@pytest.mark.parametrize(("value", "y"), [(math.pi**2 / 6, 1.0), (math.pi**2 / 2, 0.5), (math.pi**2 / 6 - 1, 2.0)])
def test_textbook_values_of_the_inverse_trigamma(value: float, y: float) -> None:
    assert invert_trigamma(value) == pytest.approx(y)


@given(st.floats(1e-3, 1e3))
def test_the_inverse_trigamma_inverts(y: float) -> None:
    assert invert_trigamma(float(polygamma(1, y))) == pytest.approx(y, rel=1e-6)


@pytest.mark.parametrize("truth", [4.0, 12.0, 30.0])
def test_a_known_spread_of_spreads_is_recovered(truth: float) -> None:
    draw = np.random.default_rng(1)
    df = draw.integers(2, 30, size=4000).astype(np.float64)
    variances = 4.0 * truth / draw.chisquare(truth, 4000) * draw.chisquare(df) / df
    variance, degrees_of_freedom = fit_variance(variances, df)
    assert variance == pytest.approx(4.0, rel=0.05)
    assert degrees_of_freedom == pytest.approx(truth, rel=0.2)


def test_people_who_vary_alike_have_the_most_degrees_of_freedom() -> None:
    variance, degrees_of_freedom = fit_variance(np.full(8, 2.0), np.full(8, 5.0))
    assert degrees_of_freedom == POPULATION_POLICY.most_degrees_of_freedom
    # Eight people of 2 each: a typical log sample variance lies below that of the truth.
    assert 2.0 < variance < 3.0


def test_one_person_who_never_varied_does_not_set_the_spread_of_all() -> None:
    variances = np.array([0.0, 1.0, 1.2, 0.8, 1.1, 0.9, 1.0, 1.3])
    variance, degrees_of_freedom = fit_variance(variances, np.full(8, 8.0))
    assert 0.3 < variance < 1.2
    assert degrees_of_freedom >= POPULATION_POLICY.least_degrees_of_freedom


def test_people_lie_as_far_apart_as_their_means_less_their_own_spread() -> None:
    draw = np.random.default_rng(2)
    truths = 10.0 + 3.0 * draw.standard_normal(2000)
    sessions = truths[:, None] + 2.0 * draw.standard_normal((2000, 4))
    prior = fit_type(np.full(2000, 4.0), sessions.mean(axis=1), sessions.var(axis=1) * 4.0)
    assert prior is not None
    assert prior.mean == pytest.approx(10.0, abs=0.3)
    assert prior.within_sd == pytest.approx(2.0, rel=0.03)
    assert prior.between_sd == pytest.approx(3.0, rel=0.05)


def test_the_mean_over_people_never_outvotes_the_shortest_baseline() -> None:
    """Means that agree by chance leave no variance between people; it is kept from nothing."""
    prior = fit_type(np.full(8, 5.0), np.full(8, 3.0), np.full(8, 4.0))
    assert prior is not None
    assert prior.sessions == pytest.approx(POPULATION_POLICY.most_prior_sessions)


@pytest.mark.parametrize("people", [0, 1])
def test_nobody_and_one_person_are_no_population(people: int) -> None:
    assert fit_type(np.full(people, 5.0), np.full(people, 3.0), np.full(people, 4.0)) is None


def test_a_value_that_never_varied_in_anyone_teaches_nothing() -> None:
    assert fit_type(np.full(8, 5.0), np.arange(8.0), np.zeros(8)) is None


def correlate(steps: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.float64]:
    pairs = np.full((steps.shape[1], steps.shape[1]), float(len(steps)))
    return shrink_correlations(steps.T @ steps, (steps**2).T @ steps**2, pairs)


def test_many_sessions_keep_their_correlation_and_few_lose_it() -> None:
    draw = np.random.default_rng(3)
    mix = np.linalg.cholesky(np.array([[1.0, 0.6], [0.6, 1.0]])).T
    assert correlate(draw.standard_normal((4000, 2)) @ mix)[0, 1] == pytest.approx(0.6, abs=0.05)
    few = draw.standard_normal((6, 2)) @ mix
    plain = float((few[:, 0] @ few[:, 1]) / np.sqrt((few[:, 0] ** 2).sum() * (few[:, 1] ** 2).sum()))
    assert abs(correlate(few)[0, 1]) < abs(plain)


def test_features_without_connection_end_unconnected() -> None:
    found = correlate(np.random.default_rng(4).standard_normal((40, 8)))
    assert np.abs(found - np.eye(8)).max() < 0.2


@given(st.integers(2, 30), st.integers(1, 8), st.integers(0, 2**31))
def test_shrunk_correlations_can_always_be_inverted(sessions: int, features: int, seed: int) -> None:
    steps = np.random.default_rng(seed).standard_normal((sessions, features))
    steps[:, -1] = steps[:, 0]  # measured twice
    found = correlate(steps)
    assert np.allclose(found, found.T)
    assert np.allclose(found.diagonal(), 1.0)
    assert np.linalg.eigvalsh(found)[0] >= POPULATION_POLICY.least_eigenvalue * (1.0 - 1e-9)
