"""Courses: hand-worked trends, steadiness, swings, and too little to say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.emotions import EmotionShares
from interfaces.trajectory import (
    Trajectory,
    change_of_halves,
    describe_course,
    measure_variability,
    trend_z,
)
from tests.interfaces.patterns import sounding

CALM, SAD, HAPPY = sounding(calm=1.0), sounding(sad=1.0), sounding(happy=1.0)


def between(share: float) -> EmotionShares:
    return sounding(sad=share, calm=1.0 - share)


RISING = [between(share) for share in (0.9, 0.8, 0.6, 0.5, 0.3, 0.1)]


@pytest.mark.parametrize(
    ("course", "trajectory"),
    [
        (RISING, Trajectory.IMPROVING),
        (RISING[::-1], Trajectory.DECLINING),
        ([CALM] * 8, Trajectory.STABLE),
        ([CALM] * 6 + [SAD] * 6, Trajectory.DECLINING),  # a step is a trend too
        ([CALM, SAD] * 5, Trajectory.VOLATILE),
        ([between(share / 100) for share in range(10)], Trajectory.STABLE),  # regular, but next to nothing
        (RISING[:4], Trajectory.INSUFFICIENT),
        ([], Trajectory.INSUFFICIENT),
    ],
)
def test_each_course_is_named(course: list[EmotionShares], trajectory: Trajectory) -> None:
    assert describe_course(course).trajectory is trajectory


def test_too_little_gives_no_numbers() -> None:
    course = describe_course(RISING[:4])
    assert (course.session_count, course.change, course.variability) == (4, None, None)


@pytest.mark.parametrize(
    ("values", "z"),
    [
        # n = 5: S = 10, variance 5*4*15/18 = 16.667; (10 - 1)/4.0825
        ([1, 2, 3, 4, 5], 2.2045),
        ([5, 4, 3, 2, 1], -2.2045),
        ([1, 1, 1, 1, 1], 0.0),
        # S = 9; a tie of two takes 2*1*9 = 18 from 300: variance 282/18 = 15.667; (9 - 1)/3.9581
        ([1, 2, 2, 3, 4], 2.0212),
        ([1.0, 2.0], 0.0),  # S = 1: the correction for continuity leaves nothing
    ],
)
def test_trends_are_those_of_mann_and_kendall(values: list[float], z: float) -> None:
    assert trend_z(values) == pytest.approx(z, abs=1e-4)


@pytest.mark.parametrize(
    ("values", "change"), [([0, 0, 1, 1], 1.0), ([0, 1, 2, 3, 4], 3.0), ([1, 5], 4.0), ([3, 2, 2, 1], -1.0)]
)
def test_the_change_is_that_between_the_halves(values: list[float], change: float) -> None:
    assert change_of_halves(values) == change


def test_variability_counts_every_emotion() -> None:
    assert measure_variability([CALM, CALM, CALM]) == 0.0
    assert measure_variability([CALM, SAD]) == 1.0
    assert measure_variability([CALM, sounding(calm=0.5, sad=0.5), CALM]) == pytest.approx(0.5)
    # Few emotions heard, in small steps, are no unrest: measured over those heard alone they would look like much.
    assert measure_variability([between(0.1), between(0.2), between(0.1)]) == pytest.approx(0.1)


@given(st.lists(st.floats(0, 1).map(between), min_size=5, max_size=12))
def test_a_course_turned_round_goes_the_other_way(course: list[EmotionShares]) -> None:
    there, back = describe_course(course), describe_course(course[::-1])
    mirrored = {Trajectory.IMPROVING: Trajectory.DECLINING, Trajectory.DECLINING: Trajectory.IMPROVING}
    assert back.trajectory is mirrored.get(there.trajectory, there.trajectory)
    assert there.variability is not None
    assert 0.0 <= there.variability <= 1.0
