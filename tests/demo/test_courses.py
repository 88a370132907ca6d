"""Courses of the demo: even ways between stages, and days that fall within their schedule."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resona.demo.courses import Schedule, Stage, at, session_days
from resona.demo.dialogue import Mood
from resona.demo.voice import Feeling


def stage(days_ago: float, distress: float, **words: float) -> Stage:
    return Stage(
        days_ago=days_ago,
        feeling=Feeling(distress=distress, agitation=distress / 2, ease=1 - distress),
        words={Mood(name): weight for name, weight in words.items()} or {Mood.ORDINARY: 1},
    )


COURSE = (stage(100, 0.0, good=1), stage(60, 0.8, good=1, low=3), stage(0, 0.4, low=1))


@pytest.mark.parametrize(
    ("days_ago", "distress"),
    [(500, 0.0), (100, 0.0), (80, 0.4), (60, 0.8), (30, 0.6), (0, 0.4), (-3, 0.4)],
)
def test_everything_goes_evenly_from_stage_to_stage_and_stays_outside_of_them(days_ago: float, distress: float) -> None:
    feeling = at(COURSE, days_ago).feeling

    assert feeling.distress == pytest.approx(distress)
    assert feeling.agitation == pytest.approx(distress / 2)
    assert feeling.ease == pytest.approx(1 - distress)


def test_words_go_the_same_way_and_what_nobody_says_is_left_out() -> None:
    assert at(COURSE, 100).words == {Mood.GOOD: 1.0}
    assert at(COURSE, 60).words == {Mood.GOOD: 0.25, Mood.LOW: 0.75}
    assert at(COURSE, 0).words == {Mood.LOW: 1.0}


@given(st.floats(-50, 500))
def test_shares_of_words_always_sum_to_one(days_ago: float) -> None:
    words = at(COURSE, days_ago).words

    assert sum(words.values()) == pytest.approx(1)
    assert all(share > 0 for share in words.values())


def test_a_course_of_one_stage_stays_as_it_is() -> None:
    assert at((stage(10, 0.3),), 99) == at((stage(10, 0.3),), 0)


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0.5, 20), st.integers(0, 2**32 - 1))
def test_days_fall_within_the_schedule_and_none_comes_twice(one: int, other: int, every: float, seed: int) -> None:
    until, start = sorted((one, other))
    schedule = Schedule(from_days_ago=start, until_days_ago=until, every_days=every, hour=18)
    days = session_days(schedule, np.random.default_rng(seed))

    assert days[0] == start
    assert all(until <= day <= start for day in days)
    assert list(days) == sorted(set(days), reverse=True)


def test_people_talk_about_as_often_as_they_are_said_to() -> None:
    schedule = Schedule(from_days_ago=1000, until_days_ago=0, every_days=4, hour=18)

    assert len(session_days(schedule, np.random.default_rng(1))) == pytest.approx(250, rel=0.1)
