"""A person's own baseline: what is known after k sessions, what it expects next, how unusual a session is. Pure."""

import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

# Of single numbers: the same functions for arrays take four times as long to find out that it is one.
from scipy.special.cython_special import betaln, hyp2f1, ndtri_exp, stdtr, stdtrit

from baselines.policy import BASELINE_POLICY, BaselinePolicy
from baselines.prior import TypePrior

# Below this the tail of Student's t comes close to underflow and is taken on the log scale.
_SMALLEST_DIRECT_TAIL: Final = 1e-280
_LOG_2: Final = math.log(2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sufficient:
    """All that is kept of a person's sessions: enough for every figure below, whatever order they arrived in."""

    k: int = 0
    mean: float = 0.0
    # Sum of squared differences from the mean.
    sum_squares: float = 0.0

    def add(self, value: float) -> "Sufficient":
        """With one more session (Welford 1962: no cancellation however far the mean is from zero)."""
        _require_finite(value)
        k = self.k + 1
        difference = value - self.mean
        mean = self.mean + difference / k
        return Sufficient(k=k, mean=mean, sum_squares=self.sum_squares + difference * (value - mean))


@dataclass(frozen=True, slots=True, kw_only=True)
class Predictive:
    """Where the next session is expected: Student's t on `df` degrees of freedom about `location`."""

    df: float
    location: float
    scale: float
    # Sessions of the person behind it.
    k: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How unusual one value is for this person."""

    # Signed, in standard deviations of a normal law with the same tail: what people are shown.
    z: float
    # Chance of a value at least as unusual in an ordinary session, 0..1.
    p: float

    @property
    def score(self) -> float:
        """The deviation score, 0..1."""
        return 1.0 - self.p


def predict(prior: TypePrior, sufficient: Sufficient, policy: BaselinePolicy = BASELINE_POLICY) -> Predictive:
    """The next session of a person, from the prior and k sessions (normal-inverse-gamma; Gelman et al., BDA3, 3.3)."""
    k = sufficient.k
    prior_sessions = prior.sessions
    prior_variance = prior.within_sd * prior.within_sd
    sessions = prior_sessions + k
    df = prior.degrees_of_freedom + k
    offset = sufficient.mean - prior.mean
    variance = (
        prior.degrees_of_freedom * prior_variance
        + sufficient.sum_squares
        + prior_sessions * k * offset * offset / sessions
    ) / df
    variance = max(variance, policy.variance_floor_share * prior_variance)
    return Predictive(
        df=df,
        location=prior.mean + k * offset / sessions,
        scale=math.sqrt(variance * (sessions + 1.0) / sessions),
        k=k,
    )


def compare(predictive: Predictive, value: float) -> Comparison:
    """Two-sided: unusually low and unusually high count alike; the sign of z says which it was."""
    log_tail, sign = _log_tail(predictive, value)
    return Comparison(z=-sign * float(ndtri_exp(log_tail)), p=math.exp(min(log_tail + _LOG_2, 0.0)))


def compare_upper(predictive: Predictive, value: float) -> Comparison:
    """One-sided: only unusually high counts. For distances, where being close to the person's mean is no finding."""
    log_tail, sign = _log_tail(predictive, value)
    tail = math.exp(log_tail)
    return Comparison(z=-sign * float(ndtri_exp(log_tail)), p=tail if sign > 0 else 1.0 - tail)


def expected_band(predictive: Predictive, policy: BaselinePolicy = BASELINE_POLICY) -> tuple[float, float]:
    """Lower and upper edge of the central band meant to hold `expected_band_share` of this person's sessions."""
    half_width = float(stdtrit(float(predictive.df), 0.5 + policy.expected_band_share / 2.0)) * predictive.scale
    return predictive.location - half_width, predictive.location + half_width


def combine(p_values: Iterable[float], policy: BaselinePolicy = BASELINE_POLICY) -> float:
    """One p for the whole session: truncated Cauchy combination (Liu & Xie 2020), right whatever the features share.

    Raises ValueError without any p-value: nothing compared is not the same as nothing unusual.
    """
    return combine_weighted([(p_value, 1.0) for p_value in p_values], policy)


def combine_weighted(weighted: Sequence[tuple[float, float]], policy: BaselinePolicy = BASELINE_POLICY) -> float:
    """`combine` of (p, weight > 0): a p that already stands for several things measured weighs as many."""
    if not weighted:
        raise ValueError("There is no p-value to combine.")
    terms = [weight / math.tan(math.pi * _truncate(p_value, policy)) for p_value, weight in weighted]
    return math.atan2(1.0, math.fsum(terms) / math.fsum(weight for _, weight in weighted)) / math.pi


def evidence_strength(p_value: float, policy: BaselinePolicy = BASELINE_POLICY) -> float:
    """Evidence for risk, 0..1: nothing in ordinary life, full at a session in ten thousand. Not 1 - p, which is half
    in an ordinary session, so that every steady person would gather risk."""
    if p_value <= policy.evidence_full_at_p:
        return 1.0
    span = math.log(policy.evidence_full_at_p / policy.evidence_starts_at_p)
    return max(math.log(p_value / policy.evidence_starts_at_p) / span, 0.0)


def _truncate(p_value: float, policy: BaselinePolicy) -> float:
    if not 0.0 <= p_value <= 1.0:
        raise ValueError("A p-value is within 0 and 1.")
    return min(max(p_value, policy.smallest_p), policy.largest_p)


def _log_tail(predictive: Predictive, value: float) -> tuple[float, float]:
    """Log of the chance beyond the value on its side of the location (at most log 1/2), and that side's sign."""
    _require_finite(value)
    difference = value - predictive.location
    t = min(abs(difference) / predictive.scale, sys.float_info.max)
    tail = float(stdtr(float(predictive.df), -t))
    log_tail = math.log(tail) if tail > _SMALLEST_DIRECT_TAIL else _log_far_tail(predictive.df, t)
    return log_tail, math.copysign(1.0, difference)


def _log_far_tail(df: float, t: float) -> float:
    """Log of Student's upper tail where it underflows: the incomplete beta function as a hypergeometric series.

    P(T > t) = x^a (1-x)^b F(a+b, 1; a+1; x) / (2 a B(a, b)) with a = df/2, b = 1/2, x = df/(df+t²) (DLMF 8.17.8).
    """
    half_df = df / 2.0
    root = math.hypot(math.sqrt(df), t)
    log_x = math.log(df) - 2.0 * math.log(root)
    log_rest = math.log(t) - math.log(root)
    series = float(hyp2f1(half_df + 0.5, 1.0, half_df + 1.0, math.exp(log_x)))
    return half_df * log_x + log_rest + math.log(series) - math.log(df) - float(betaln(half_df, 0.5))


def _require_finite(value: float) -> None:
    if not math.isfinite(value):
        raise ValueError("A baseline knows only finite values.")
