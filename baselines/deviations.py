"""What was compared of a session, in the units that people read. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from baselines.features import FEATURES_BY_TYPE
from baselines.normal import Measured
from baselines.policy import BASELINE_POLICY
from baselines.prior import EMOTION, Backing
from baselines.session_comparison import SessionComparison, TypeComparison
from baselines.statistics import Comparison, expected_band


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundDeviation:
    """One thing measured, against what was expected of this person; natural units."""

    deviation_type: str
    comparison: Comparison
    value: float
    expected: float
    low: float
    high: float
    k: int  # sessions behind the expectation
    backing: Backing  # the population prior behind it
    extractor: str  # what measured this and those sessions, and on which device; empty where it was not said


def describe_deviations(compared: SessionComparison, measured: Measured) -> tuple[FoundDeviation, ...]:
    """A deviation for each thing that was compared."""
    return tuple(
        (_emotion_deviation if one.baseline_type == EMOTION else _voice_deviation)(one, measured.instrument)
        for one in compared.types
    )


def _voice_deviation(one: TypeComparison, instrument: str) -> FoundDeviation:
    low, high = expected_band(one.predictive)
    natural = FEATURES_BY_TYPE[one.baseline_type].to_natural
    return FoundDeviation(
        deviation_type=one.baseline_type,
        comparison=one.comparison,
        value=natural(one.value),
        expected=natural(one.predictive.location),
        low=natural(low),
        high=natural(high),
        k=one.k,
        backing=one.backing,
        extractor=instrument,
    )


def _emotion_deviation(one: TypeComparison, instrument: str) -> FoundDeviation:
    """Shown as bits of divergence; a mix of emotions close to the usual one is no finding."""
    _, high = expected_band(one.predictive)
    return FoundDeviation(
        deviation_type=EMOTION,
        comparison=one.comparison,
        value=_bits(one.value),
        expected=_bits(one.predictive.location),
        low=0.0,
        high=_bits(high),
        k=one.k,
        backing=one.backing,
        extractor=instrument,
    )


def _bits(distance: float) -> float:
    return min(max(math.exp(distance) - BASELINE_POLICY.emotion_distance_offset_bits, 0.0), 1.0)
