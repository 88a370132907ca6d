"""Moments of a population: how much one person varies, how much that differs, how far people lie apart. Arrays in.

Pure.
"""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, zeta

from baselines.policy import POPULATION_POLICY, PopulationPolicy
from baselines.prior import TypePrior

Floats: TypeAlias = NDArray[np.float64]

# Newton's steps for the inverse of the trigamma function: it converges from below, and five are enough.
_MOST_STEPS: Final = 50
_STEP_TOLERANCE: Final = 1e-8
# A variance between people needs as many.
FEWEST_PEOPLE: Final = 2


def fit_type(
    counts: Floats, means: Floats, sum_squares: Floats, policy: PopulationPolicy = POPULATION_POLICY
) -> TypePrior | None:
    """The prior of one type from people's sufficient statistics, one entry a person, each from 2 sessions on.

    Within-person variance and its degrees of freedom: `fit_variance`. Between people: the variance of their means
    less what their sessions' spread puts into it, plus the doubt about the mean over people itself. None where
    nobody ever varied, or for a single person: that is no population.
    """
    if len(counts) < FEWEST_PEOPLE or not np.any(sum_squares > 0.0):
        return None
    variance, degrees_of_freedom = fit_variance(sum_squares / (counts - 1.0), counts - 1.0, policy)
    of_means = float(np.var(means, ddof=1))
    between = of_means - variance * float(np.mean(1.0 / counts)) + of_means / len(counts)
    return TypePrior(
        mean=float(np.mean(means)),
        within_sd=variance**0.5,
        between_sd=max(between, variance / policy.most_prior_sessions) ** 0.5,
        degrees_of_freedom=degrees_of_freedom,
    )


def fit_variance(
    variances: Floats, degrees_of_freedom: Floats, policy: PopulationPolicy = POPULATION_POLICY
) -> tuple[float, float]:
    """(s0², d0): people's variances as draws from s0² d0 / chi² on d0 degrees of freedom.

    Fitted by the moments of log sample variances (Smyth 2004, section 6.2: limma's fitFDist); d0 within the policy's
    limits, where s0² is what fits that d0. Needs at least 2 variances, one of them above 0.
    """
    floor = policy.least_variance_share * float(np.average(variances, weights=degrees_of_freedom))
    half = degrees_of_freedom / 2.0
    logs = np.log(np.maximum(variances, floor)) - digamma(half) + np.log(half)
    spread = float(np.var(logs, ddof=1)) - float(np.mean(_trigamma(half)))
    prior_df = 2.0 * invert_trigamma(spread) if spread > 0.0 else policy.most_degrees_of_freedom
    prior_df = min(max(prior_df, policy.least_degrees_of_freedom), policy.most_degrees_of_freedom)
    level = float(np.mean(logs)) + float(digamma(prior_df / 2.0)) - float(np.log(prior_df / 2.0))
    return float(np.exp(level)), prior_df


def invert_trigamma(value: float) -> float:
    """The y > 0 with trigamma(y) = value > 0, by Newton's method on 1/trigamma (Smyth 2004, appendix)."""
    y = 0.5 + 1.0 / value
    for _ in range(_MOST_STEPS):
        trigamma = float(_trigamma(y))
        step = trigamma * (1.0 - trigamma / value) / _tetragamma(y)
        y += step
        if -step / y < _STEP_TOLERANCE:
            break
    return y


def shrink_correlations(
    products: Floats, squares: Floats, pairs: Floats, policy: PopulationPolicy = POPULATION_POLICY
) -> Floats:
    """Correlations shrunk towards none by as much as they are uncertain (Schäfer & Strimmer 2005, "A shrinkage approach
    to large-scale covariance matrix estimation", eq. 10), and further where two features would be one measured twice.

    Over pairs (i, j) of features: `products` sums y_i y_j, `squares` sums (y_i y_j)², `pairs` counts the sessions
    that hold both less one for each person; y about the person's own mean, in the person's own standard deviations.
    """
    scale = np.sqrt(np.outer(products.diagonal(), products.diagonal()))
    raw = np.divide(products, scale, out=np.zeros_like(products), where=scale > 0.0)
    off = ~np.eye(len(raw), dtype=bool) & (pairs > 1.0)
    mean_product = np.divide(products, pairs, out=np.zeros_like(products), where=off)
    summed = np.maximum(squares - pairs * mean_product**2, 0.0)
    unit = np.divide(np.outer(products.diagonal(), products.diagonal()), np.outer(pairs.diagonal(), pairs.diagonal()))
    variance = np.divide(summed * pairs, (pairs - 1.0) ** 3 * unit, out=np.zeros_like(products), where=off)
    signal = float(np.sum(raw[off] ** 2))
    amount = min(float(np.sum(variance[off])) / signal, 1.0) if signal > 0.0 else 1.0
    raw = np.where(off, np.clip(raw, -1.0, 1.0), 0.0)
    np.fill_diagonal(raw, 1.0)
    least = float(np.linalg.eigvalsh(raw)[0])
    if (1.0 - amount) * least + amount < policy.least_eigenvalue:
        amount = (policy.least_eigenvalue - least) / (1.0 - least)
    shrunk: Floats = (1.0 - amount) * raw
    np.fill_diagonal(shrunk, 1.0)
    return shrunk


# Derivatives of digamma by Hurwitz's zeta (DLMF 25.11.12), as SciPy's `polygamma` has them, which takes many times as
# long for a single number: in each of Newton's steps, for each type, in each fold of a calibration.
def _trigamma(y: Floats | float) -> Floats | float:
    first: Floats | float = zeta(2.0, y)
    return first


def _tetragamma(y: float) -> float:
    return -2.0 * float(zeta(3.0, y))
