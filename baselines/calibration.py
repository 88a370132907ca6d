"""From a model's p to one that holds: rank among reference sessions, and beyond them a tail as heavy as they allow.

Pure.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from baselines.policy import POPULATION_POLICY, PopulationPolicy

# A score is -log of a model's p: 0 as usual; exponential with rate 1 where the model is right.
Scored = tuple[float, float]  # score, weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A falling curve from score to p: through the knots, straight on the log scale, then a Lomax tail."""

    # Reference sessions behind it.
    sessions: int
    # Rising, at least one; the last is where the tail starts.
    scores: tuple[float, ...]
    # log p at each of them, falling.
    log_p: tuple[float, ...]
    # Of the tail: how many sessions speak for its rate, and their summed excess over its start.
    tail_shape: float
    tail_scale: float

    @property
    def least_supported_p(self) -> float:
        """The p of a session beyond every reference session: what is smaller rests on the tail's law."""
        return 1.0 / (self.sessions + 1.0)


def calibrate(calibration: Calibration, score: float) -> float:
    """The p, in (0, 1], of a session with this score; never rises with the score.

    Through the i-th highest of n reference scores it is i/(n+1), the conformal p just beyond it (Vovk et al. 2005): an
    ordinary session exceeds that score with just this chance, whatever the law of the scores. Beyond the last knot the
    excess has the predictive law of an exponential whose rate is known from `tail_shape` sessions (Lomax).
    """
    scores, log_p = calibration.scores, calibration.log_p
    if score >= scores[-1]:
        excess = (score - scores[-1]) / calibration.tail_scale
        return max(math.exp(log_p[-1] - calibration.tail_shape * math.log1p(excess)), math.ulp(0.0))
    place = bisect_left(scores, score)
    left_score, left = (scores[place - 1], log_p[place - 1]) if place else (0.0, 0.0)
    width = scores[place] - left_score
    share = min(max((score - left_score) / width, 0.0), 1.0) if width > 0.0 else 1.0
    return math.exp(left + share * (log_p[place] - left))


def fit_calibration(scored: Sequence[Scored], policy: PopulationPolicy = POPULATION_POLICY) -> Calibration | None:
    """The curve through reference scores, each from a prior learned without its person; None if they are too few.

    A session scored against several baselines comes once for each, with weights that sum to 1.
    """
    sessions = math.fsum(weight for _, weight in scored)
    if sessions < policy.minimum_scores - 0.5:  # weights are thirds and the like: their sum is whole but for dust
        return None
    curve = _curve(scored, sessions, policy)
    start = curve[-1][0]
    excess = math.fsum((score - start) * weight for score, weight in scored if score > start)
    beyond = math.fsum(weight for score, weight in scored if score > start)
    return Calibration(
        sessions=round(sessions),
        scores=tuple(score for score, _ in curve),
        log_p=tuple(log_p for _, log_p in curve),
        tail_shape=policy.tail_prior_sessions + beyond,
        tail_scale=policy.tail_prior_sessions + excess,
    )


def _curve(scored: Sequence[Scored], sessions: float, policy: PopulationPolicy) -> list[tuple[float, float]]:
    """(score, log p) from the lowest score to where the tail starts, thinned to the number that is kept."""
    points: list[tuple[float, float]] = []
    reached = 0.0
    for score, weight in sorted(scored, reverse=True):
        reached += weight
        log_p = math.log(reached / (sessions + 1.0))
        if points and points[-1][0] == score:
            points[-1] = (score, log_p)
        elif reached >= min(policy.tail_sessions, sessions):
            points.append((score, log_p))
    step = max(math.ceil(len(points) / policy.most_knots), 1)
    return points[::step][::-1]
