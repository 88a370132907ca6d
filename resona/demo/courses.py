"""The courses of the demo: how a person's feeling and words go over the months. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from resona.demo.dialogue import Exchange, Mood
from resona.demo.voice import Feeling


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """How it is at one point of a course; between two stages everything goes evenly from one to the other."""

    days_ago: float
    feeling: Feeling
    words: Mapping[Mood, float]  # weights; they need not sum to 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """When a person talks to the app."""

    from_days_ago: int
    until_days_ago: int
    every_days: float  # on average
    hour: float  # local time of day around which they talk


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One session that stands out: what was said is given, not dealt."""

    days_ago: float
    feeling: Feeling
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """A course at one day; the shares of the words sum to 1."""

    feeling: Feeling
    words: Mapping[Mood, float]


def at(course: Sequence[Stage], days_ago: float) -> Point:
    """The course at this day; before the first and after the last stage it stays as it is there.

    `course` runs from the past to the present: `days_ago` falls.
    """
    for earlier, later in pairwise(course):
        if later.days_ago <= days_ago <= earlier.days_ago:
            return _between(earlier, later, (earlier.days_ago - days_ago) / (earlier.days_ago - later.days_ago))
    outermost = course[0] if days_ago > course[0].days_ago else course[-1]
    return _between(outermost, outermost, 0.0)


def session_days(schedule: Schedule, random: np.random.Generator) -> tuple[int, ...]:
    """The days, counted back from today, on which the person talks; the earliest first."""
    days: list[int] = []
    day = schedule.from_days_ago
    while day >= schedule.until_days_ago:
        days.append(day)
        # Between half and one and a half times the usual interval, and never twice a day.
        day -= max(1, round(schedule.every_days * random.uniform(0.5, 1.5)))
    return tuple(days)


def _between(earlier: Stage, later: Stage, share: float) -> Point:
    def mixed(before: float, after: float) -> float:
        return before + (after - before) * share

    words = {mood: mixed(earlier.words.get(mood, 0.0), later.words.get(mood, 0.0)) for mood in Mood}
    total = sum(words.values())
    return Point(
        feeling=Feeling(
            distress=mixed(earlier.feeling.distress, later.feeling.distress),
            agitation=mixed(earlier.feeling.agitation, later.feeling.agitation),
            ease=mixed(earlier.feeling.ease, later.feeling.ease),
        ),
        words={mood: weight / total for mood, weight in words.items() if weight > 0},
    )
