"""Values standardised against the person's own sessions before them, and against nothing else. Pure.

In an undisturbed person each is standard normal and independent of those before it, however few sessions are known:
Hawkins 1987, "Self-starting Cusum charts for location and scale", and Quesenberry 1991, "SPC Q charts".
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scipy.special.cython_special import ndtri, stdtr

from baselines.features import FEATURES
from baselines.policy import BASELINE_POLICY
from baselines.prior import DEFAULT_PRIOR
from baselines.statistics import Sufficient

# By baseline type: which sign of a difference means decline; only those on which the literature agrees.
SIGNS: Final = {feature.deviation_type: feature.decline_sign for feature in FEATURES if feature.decline_sign}
# Least standard deviation believed of each: the same share of the shipped prior's as everywhere else. A constant, so
# that no population learned later changes a chart of the past.
_LEAST_SDS: Final = {
    name: math.sqrt(BASELINE_POLICY.variance_floor_share) * DEFAULT_PRIOR.of(name).within_sd for name in SIGNS
}

# Scores of one session go together: assumed for as long as the person's own scale is not known, and so that a session
# with few features weighs about as much as one with many. A round guess; DRIFT.md says what a wrong one costs.
ASSUMED_CORRELATION: Final = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningScale:
    """What is kept to standardise values of known mean 0."""

    k: int = 0
    sum_squares: float = 0.0

    def add(self, value: float) -> "RunningScale":
        """With one more value."""
        return RunningScale(k=self.k + 1, sum_squares=self.sum_squares + value * value)


def standardise(sufficient: Sufficient, value: float, *, least_sd: float, clip: float) -> float | None:
    """Standard normal score of a value after k sessions, within -clip..clip; None while the baseline is learning.

    t = (x - mean) / (s sqrt(1 + 1/k)) is Student's on k - 1 degrees of freedom (Hawkins' Q).
    """
    k = sufficient.k
    if not BASELINE_POLICY.is_established(k):
        return None
    variance = max(sufficient.sum_squares / (k - 1), least_sd * least_sd)
    t = (value - sufficient.mean) / math.sqrt(variance * (1.0 + 1.0 / k))
    return _normal_score(k - 1, t, clip)


def rescale(scale: RunningScale, value: float, *, least_sd: float, clip: float) -> float | None:
    """The same for a value of known mean 0, on k degrees of freedom; None without any value before it."""
    if not scale.k:
        return None
    variance = max(scale.sum_squares / scale.k, least_sd * least_sd)
    return _normal_score(scale.k, value / math.sqrt(variance), clip)


def compose(values: Mapping[str, float], known: Mapping[str, Sufficient], *, clip: float) -> float | None:
    """How far the voice's features are towards decline, taken together; None where nothing can be compared.

    Values and sufficient statistics by baseline type, on the compared scale and of one extractor. Features that are
    missing, still learning or without a direction are left out. Of the m others it is the sum of signed scores over the
    standard deviation of such a sum, sqrt(m (1 + (m - 1) correlation)), which `rescale` corrects to the person's own.
    """
    total, count = 0.0, 0
    for name, value in values.items():
        sign = SIGNS.get(name)
        if sign is None:
            continue
        score = standardise(known[name], value, least_sd=_LEAST_SDS[name], clip=clip)
        if score is not None:
            total += sign * score
            count += 1
    return total / math.sqrt(count * (1.0 + (count - 1) * ASSUMED_CORRELATION)) if count else None


def _normal_score(df: int, t: float, clip: float) -> float:
    """The normal score with the same tail as Student's t on df degrees of freedom."""
    score = float(ndtri(stdtr(float(df), t)))
    # Not by `min` and `max`: they take longer than all the rest, in every feature of every session of every replay.
    if score > clip:
        return clip
    return -clip if score < -clip else score
