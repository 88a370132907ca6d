"""The personal baseline: hand-worked figures, a reference implementation as oracle, calibration by simulation."""

import itertools
import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from baselines.policy import BASELINE_POLICY
from baselines.prior import TypePrior
from baselines.statistics import (
    Predictive,
    Sufficient,
    combine,
    compare,
    compare_upper,
    evidence_strength,
    expected_band,
    predict,
)

# One session's worth of mean over people, so that the sums below can be done by hand.
ROUND = TypePrior(mean=10.0, within_sd=2.0, between_sd=2.0, degrees_of_freedom=4.0)
DEGREES_OF_FREEDOM = st.floats(2.5, 2000.0)
VALUES = st.floats(-1e6, 1e6)


def learn(values: list[float]) -> Sufficient:
    sufficient = Sufficient()
    for value in values:
        sufficient = sufficient.add(value)
    return sufficient


class TestSufficient:
    def test_three_sessions_by_hand(self) -> None:
        # Mean 14; differences -2, 0, 2; squares 8.
        assert learn([12.0, 14.0, 16.0]) == Sufficient(k=3, mean=14.0, sum_squares=8.0)

    def test_adding_leaves_what_was_known_unchanged(self) -> None:
        before = Sufficient()
        before.add(5.0)
        assert before == Sufficient(k=0, mean=0.0, sum_squares=0.0)

    @given(st.lists(VALUES, min_size=2, max_size=20).flatmap(lambda v: st.tuples(st.just(v), st.permutations(v))))
    def test_the_order_of_arrival_does_not_matter(self, orders: tuple[list[float], list[float]]) -> None:
        one, other = learn(orders[0]), learn(orders[1])
        largest = max(abs(value) for value in orders[0])
        assert one.k == other.k
        assert one.mean == pytest.approx(other.mean, rel=1e-9, abs=1e-12 * largest)
        assert one.sum_squares == pytest.approx(other.sum_squares, rel=1e-9, abs=1e-12 * largest**2)

    def test_a_small_spread_far_from_zero_is_not_lost(self) -> None:
        values = [1e6 + step / 1000 for step in (1, 2, 3, 4)]
        assert learn(values).sum_squares == pytest.approx(5e-6, rel=1e-4)

    @pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
    def test_what_is_not_a_number_never_enters_a_baseline(self, value: float) -> None:
        with pytest.raises(ValueError, match="finite"):
            Sufficient().add(value)


class TestPredict:
    def test_three_sessions_by_hand(self) -> None:
        # One prior session at 10 and three at 14: location 52/4 = 13, df 4+3 = 7,
        # variance (4*4 + 8 + 1*3*16/4)/7 = 36/7, widened by 5/4 for the mean's own uncertainty: 45/7.
        predictive = predict(ROUND, Sufficient(k=3, mean=14.0, sum_squares=8.0))
        assert predictive.df == 7.0
        assert predictive.location == pytest.approx(13.0)
        assert predictive.scale == pytest.approx(math.sqrt(45 / 7))
        assert predictive.k == 3

    def test_without_sessions_it_is_the_population(self) -> None:
        # Variance 16/4 = 4, widened by 2/1.
        predictive = predict(ROUND, Sufficient())
        assert (predictive.df, predictive.location, predictive.k) == (4.0, 10.0, 0)
        assert predictive.scale == pytest.approx(math.sqrt(8.0))

    def test_many_sessions_forget_the_population(self) -> None:
        values = [50.0 + (-1) ** step for step in range(10_000)]
        predictive = predict(ROUND, learn(values))
        assert predictive.location == pytest.approx(50.0, abs=0.01)
        assert predictive.scale == pytest.approx(1.0, abs=0.2)

    def test_a_voice_that_never_varies_keeps_a_spread(self) -> None:
        predictive = predict(ROUND, Sufficient(k=10**6, mean=10.0, sum_squares=0.0))
        # A thousandth of the prior variance of 4.
        assert predictive.scale == pytest.approx(math.sqrt(0.004), rel=1e-5)


