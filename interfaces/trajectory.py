"""Where a person's voice has been going: better, steady, worse, back and forth, or too little to say. Pure."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
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
# Change of valence (-0.9..0.8) between the halves of the window below which no trend is worth showing.
MIN_CHANGE: Final = 0.15
# Mean change from session to session, as total variation over all emotions, from which a course is back and forth: half
# of the voice is another one each time.
VOLATILE_VARIABILITY: Final = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseCuts:
    """From where on a course is more than stable."""

    z: float = TREND_Z
    change: float = MIN_CHANGE
    variability: float = VOLATILE_VARIABILITY


CLEAR: Final = CourseCuts()
# What was shown of a course stays while two thirds of it are left: ours, wide enough for a session that comes or goes.
FAINT: Final = CourseCuts(z=TREND_Z * 2 / 3, change=MIN_CHANGE * 2 / 3, variability=0.4)


class Trajectory(StrEnum):
    """How a course goes."""

    IMPROVING = "improving"
    STABLE = "stable"
    DECLINING = "declining"
    VOLATILE = "volatile"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """A course, with what it was judged by; None where there were too few sessions."""

    trajectory: Trajectory
    session_count: int
    change: float | None = None  # of valence, later half less earlier half
    variability: float | None = None  # 0 always the same .. 1 wholly another emotion each time
    # What is left of it where it is not clear: by cuts so low that they hold only for what was shown already.
    faint: Trajectory | None = None
    # It is called so because it was shown so, and something of it is left.
    is_fading: bool = False

    @property
    def in_words(self) -> str:
        """For the clinician."""
        return f"{self.trajectory.value}, though not clearly any more" if self.is_fading else self.trajectory.value


def describe_course(heard: Sequence[EmotionShares]) -> Course:
    """The course of what the voice showed, session by session in the order of time.

    Trend: Mann-Kendall test (Mann 1945; Kendall 1975), with its size by the medians of both halves: neither is carried
    away by one session, and both see a step as well as a slope. A trend goes before swings. Variability: mean total
    variation between successive sessions, over all 13 emotions whether heard or not, so that few emotions heard do not
    look like steadiness or unrest by themselves.
    """
    if len(heard) < MIN_SESSIONS:
        return Course(trajectory=Trajectory.INSUFFICIENT, session_count=len(heard))
    valences = [valence_of(shares) for shares in heard]
    change = change_of_halves(valences)
    variability = measure_variability(heard)
    z = trend_z(valences)
    return Course(
        trajectory=_judge(z, change, variability, CLEAR),
        session_count=len(heard),
        change=change,
        variability=variability,
        faint=_judge(z, change, variability, FAINT),
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


def change_of_halves(values: Sequence[float]) -> float:
    """Median of the later half less that of the earlier one; of an odd number the middle value belongs to neither."""
    half = len(values) // 2
    return median(values[-half:]) - median(values[:half])


def _tie_term(count: int) -> int:
    return count * (count - 1) * (2 * count + 5)


def _judge(z: float, change: float, variability: float, cuts: CourseCuts) -> Trajectory:
    if z <= -cuts.z and change <= -cuts.change:
        return Trajectory.DECLINING
    if z >= cuts.z and change >= cuts.change:
        return Trajectory.IMPROVING
    return Trajectory.VOLATILE if variability >= cuts.variability else Trajectory.STABLE
