"""Values standardised against the sessions before them: hand-worked, against SciPy, and normal by simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from baselines.features import FEATURES
from baselines.self_starting import SIGNS, RunningScale, compose, rescale, standardise
from baselines.statistics import Sufficient

# Three sessions of mean 14 and variance 4: the next has a standard error of 2 sqrt(4/3).
THREE = Sufficient(k=3, mean=14.0, sum_squares=8.0)
CLIP = 4.0


def score(sufficient: Sufficient, value: float) -> float | None:
    return standardise(sufficient, value, least_sd=0.1, clip=CLIP)


def test_score_has_the_tail_of_student() -> None:
    # Student's t on 2 degrees of freedom is beyond sqrt(2) with chance (1 - 1/sqrt(2)) / 2 = .146447: z = 1.0518.
    value = 14.0 + math.sqrt(2.0) * 2.0 * math.sqrt(4.0 / 3.0)
    assert score(THREE, value) == pytest.approx(1.0518, abs=1e-4)
    assert score(THREE, 14.0) == pytest.approx(0.0, abs=1e-12)


@given(st.integers(3, 200), st.floats(-50.0, 50.0), st.floats(0.5, 5.0))
def test_score_agrees_with_the_reference(k: int, value: float, sd: float) -> None:
    known = Sufficient(k=k, mean=1.0, sum_squares=sd * sd * (k - 1))
    t = (value - 1.0) / (sd * math.sqrt(1.0 + 1.0 / k))
    expected = min(max(float(stats.norm.isf(stats.t.sf(t, k - 1))), -CLIP), CLIP)
    assert score(known, value) == pytest.approx(expected, abs=1e-6)


def test_learning_baseline_gives_no_score() -> None:
    assert score(Sufficient(k=2, mean=14.0, sum_squares=8.0), 14.0) is None
    assert rescale(RunningScale(), 1.0, least_sd=0.1, clip=CLIP) is None


def test_person_who_never_varied_is_taken_to_vary_a_little() -> None:
    constant = Sufficient(k=10, mean=5.0, sum_squares=0.0)
    assert score(constant, 5.0) == pytest.approx(0.0, abs=1e-12)
    # t = 1 on 9 degrees of freedom has a tail of .171718; t = 3 on 3 one of .028834.
    assert score(constant, 5.0 + 0.1 * math.sqrt(1.1)) == pytest.approx(0.9473, abs=1e-4)
    assert score(constant, 50.0) == CLIP
    assert rescale(RunningScale(k=3), 0.3, least_sd=0.1, clip=CLIP) == pytest.approx(1.8982, abs=1e-4)


def test_scale_remembers_count_and_squares() -> None:
    assert RunningScale().add(3.0).add(-4.0) == RunningScale(k=2, sum_squares=25.0)
    # Root mean square sqrt(12.5): the value is t = 1 on 2 degrees of freedom, with a tail of .211325.
    scale = RunningScale(k=2, sum_squares=25.0)
    assert rescale(scale, math.sqrt(12.5), least_sd=0.1, clip=CLIP) == pytest.approx(0.8018, abs=1e-4)


def test_features_count_towards_decline() -> None:
    known = {"rate": THREE, "pause": THREE}
    slower = compose({"rate": 13.0}, known, clip=CLIP)
    more_pauses = compose({"pause": 15.0}, known, clip=CLIP)
    assert slower is not None
    assert slower > 0.0
    assert slower == pytest.approx(more_pauses)
    both = compose({"rate": 13.0, "pause": 15.0}, known, clip=CLIP)
    # Two scores that go together by 0.3 have a sum of variance 2 (1 + 0.3).
    assert both == pytest.approx(2.0 * slower / math.sqrt(2.6))


def test_features_without_direction_or_normal_are_left_out() -> None:
    assert {feature.deviation_type for feature in FEATURES if not feature.decline_sign}.isdisjoint(SIGNS)
    known = {"jitter": THREE, "rate": Sufficient(k=2, mean=1.0, sum_squares=1.0), "pause": THREE}
    assert compose({"jitter": 15.0, "rate": 3.0}, known, clip=CLIP) is None
    assert compose({}, {}, clip=CLIP) is None
    assert compose({"jitter": 15.0, "rate": 3.0, "pause": 15.0}, known, clip=CLIP) == score(THREE, 15.0)


def test_value_without_its_normal_is_an_error() -> None:
    with pytest.raises(KeyError):
        compose({"pitch": 1.0}, {}, clip=CLIP)


def test_scores_of_an_undisturbed_person_are_standard_normal_and_independent() -> None:
    draw = np.random.default_rng(11)
    series = []
    for _ in range(2000):
        known, scores = Sufficient(), []
        for value in draw.normal(3.0, 2.0, 8).tolist():
            scores.append(score(known, value))
            known = known.add(value)
        series.append([found for found in scores if found is not None])
    found = np.array(series)
    assert found.shape == (2000, 5)
    # Clipped ones and 3 standard errors of 2,000 people.
    assert np.abs(found.mean(axis=0)).max() < 0.07
    assert np.abs(found.std(axis=0) - 1.0).max() < 0.05
    assert np.abs(np.corrcoef(found.T) - np.eye(5)).max() < 0.07
