"""People of a made-up clinic whose law is known: what is learned from them can be held against the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baselines.population import ReferencePerson, ReferenceSession, gather_person
from baselines.statistics import Sufficient

Floats = NDArray[np.float64]

TYPES = ("pitch", "energy", "rate", "pause", "jitter", "shimmer", "hnr_db")
MEANS = np.array([7.0, -25.0, 4.0, -1.2, -3.9, -2.4, 12.0])
WITHIN_SD = np.array([1.0, 2.0, 0.5, 0.3, 0.2, 0.15, 1.2])
BETWEEN_SD = np.array([5.0, 1.0, 0.4, 0.2, 0.3, 0.2, 2.0])
# Jitter, shimmer and noise move together within a person, and so do pitch and level.
CORRELATIONS = np.eye(7)
for _one, _other, _value in ((0, 1, 0.5), (4, 5, 0.6), (4, 6, -0.6), (5, 6, -0.7)):
    CORRELATIONS[_one, _other] = CORRELATIONS[_other, _one] = _value


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One person's truth."""

    mean: Floats
    within_sd: Floats

    def speak(self, draw: np.random.Generator, sessions: int) -> Floats:
        """Values of so many sessions, sessions x TYPES."""
        steps = draw.standard_normal((sessions, len(TYPES))) @ np.linalg.cholesky(CORRELATIONS).T
        values: Floats = self.mean + steps * self.within_sd
        return values


def make_voice(draw: np.random.Generator, degrees_of_freedom: float = 12.0) -> Voice:
    """A person of the population; their spread differs from others' as chi² of so many degrees of freedom says."""
    spread = np.sqrt(degrees_of_freedom / draw.chisquare(degrees_of_freedom, len(TYPES)))
    return Voice(
        mean=MEANS + BETWEEN_SD * draw.standard_normal(len(TYPES)),
        within_sd=WITHIN_SD * spread,
    )


def as_person(rows: Floats, extractor: str = "praat/1", device: str = "") -> ReferencePerson:
    """A reference person who spoke these sessions; NaN: not measured."""
    return gather_person(as_session(row, extractor, device) for row in rows)


def as_session(row: Floats, extractor: str = "praat/1", device: str = "") -> ReferenceSession:
    return ReferenceSession(
        extractor=extractor,
        instrument=f"{extractor} on {device}" if device else extractor,
        values=as_values(row),
        shares=None,
    )


def as_values(row: Floats) -> dict[str, float]:
    return {name: float(value) for name, value in zip(TYPES, row, strict=True) if not np.isnan(value)}


def as_known(rows: Floats) -> dict[str, Sufficient]:
    """What is known of a person after these sessions."""
    present = ~np.isnan(rows)
    counts = present.sum(axis=0)
    means = np.where(present, rows, 0.0).sum(axis=0) / np.maximum(counts, 1)
    sums = np.where(present, (rows - means) ** 2, 0.0).sum(axis=0)
    columns = zip(TYPES, counts.tolist(), means.tolist(), sums.tolist(), strict=True)
    return {name: Sufficient(k=k, mean=mean, sum_squares=total) for name, k, mean, total in columns if k}


def make_clinic(draw: np.random.Generator, people: int, sessions: int) -> list[ReferencePerson]:
    """Reference people with so many sessions each."""
    return [as_person(make_voice(draw).speak(draw, sessions)) for _ in range(people)]
