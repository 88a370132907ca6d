"""What goes with heavier sessions, and what seems to precede lighter ones, for one person. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import fmean
from typing import Final

# Below three sessions with something, and five without, there is nothing to compare.
MIN_WITH: Final = 3
MIN_WITHOUT: Final = 5
# A session later than this is not what followed.
LONGEST_GAP: Final = timedelta(days=7)
# Spread of valence below which no session's reading is exact; keeps chance agreement of few sessions from looking sure.
MIN_SPREAD: Final = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """How large and how clear a difference must be to be told."""

    difference: float  # of valence, scale -0.9..0.8
    z: float  # one-sided, by the normal law: this orders gentle hints, it proves nothing


# What is new is told from 5 % on for each comparison.
CLEAR: Final = Cut(difference=0.1, z=1.645)
# What was told stays while half of that difference is left, and it is likelier there than not by 5 to 1 (16 %): ours.
FAINT: Final = Cut(difference=0.05, z=1.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadSession:
    """A session that was both heard and read."""

    at: datetime
    valence: float
    topics: frozenset[str]
    activities: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """From one session to the next."""

    present: float
    following: float
    activities: frozenset[str]


def find_strain(sessions: Sequence[ReadSession], cut: Cut = CLEAR) -> tuple[str, ...] | None:
    """Topics whose sessions were heavier than the person's others, heaviest first. None: nothing can be compared."""
    differences: dict[str, float] = {}
    comparable = False
    for topic in _all(session.topics for session in sessions):
        with_it = [session.valence for session in sessions if topic in session.topics]
        without = [session.valence for session in sessions if topic not in session.topics]
        if len(with_it) < MIN_WITH or len(without) < MIN_WITHOUT:
            continue
        comparable = True
        differences[topic] = _clear_difference(without, with_it, cut, spread=_spread([with_it, without]))
    return _strongest(differences) if comparable else None


def find_helps(sessions: Sequence[ReadSession], cut: Cut = CLEAR) -> tuple[str, ...] | None:
    """Activities after whose mention the next session was lighter than this person's next usually is, best first.

    After a bad day most next days are better by themselves (regression to the mean), and what people do on bad days
    would look like help. So the next session is held against the one expected after a session as heavy as this: by the
    person's own line of next upon present valence, fitted to the steps without the activity. None: nothing to compare.
    """
    steps = [
        _Step(present=before.valence, following=after.valence, activities=before.activities)
        for before, after in pairwise(sessions)
        if after.at - before.at <= LONGEST_GAP
    ]
    differences: dict[str, float] = {}
    comparable = False
    for activity in _all(step.activities for step in steps):
        with_it = [step for step in steps if activity in step.activities]
        without = [step for step in steps if activity not in step.activities]
        if len(with_it) < MIN_WITH or len(without) < MIN_WITHOUT:
            continue
        comparable = True
        differences[activity] = _beyond_the_usual(with_it, without, cut)
    return _strongest(differences) if comparable else None


def _beyond_the_usual(with_it: Sequence[_Step], without: Sequence[_Step], cut: Cut) -> float:
    """How far the steps with it end above the line of the steps without it, where that is large and clear enough.

    The line is the less sure the further the present of the ones lies from that of the others: analysis of covariance.
    """
    mean_present = fmean(step.present for step in without)
    mean_following = fmean(step.following for step in without)
    squares = sum((step.present - mean_present) ** 2 for step in without)
    products = sum((step.present - mean_present) * (step.following - mean_following) for step in without)
    # A mood neither overshoots nor turns round by itself: outside of 0..1 a slope is noise of few steps.
    slope = min(max(products / squares, 0.0), 1.0) if squares > 0 else 0.0

    def residual(step: _Step) -> float:
        return step.following - mean_following - slope * (step.present - mean_present)

    usual = [residual(step) for step in without]
    distance = fmean(step.present for step in with_it) - mean_present
    return _clear_difference(
        [residual(step) for step in with_it],
        usual,
        cut,
        spread=_spread([usual], fitted=2),
        leverage=distance**2 / squares if squares > 0 else 0.0,
    )


def _clear_difference(
    higher: Sequence[float], lower: Sequence[float], cut: Cut, *, spread: float, leverage: float = 0.0
) -> float:
    """The difference of means where it is large and clear enough; 0 otherwise."""
    difference = fmean(higher) - fmean(lower)
    error = spread * math.sqrt(1 / len(higher) + 1 / len(lower) + leverage)
    return difference if difference >= max(cut.difference, cut.z * error) else 0.0


def _spread(groups: Sequence[Sequence[float]], *, fitted: int = 0) -> float:
    """Pooled standard deviation within the groups; `fitted`: parameters estimated instead of the groups' means."""
    squares = sum(sum((value - fmean(group)) ** 2 for value in group) for group in groups)
    degrees = sum(map(len, groups)) - (fitted or len(groups))
    return max(math.sqrt(squares / degrees), MIN_SPREAD)


def _all(groups: Iterable[frozenset[str]]) -> list[str]:
    return sorted({name for group in groups for name in group})


def _strongest(differences: dict[str, float]) -> tuple[str, ...]:
    found = [name for name, difference in differences.items() if difference > 0]
    return tuple(sorted(found, key=lambda name: (-differences[name], name)))
