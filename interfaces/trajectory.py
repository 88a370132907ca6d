"""Where a person's voice has been going: better, steady, worse, back and forth, or too little to say."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations, pairwise
from statistics import fmean, median
from typing import Final

from conversations.emotions import EmotionShares
from risk.dissonance import valence_of

# With four sessions no order of them is unlikely enough (Mann-Kendall: z = 1.7 at most, one order in twelve by chance).
MIN_SESSIONS: Final = 5
# Mann-Kendall's z beyond which a trend counts: 10 % two-sided. It moves an interface, it diagnoses nothing.
TREND_Z: Final = 1.645
# Change of mean valence over the window below which a trend, however regular, is not worth showing (scale -0.9..0.8).
MIN_CHANGE: Final = 0.15
# Mean change from session to session, as total variation over all emotions, from which a course is back and forth: half
# of the voice is another one each time.
VOLATILE_VARIABILITY: Final = 0.5


class Trajectory(StrEnum):
    """How a course goes."""

    IMPROVING = "improving"
    STABLE = "stable"
    DECLINING = "declining"
    VOLATILE = "volatile"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """What the voice showed in one session."""

    at: datetime
    shares: EmotionShares


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """A course, with what it was judged by; None where there were too few sessions."""

    trajectory: Trajectory
    session_count: int
    change: float | None = None  # of valence over the window, along Sen's slope
    variability: float | None = None  # 0 always the same .. 1 wholly another emotion each time


def describe_course(heard: Sequence[Heard]) -> Course:
    """The course of sessions in the order of time.

    Trend: Mann-Kendall test, with its size by Sen's slope (Mann 1945; Kendall 1975; Sen 1968): neither is carried away
    by one session. A trend goes before swings. Variability: mean total variation between successive sessions, over all
    13 emotions whether heard or not, so that few emotions heard do not look like steadiness or unrest by themselves.
    """
    if len(heard) < MIN_SESSIONS:
        return Course(trajectory=Trajectory.INSUFFICIENT, session_count=len(heard))
    valences = [valence_of(session.shares) for session in heard]
    change = _change_by_sens_slope([session.at for session in heard], valences)
    variability = measure_variability([session.shares for session in heard])
    return Course(
        trajectory=_judge(trend_z(valences), change, variability),
        session_count=len(heard),
        change=change,
        variability=variability,
    )


def measure_variability(course: Sequence[EmotionShares]) -> float:
    """Mean total variation (half the summed differences, 0..1) between successive sessions; at least two of them."""
    return fmean(sum(abs(before - after) for before, after in zip(*pair, strict=True)) / 2 for pair in pairwise(course))


def trend_z(values: Sequence[float]) -> float:
    """Mann-Kendall's z with correction for continuity and ties; above 0 rising. All alike: 0."""
    signs = sum((later > earlier) - (later < earlier) for earlier, later in combinations(values, 2))
    variance = (_tie_term(len(values)) - sum(map(_tie_term, Counter(values).values()))) / 18
    if signs == 0 or variance <= 0:
        return 0.0
    return (signs - math.copysign(1, signs)) / math.sqrt(variance)


def _tie_term(count: int) -> int:
    return count * (count - 1) * (2 * count + 5)


def _change_by_sens_slope(times: Sequence[datetime], values: Sequence[float]) -> float:
    days = [(moment - times[0]).total_seconds() / 86_400 for moment in times]
    points = list(zip(days, values, strict=True))
    slopes = [
        (value - earlier) / (day - earlier_day)
        for (earlier_day, earlier), (day, value) in combinations(points, 2)
        if day > earlier_day
    ]
    return median(slopes) * days[-1] if slopes else 0.0


def _judge(z: float, change: float, variability: float) -> Trajectory:
    if z <= -TREND_Z and change <= -MIN_CHANGE:
        return Trajectory.DECLINING
    if z >= TREND_Z and change >= MIN_CHANGE:
        return Trajectory.IMPROVING
    return Trajectory.VOLATILE if variability >= VOLATILE_VARIABILITY else Trajectory.STABLE
