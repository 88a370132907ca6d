"""Figures of merit that several evaluations share."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Final

import numpy as np


def macro_f1(labels: Sequence[int], found: Sequence[int], *, classes: int) -> float:
    """The mean over the classes of 2 hits / (labelled + found); a class that is neither has 0."""
    scores = []
    for one in range(classes):
        hits = sum(label == one == read for label, read in zip(labels, found, strict=True))
        size = labels.count(one) + found.count(one)
        scores.append(2.0 * hits / size if size else 0.0)
    return sum(scores) / classes


def area_under_curve(higher: Sequence[float], lower: Sequence[float]) -> float:
    """The chance that one of `higher` is above one of `lower`, ties half: Mann and Whitney's U over all pairs.

    Raises ValueError when either is empty.
    """
    if not higher or not lower:
        raise ValueError("Both sides need at least one value.")
    values = sorted(chain(((value, 1) for value in higher), ((value, 0) for value in lower)))
    wins = 0.0
    below = start = 0
    while start < len(values):
        end = start
        while end < len(values) and values[end][0] == values[start][0]:
            end += 1
        of_higher = sum(side for _, side in values[start:end])
        of_lower = end - start - of_higher
        wins += of_higher * (below + of_lower / 2.0)
        below += of_lower
        start = end
    return wins / (len(higher) * len(lower))


def interval_of(
    statistic: Callable[[Sequence[float], Sequence[float]], float], first: Sequence[float], second: Sequence[float]
) -> tuple[float, float]:
    """The 95 % interval of a statistic of two samples by the percentile bootstrap (Efron 1979), the same each time."""
    random = np.random.default_rng(_SEED)
    drawn = sorted(statistic(_redrawn(first, random), _redrawn(second, random)) for _ in range(_RESAMPLES))
    outside = int(_RESAMPLES * 0.025)
    return drawn[outside], drawn[-outside - 1]


_SEED: Final = 20260301
_RESAMPLES: Final = 400


def _redrawn(sample: Sequence[float], random: np.random.Generator) -> list[float]:
    return random.choice(np.asarray(sample), size=len(sample)).tolist() if sample else []
