"""A learned prior as it is stored: plain numbers by extractor and type, checked again when they are read. Pure.

{"policy": version of what learned it,
 "reference_people", "reference_sessions": at most of one type and extractor,
 "references": {extractor: {
    "types": {baseline type: {"mean", "within_sd", "between_sd", "degrees_of_freedom", "reference_people"}},
    "order": [baseline types],  # jsonb keeps no order of keys: that of the correlations
    "correlations": [[…]],
    "calibration": {"sessions", "scores": […], "log_p": […], "tail_shape", "tail_scale"} or null}},
 "emotions": {extractor: {"mean", …, "reference_people"}}}

Earlier ones hold an "emotion" that was learned from all extractors together: it is read, and not used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from baselines.calibration import Calibration
from baselines.policy import POPULATION_POLICY
from baselines.prior import (
    DEFAULT_PRIOR,
    EMOTION,
    LearnedType,
    Prior,
    Reference,
    TypePrior,
    UnknownBaselineTypeError,
    is_spread,
)
from resona.errors import ResonaError

# Rounded to what is known: a spread or mean of a hundred people is uncertain by several per cent, and a step in the
# third digit is less than a tenth of one person's spread on every scale. So a night that taught nothing writes no
# version, and two versions that one person lies between do not tell that person's values to the last digit.
SIGNIFICANT_DIGITS: Final = 3

Positive = Annotated[float, Field(gt=0.0)]
Count = Annotated[int, Field(ge=1)]


class UnreadablePriorError(ResonaError):
    """A stored population prior is damaged."""


class _Stored(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class StoredType(_Stored):
    """One baseline type."""

    mean: float
    within_sd: Positive
    between_sd: Positive
    degrees_of_freedom: Positive
    reference_people: Count


class StoredCalibration(_Stored):
    """From scores to p."""

    sessions: Count
    scores: Annotated[list[float], Field(min_length=1)]
    log_p: list[Annotated[float, Field(le=0.0)]]
    tail_shape: Positive
    tail_scale: Positive


class StoredReference(_Stored):
    """One extractor."""

    types: Annotated[dict[str, StoredType], Field(min_length=1)]
    order: list[str]
    correlations: list[list[float]]
    calibration: StoredCalibration | None


class StoredPrior(_Stored):
    """Everything learned."""

    policy: str
    reference_people: Count
    reference_sessions: Annotated[int, Field(ge=0)]
    references: dict[str, StoredReference]
    emotions: dict[str, StoredType] = Field(default_factory=dict)
    # Of earlier versions.
    emotion: Annotated[StoredType | None, Field(exclude=True)] = None


def prior_parameters(prior: Prior) -> dict[str, object]:
    """What is stored of a learned prior."""
    stored = StoredPrior(
        policy=POPULATION_POLICY.version,
        reference_people=prior.reference_people,
        reference_sessions=reference_sessions(prior),
        references={extractor: _store_reference(one) for extractor, one in prior.references.items()},
        emotions={extractor: _store_type(one) for extractor, one in prior.emotions.items()},
    )
    return stored.model_dump(mode="json")


def read_prior(parameters: Mapping[str, object], *, version: str) -> Prior:
    """The prior as it was learned. Raises UnreadablePriorError for anything else than what was stored."""
    try:
        stored = StoredPrior.model_validate(parameters)
        references = {extractor: _read_reference(one) for extractor, one in stored.references.items()}
        emotions = {extractor: _read_type(EMOTION, one) for extractor, one in stored.emotions.items()}
    except (ValidationError, ValueError, UnknownBaselineTypeError) as error:
        raise UnreadablePriorError from error
    return replace(
        DEFAULT_PRIOR,
        version=version,
        reference_people=stored.reference_people,
        references=references,
        emotions=emotions,
    )


def reference_sessions(prior: Prior) -> int:
    """Sessions that the best calibrated extractor rests on; 0: none is calibrated."""
    return max((one.calibration.sessions for one in prior.references.values() if one.calibration), default=0)


def _store_type(learned: LearnedType) -> StoredType:
    prior = learned.prior
    return StoredType(
        mean=_round(prior.mean),
        within_sd=_round(prior.within_sd),
        between_sd=_round(prior.between_sd),
        degrees_of_freedom=_round(prior.degrees_of_freedom),
        reference_people=learned.reference_people,
    )


def _store_reference(reference: Reference) -> StoredReference:
    return StoredReference(
        types={name: _store_type(learned) for name, learned in reference.types.items()},
        order=list(reference.types),
        correlations=[[_round(value) for value in row] for row in reference.correlations],
        calibration=_store_calibration(reference.calibration) if reference.calibration else None,
    )


def _store_calibration(calibration: Calibration) -> StoredCalibration:
    return StoredCalibration(
        sessions=calibration.sessions,
        scores=[_round(score) for score in calibration.scores],
        log_p=[_round(log_p) for log_p in calibration.log_p],
        tail_shape=_round(calibration.tail_shape),
        tail_scale=_round(calibration.tail_scale),
    )


def _round(value: float) -> float:
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")


def _read_type(name: str, stored: StoredType) -> LearnedType:
    prior = TypePrior(
        mean=stored.mean,
        within_sd=stored.within_sd,
        between_sd=stored.between_sd,
        degrees_of_freedom=stored.degrees_of_freedom,
    )
    if not is_spread(name, prior):
        raise ValueError("The spread is that of rounding.")
    return LearnedType(prior=prior, reference_people=stored.reference_people)


def _read_reference(stored: StoredReference) -> Reference:
    correlations = np.array(stored.correlations)  # rows of different length: a ValueError
    size = len(stored.order)
    if sorted(stored.order) != sorted(stored.types) or correlations.shape != (size, size):
        raise ValueError("The correlations are not those of the types.")
    if not np.allclose(correlations, correlations.T) or float(np.linalg.eigvalsh(correlations)[0]) <= 0.0:
        raise ValueError("The correlations are none.")
    return Reference(
        types={name: _read_type(name, stored.types[name]) for name in stored.order},
        correlations=tuple(tuple(row) for row in stored.correlations),
        calibration=_read_calibration(stored.calibration) if stored.calibration else None,
    )


def _read_calibration(stored: StoredCalibration) -> Calibration:
    if len(stored.scores) != len(stored.log_p):
        raise ValueError("The calibration's scores and p-values are not as many.")
    if stored.scores != sorted(stored.scores) or stored.log_p != sorted(stored.log_p, reverse=True):
        raise ValueError("The calibration does not fall.")
    return Calibration(
        sessions=stored.sessions,
        scores=tuple(stored.scores),
        log_p=tuple(stored.log_p),
        tail_shape=stored.tail_shape,
        tail_scale=stored.tail_scale,
    )