class TestCompare:
    def test_by_hand(self) -> None:
        # Tables of Student's t: 2.365 leaves 2.5 % on each side at 7 degrees; the normal law does so at 1.96.
        comparison = compare(Predictive(df=7.0, location=0.0, scale=1.0, k=3), -2.364624)
        assert comparison.p == pytest.approx(0.05, abs=1e-7)
        assert comparison.z == pytest.approx(-1.959964, abs=1e-5)
        assert comparison.score == pytest.approx(0.95, abs=1e-7)

    def test_a_value_where_it_was_expected_is_no_deviation(self) -> None:
        comparison = compare(Predictive(df=7.0, location=3.0, scale=1.0, k=3), 3.0)
        assert comparison.z == pytest.approx(0.0, abs=1e-12)
        assert comparison.p == pytest.approx(1.0)

    @given(DEGREES_OF_FREEDOM, st.floats(-30.0, 30.0))
    def test_agrees_with_the_reference_implementation(self, df: float, t: float) -> None:
        comparison = compare(Predictive(df=df, location=5.0, scale=2.0, k=3), 5.0 + 2.0 * t)
        assert comparison.p == pytest.approx(2.0 * stats.t.sf(abs(t), df), rel=1e-8)
        assert comparison.z == pytest.approx(math.copysign(1, t) * stats.norm.isf(stats.t.sf(abs(t), df)), abs=1e-7)

    @given(DEGREES_OF_FREEDOM, st.floats(-30.0, 30.0))
    def test_a_distance_counts_only_upwards(self, df: float, t: float) -> None:
        predictive = Predictive(df=df, location=0.0, scale=1.0, k=3)
        upper = compare_upper(predictive, t)
        assert upper.p == pytest.approx(stats.t.sf(t, df), rel=1e-8, abs=1e-15)
        assert upper.z == compare(predictive, t).z

    @given(DEGREES_OF_FREEDOM, VALUES, VALUES)
    def test_farther_from_the_location_is_more_unusual(self, df: float, one: float, other: float) -> None:
        predictive = Predictive(df=df, location=0.0, scale=1.0, k=3)
        near, far = sorted((one, other), key=abs)
        assert compare(predictive, far).p <= compare(predictive, near).p * (1 + 1e-12)
        assert abs(compare(predictive, far).z) >= abs(compare(predictive, near).z) * (1 - 1e-12)

    @pytest.mark.parametrize("df", [2.5, 7.0, 13.0, 60.0, 1000.0, 20_000.0])
    def test_extremes_stay_finite_and_in_order(self, df: float) -> None:
        """Across the seam where the tail underflows and is taken on the log scale."""
        predictive = Predictive(df=df, location=0.0, scale=1e-3, k=3)
        compared = [compare(predictive, 10.0 ** (exponent / 8)) for exponent in range(-24, 8 * 305)]
        assert all(math.isfinite(comparison.z) and 0.0 <= comparison.p <= 1.0 for comparison in compared)
        assert all(near.z < far.z and near.p >= far.p for near, far in itertools.pairwise(compared))
        assert compared[-1].z <= compare(predictive, 1e308).z == -compare(predictive, -1e308).z < math.inf

    @pytest.mark.parametrize(("df", "t"), [(2.5, 1e130), (7.0, 1e60), (60.0, 1e6), (1000.0, 60.0), (20_000.0, 40.0)])
    def test_the_far_tail_agrees_with_the_integral_of_the_density(self, df: float, t: float) -> None:
        """Where the tail itself is no double any more; the density relative to that at t, over multiples of t."""
        log_density = stats.t.logpdf(t, df)

        def relative_density(multiple: float) -> float:
            return math.exp(stats.t.logpdf(t * multiple, df) - log_density)

        area = integrate.quad(relative_density, 1.0, 1.5)[0] + integrate.quad(relative_density, 1.5, math.inf)[0]
        log_tail = log_density + math.log(t) + math.log(area)
        comparison = compare(Predictive(df=df, location=0.0, scale=1.0, k=0), t)
        assert stats.norm.logsf(comparison.z) == pytest.approx(log_tail, rel=1e-9)


class TestExpectedBand:
    def test_by_hand(self) -> None:
        # Tables: 1.895 leaves 5 % on each side at 7 degrees.
        band = expected_band(Predictive(df=7.0, location=10.0, scale=2.0, k=3))
        assert band == pytest.approx((10.0 - 3.789157, 10.0 + 3.789157), abs=1e-5)

    @given(DEGREES_OF_FREEDOM, st.floats(0.01, 100.0))
    def test_its_edges_are_as_unusual_as_the_share_says(self, df: float, scale: float) -> None:
        predictive = Predictive(df=df, location=1.0, scale=scale, k=3)
        for edge in expected_band(predictive):
            assert compare(predictive, edge).p == pytest.approx(1.0 - BASELINE_POLICY.expected_band_share, rel=1e-6)


