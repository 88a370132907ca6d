"""Trends: by hand, against counting all orders, and against SciPy."""

import math
from collections.abc import Sequence
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from risk.trend import Trend, measure_trend

VALUES = st.lists(st.floats(-2.0, 2.0), min_size=2, max_size=13)


def trend_of(*values: float) -> Trend:
    trend = measure_trend(values)
    assert trend is not None
    return trend


@pytest.mark.parametrize(
    ("values", "tau", "rise_per_step", "p"),
    [
        # All 10 pairs rise: one order in 120.
        ([0.1, 0.2, 0.3, 0.4, 0.5], 1.0, 0.1, 1 / 120),
        # One neighbouring pair falls: 9 of 10 rise; 1 + 4 orders in 120 are as clear. Slopes: median of ten.
        ([0.1, 0.3, 0.2, 0.4, 0.5], 0.8, 0.1, 5 / 120),
        ([0.5, 0.4, 0.3, 0.2, 0.1], -1.0, -0.1, 1.0),
        ([0.0, 1.0], 1.0, 1.0, 1 / 2),
        # Nothing rises and nothing falls.
        ([0.3, 0.3, 0.3], 0.0, 0.0, 1.0),
        # Two of three pairs rise, which three orders of three different values do at least.
        ([0.0, 0.0, 1.0], 2 / 3, 0.5, 3 / 6),
        # One session far off moves the slope little.
        ([0.0, 0.1, 9.0, 0.3, 0.4, 0.5], 9 / 15, 0.1, 49 / 720),
    ],
)
def test_by_hand(values: list[float], tau: float, rise_per_step: float, p: float) -> None:
    trend = trend_of(*values)
    assert (trend.tau, trend.p) == pytest.approx((tau, p))
    assert trend.rise_per_step == pytest.approx(rise_per_step)
    assert trend.rise == pytest.approx(rise_per_step * (len(values) - 1))


@pytest.mark.parametrize("values", [[], [0.4]])
def test_too_few_values_have_no_trend(values: list[float]) -> None:
    assert measure_trend(values) is None


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="numbers"):
        measure_trend([0.1, math.nan, 0.3])


def rising_pairs(values: Sequence[int]) -> int:
    return sum(later > earlier for earlier, later in combinations(values, 2))


@given(st.permutations(range(6)))
def test_the_chance_is_that_of_counting_all_orders(order: list[int]) -> None:
    as_clear = sum(rising_pairs(other) >= rising_pairs(order) for other in permutations(range(6)))
    assert trend_of(*order).p == pytest.approx(as_clear / 720)


@given(VALUES)
def test_agrees_with_scipy(values: list[float]) -> None:
    trend, steps = trend_of(*values), range(len(values))
    assert trend.rise_per_step == pytest.approx(stats.theilslopes(values, steps).slope, abs=1e-9)
    if len(set(values)) == len(values):
        exact = stats.kendalltau(steps, values, method="exact", alternative="greater")
        assert (trend.tau, trend.p) == pytest.approx((exact.statistic, exact.pvalue))


@given(st.lists(st.integers(0, 2), min_size=2, max_size=6))
def test_equal_values_never_make_the_chance_too_small(values: list[int]) -> None:
    orders = list(permutations(values))
    exact = sum(rising_pairs(order) >= rising_pairs(values) for order in orders) / len(orders)
    assert trend_of(*values).p >= exact - 1e-12


@given(VALUES)
def test_bounded_and_turned_around(values: list[float]) -> None:
    trend, turned = trend_of(*values), trend_of(*reversed(values))
    assert 0.0 < trend.p <= 1.0
    assert trend.tau == -turned.tau
    assert trend.rise_per_step == pytest.approx(-turned.rise_per_step, abs=1e-12)
