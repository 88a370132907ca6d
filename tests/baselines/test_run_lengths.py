"""Run lengths of control charts: textbook figures, the chain against simulation, and properties of both."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baselines.run_lengths import (
    Cusum,
    Design,
    Ewma,
    alarm_probability,
    average_run_length,
    family_limit,
    simulate_run_lengths,
)

CUSUM_4, CUSUM_5 = Cusum(reference=0.5, limit=4.0), Cusum(reference=0.5, limit=5.0)
EWMA = Ewma(weight=0.2, limit=2.86)
# Montgomery, Introduction to Statistical Quality Control, table 9.4 (Lucas & Crosier 1982); Lucas & Saccucci 1990.
TEXTBOOK: list[tuple[Design, float, float]] = [
    (CUSUM_4, 0.0, 168.0),
    (CUSUM_4, 1.0, 8.38),
    (CUSUM_5, 0.0, 465.0),
    (CUSUM_5, 1.0, 10.4),
    (EWMA, 0.0, 370.0),
    (EWMA, 1.0, 9.8),
]


@pytest.mark.parametrize(("design", "shift", "expected"), TEXTBOOK)
def test_chain_gives_the_textbook_figures(design: Design, shift: float, expected: float) -> None:
    assert average_run_length(design, shift=shift) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(("design", "shift", "_expected"), TEXTBOOK)
def test_simulation_agrees_with_the_chain(design: Design, shift: float, _expected: float) -> None:
    lengths = simulate_run_lengths(design, people=10_000, seed=3, shift=shift)
    error = float(lengths.std(ddof=1)) / math.sqrt(len(lengths))
    assert abs(float(lengths.mean()) - average_run_length(design, shift=shift)) <= 3.0 * error


def test_chart_without_memory_alarms_as_often_as_single_values_do() -> None:
    # Weight 1 is Shewhart's chart: beyond 1.96 in 5 % of sessions, so every 20th, and in 1 - .95² of pairs.
    shewhart = Ewma(weight=1.0, limit=1.959964)
    assert average_run_length(shewhart) == pytest.approx(20.0, rel=1e-5)
    assert alarm_probability(shewhart, sessions=2) == pytest.approx(0.0975, rel=1e-5)


def test_cells_are_enough() -> None:
    for design in (CUSUM_4, CUSUM_5, EWMA):
        assert average_run_length(design) == pytest.approx(average_run_length(design, cells=601), rel=5e-4)


def test_same_seed_gives_the_same_lengths() -> None:
    first, again, other = (simulate_run_lengths(EWMA, people=50, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_clipped_values_cannot_take_a_chart_beyond_them() -> None:
    # E stays within ±1, and the limit is at 1.2: |E| = 3.6 sqrt(.2 / 1.8).
    hardly_ever = Ewma(weight=0.2, limit=3.6, clip=1.0)
    assert alarm_probability(hardly_ever, sessions=1000) == pytest.approx(0.0, abs=1e-12)


def test_limit_of_a_family_gives_it_the_share_asked_for() -> None:
    limit = family_limit(weight=0.1, clip=4.0, charts=2, sessions=60, share=0.1)
    quiet = 1.0 - alarm_probability(Ewma(weight=0.1, limit=limit, clip=4.0), sessions=60)
    assert 1.0 - quiet**2 == pytest.approx(0.1, abs=1e-5)


def test_limit_of_a_single_chart_is_that_of_the_literature() -> None:
    assert family_limit(weight=0.1, clip=math.inf, charts=1, sessions=60, share=0.1) == pytest.approx(2.82, abs=0.005)


@settings(max_examples=25, deadline=None)
@given(weight=st.floats(0.05, 1.0), limit=st.floats(1.0, 3.5), shift=st.floats(-2.0, 2.0))
def test_run_lengths_are_symmetric_and_shorter_the_larger_the_shift(weight: float, limit: float, shift: float) -> None:
    design = Ewma(weight=weight, limit=limit)
    length = average_run_length(design, shift=shift, cells=51)
    assert length >= 1.0
    assert length == pytest.approx(average_run_length(design, shift=-shift, cells=51), rel=1e-6)
    assert average_run_length(design, shift=2.0 * shift, cells=51) <= length * (1.0 + 1e-9)


@settings(max_examples=25, deadline=None)
@given(limit=st.floats(1.0, 3.5), sessions=st.integers(1, 60))
def test_alarms_gather_with_sessions_and_with_narrower_limits(limit: float, sessions: int) -> None:
    chance = alarm_probability(Ewma(weight=0.1, limit=limit), sessions=sessions, cells=51)
    assert 0.0 <= chance <= 1.0
    assert chance <= alarm_probability(Ewma(weight=0.1, limit=limit), sessions=sessions + 1, cells=51) + 1e-12
    assert chance >= alarm_probability(Ewma(weight=0.1, limit=limit + 0.1), sessions=sessions, cells=51) - 1e-12
