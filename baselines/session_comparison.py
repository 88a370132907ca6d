"""One session against everything known: each thing measured by itself, and one p for the whole session. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special.cython_special import chdtrc

from baselines.calibration import Calibration, calibrate
from baselines.emotion_distance import EmotionSufficient, measure_emotion_distance
from baselines.policy import BASELINE_POLICY, BaselinePolicy
from baselines.prior import EMOTION, Backing, Prior, Reference
from baselines.statistics import Comparison, Predictive, Sufficient, combine_weighted, compare, compare_upper, predict
from conversations.emotions import EmotionShares

Floats: TypeAlias = NDArray[np.float64]

# Where the tail of chi² comes close to underflow; -log of it is the highest score.
_SMALLEST_TAIL: Final = 1e-300
# Inverses kept: patterns of (types, sessions known) that people in care have, a kilobyte each.
_KEPT_INVERSES: Final = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeComparison:
    """One thing measured against the person's own normal, on the compared scale."""

    baseline_type: str
    value: float
    predictive: Predictive
    comparison: Comparison
    # Sessions of the person behind it; for emotions those whose shares are known.
    k: int
    backing: Backing


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionComparison:
    """Everything compared of one session, and how unusual it is as a whole."""

    types: tuple[TypeComparison, ...]
    # Chance of a session at least as unusual in this person's ordinary life, (0, 1].
    p: float
    # People behind the weakest of the expectations; 0: the shipped constants stand behind one of them at least.
    reference_people: int
    # Reference sessions that the p, or that of the features learned together, was calibrated on; 0: none, a truncated
    # Cauchy combination.
    reference_sessions: int
    # The p is smaller than that many reference sessions can show by themselves: it rests on the law of a tail.
    is_extrapolated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joint:
    """What features of one extractor say together."""

    p: float
    types: frozenset[str]
    calibration: Calibration


def compare_session(
    *,
    values: Mapping[str, float],
    known: Mapping[str, Sufficient],
    extractor: str,
    shares: EmotionShares | None = None,
    emotion: EmotionSufficient | None = None,
    prior: Prior,
    policy: BaselinePolicy = BASELINE_POLICY,
) -> SessionComparison | None:
    """Compares what is known well enough; None where nothing is.

    `values` by baseline type on the compared scale, `known` the person's own statistics of them by the same instrument;
    `emotion` is what is known of the person's emotion shares, likewise. The session itself must be in neither.
    """
    found = [
        _compare(
            baseline_type,
            value,
            predict(prior.of(baseline_type, extractor), known[baseline_type], policy),
            prior.behind(baseline_type, extractor),
        )
        for baseline_type, value in values.items()
        if baseline_type in known and policy.is_established(known[baseline_type].k)
    ]
    joint = _compare_jointly(found, prior.references.get(extractor))
    if shares is not None and emotion is not None and policy.is_established(emotion.k):
        found.append(_compare_emotion(shares, emotion, extractor, prior, policy))
    if not found:
        return None
    p = _combine(found, joint, policy)
    return SessionComparison(
        types=tuple(found),
        p=p,
        reference_people=min(one.backing.reference_people for one in found),
        reference_sessions=joint.calibration.sessions if joint else 0,
        is_extrapolated=joint is not None and p < joint.calibration.least_supported_p,
    )


def score_jointly(reference: Reference, z_by_type: Mapping[str, float], k_by_type: Mapping[str, int]) -> float:
    """How unusual the features of `reference.types` are together: -log of a p that is calibrated elsewhere.

    The z of each, as people are shown it, has in an ordinary session a normal law; together they have the correlations
    of the two-covariance model (between people, within one person: Prince & Elder 2007; here with each person's own
    spread), so their squared Mahalanobis length is chi² on as many degrees of freedom. Needs at least one feature.
    """
    types = tuple(name for name in reference.types if name in z_by_type)
    z = np.array([z_by_type[name] for name in types])
    inverse = _inverse_correlations(reference, types, tuple(k_by_type[name] for name in types))
    return -math.log(max(float(chdtrc(len(types), float(z @ inverse @ z))), _SMALLEST_TAIL))


@lru_cache(maxsize=_KEPT_INVERSES)
def _inverse_correlations(reference: Reference, types: tuple[str, ...], counts: tuple[int, ...]) -> Floats:
    """Inverse of the correlations between the errors of prediction, which `predict` makes feature by feature.

    With own means x̄ of k sessions, weights a = k/(κ0+k) and m = m0 + a(x̄ - m0), the error x - m of a new session has
    the covariance W + (I-A) B (I-A) + A Cov(x̄ | person) A, where Cov(x̄_i, x̄_j) = W_ij / max(k_i, k_j): the sessions
    of the shorter baseline are among those of the longer. B is diagonal: with some dozen people, correlations between
    their means are noise.
    """
    order = list(reference.types)
    places = [order.index(name) for name in types]
    priors = [reference.types[name].prior for name in types]
    within_sd = np.array([prior.within_sd for prior in priors])
    k = np.array(counts, dtype=np.float64)
    a = k / (k + np.array([prior.sessions for prior in priors]))
    within = np.array(reference.correlations)[np.ix_(places, places)] * np.outer(within_sd, within_sd)
    covariance = within * (1.0 + np.outer(a, a) / np.maximum.outer(k, k))
    covariance += np.diag(((1.0 - a) * np.array([prior.between_sd for prior in priors])) ** 2)
    scale = np.sqrt(covariance.diagonal())
    inverse: Floats = np.linalg.inv(covariance / np.outer(scale, scale))
    return inverse


def _compare_jointly(found: list[TypeComparison], reference: Reference | None) -> _Joint | None:
    """The calibrated p of the features that reference people stand behind; None without such, or without enough."""
    if reference is None or reference.calibration is None:
        return None
    together = [one for one in found if one.baseline_type in reference.types]
    if not together:
        return None
    score = score_jointly(
        reference,
        {one.baseline_type: one.comparison.z for one in together},
        {one.baseline_type: one.k for one in together},
    )
    return _Joint(
        p=calibrate(reference.calibration, score),
        types=frozenset(one.baseline_type for one in together),
        calibration=reference.calibration,
    )


def _combine(found: list[TypeComparison], joint: _Joint | None, policy: BaselinePolicy) -> float:
    """One p of all; what was compared jointly is not combined a second time, and weighs as many as it stands for."""
    if joint is None:
        return combine_weighted([(one.comparison.p, 1.0) for one in found], policy)
    apart = [(one.comparison.p, 1.0) for one in found if one.baseline_type not in joint.types]
    return combine_weighted([(joint.p, float(len(joint.types))), *apart], policy) if apart else joint.p


def _compare(baseline_type: str, value: float, predictive: Predictive, backing: Backing) -> TypeComparison:
    return TypeComparison(
        baseline_type=baseline_type,
        value=value,
        predictive=predictive,
        comparison=compare(predictive, value),
        k=predictive.k,
        backing=backing,
    )


def _compare_emotion(
    shares: EmotionShares, emotion: EmotionSufficient, extractor: str, prior: Prior, policy: BaselinePolicy
) -> TypeComparison:
    """One-sided: a mix of emotions close to the usual one is no finding."""
    distance = measure_emotion_distance(emotion, shares, policy)
    predictive = predict(prior.of(EMOTION, extractor), emotion.distances, policy)
    return TypeComparison(
        baseline_type=EMOTION,
        value=distance,
        predictive=predictive,
        comparison=compare_upper(predictive, distance),
        k=emotion.k,
        backing=prior.behind(EMOTION, extractor),
    )