class TestCombine:
    @pytest.mark.parametrize(
        ("p_values", "combined"),
        [
            ([0.03], 0.03),
            ([0.5, 0.5], 0.5),
            ([0.25, 0.75], 0.5),  # tangents 1 and -1
            ([0.25, 0.5], 0.352416),  # tangents 1 and 0: 1/2 - atan(1/2)/pi
            ([1.0], 0.95),
            ([0.0], 1e-15),
        ],
    )
    def test_by_hand(self, p_values: list[float], combined: float) -> None:
        assert combine(p_values) == pytest.approx(combined, rel=1e-5)

    def test_a_feature_exactly_on_its_mean_does_not_hide_seven_extreme_ones(self) -> None:
        assert combine([1e-4] * 7 + [1.0]) < 2e-4

    @given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=10), st.data())
    def test_bounded_order_independent_and_monotone(self, p_values: list[float], data: st.DataObject) -> None:
        combined = combine(p_values)
        assert 0.0 < combined <= BASELINE_POLICY.largest_p + 1e-12
        assert combine(data.draw(st.permutations(p_values))) == combined
        at = data.draw(st.integers(0, len(p_values) - 1))
        smaller = [*p_values[:at], p_values[at] * data.draw(st.floats(0.0, 1.0)), *p_values[at + 1 :]]
        assert combine(smaller) <= combined * (1 + 1e-9)

    def test_nothing_compared_is_not_nothing_unusual(self) -> None:
        with pytest.raises(ValueError, match="no p-value"):
            combine([])

    @pytest.mark.parametrize("p_value", [math.nan, -0.1, 1.1])
    def test_what_is_no_p_value_is_refused(self, p_value: float) -> None:
        with pytest.raises(ValueError, match="within 0 and 1"):
            combine([0.5, p_value])


@pytest.mark.parametrize(
    ("p_value", "strength"),
    [
        (1.0, 0.0),
        (0.5, 0.0),
        (0.05, 0.0),
        (0.01, 0.258977),  # log10(1/5) / log10(1/500)
        (0.001, 0.629489),  # log10(1/50) / log10(1/500)
        (1e-4, 1.0),
        (1e-15, 1.0),
        (0.0, 1.0),
    ],
)
def test_evidence_begins_where_ordinary_life_ends(p_value: float, strength: float) -> None:
    assert evidence_strength(p_value) == pytest.approx(strength, abs=1e-6)


def test_two_sessions_are_still_learning_and_three_are_established() -> None:
    assert [BASELINE_POLICY.is_established(count) for count in (0, 1, 2, 3, 4)] == [False, False, False, True, True]


class TestCalibration:
    """People drawn from the prior: an unusual session must be as rare as its p says."""

    FEATURES = 9
    PEOPLE = 1500

    def combined_p_values(self, sessions: int, shared: float) -> list[float]:
        """One p a person; `shared` is the correlation of the features within a session."""
        draw = np.random.default_rng(sessions)
        shape = (self.PEOPLE, self.FEATURES, 1)
        sd = ROUND.within_sd / np.sqrt(draw.chisquare(ROUND.degrees_of_freedom, shape) / ROUND.degrees_of_freedom)
        mean = draw.normal(ROUND.mean, sd / math.sqrt(ROUND.sessions))
        common = draw.normal(0.0, math.sqrt(shared), (self.PEOPLE, 1, sessions + 1))
        own = draw.normal(0.0, math.sqrt(1.0 - shared), (self.PEOPLE, self.FEATURES, sessions + 1))
        values = mean + sd * (common + own)
        past, now = values[:, :, :-1], values[:, :, -1]
        # Summed here, as adding one by one takes most of the time and is tried above.
        means, sums = past.mean(axis=2), past.var(axis=2) * sessions
        known = [
            [Sufficient(k=sessions, mean=mean, sum_squares=total) for mean, total in zip(*person, strict=True)]
            for person in zip(means.tolist(), sums.tolist(), strict=True)
        ]
        return [
            combine(compare(predict(ROUND, one), value).p for one, value in zip(person, latest, strict=True))
            for person, latest in zip(known, now.tolist(), strict=True)
        ]

    @pytest.mark.parametrize("sessions", [3, 5, 10, 50])
    @pytest.mark.parametrize("shared", [0.0, 0.5])
    def test_one_ordinary_session_in_twenty_is_below_five_percent(self, sessions: int, shared: float) -> None:
        p_values = self.combined_p_values(sessions, shared)
        # Truncation and shared variation cost up to a quarter (6.3 % of 20,000 people); 3 standard errors are 1.8 %.
        assert 0.033 <= statistics.fmean(p < 0.05 for p in p_values) <= 0.080
        assert statistics.fmean(p < 0.001 for p in p_values) <= 0.005
