"""Whether a few values in a row rise: their trend, and how easily chance would have made it. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from statistics import median
from typing import Final

_FEWEST: Final = 2  # values that can differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How values change from one to the next."""

    values: int  # how many there are
    tau: float  # Kendall's, -1 (each lower than the one before) .. 1 (each higher)
    rise_per_step: float  # Theil and Sen's: the median slope of all pairs, in the values' own unit
    # Chance that the same values in random order rise as clearly (one-sided).
    p: float

    @property
    def rise(self) -> float:
        """What the values rose by from the first to the last, along the slope."""
        return self.rise_per_step * (self.values - 1)


def measure_trend(values: Sequence[float]) -> Trend | None:
    """The trend of values in their order; None for fewer than two, which have none.

    Mann (1945), Kendall (1938): the chance is the share of all orders of so many different values that have as many
    rising pairs, counted without approximation. A pair of equal values does not rise, so with such pairs the chance
    stated is too large, never too small. Slope: Theil (1950), Sen (1968), which one session far off does not move.
    Raises ValueError for NaN.
    """
    if any(math.isnan(value) for value in values):
        raise ValueError("A trend needs numbers.")
    number = len(values)
    if number < _FEWEST:
        return None
    pairs = list(combinations(enumerate(values), 2))
    rising = sum(later > earlier for (_, earlier), (_, later) in pairs)
    falling = sum(later < earlier for (_, earlier), (_, later) in pairs)
    return Trend(
        values=number,
        tau=(rising - falling) / len(pairs),
        rise_per_step=median((later - earlier) / (j - i) for (i, earlier), (j, later) in pairs),
        p=sum(_orders_by_rising_pairs(number)[rising:]) / math.factorial(number),
    )


@cache
def _orders_by_rising_pairs(number: int) -> tuple[int, ...]:
    """How many orders of so many values have 0, 1, 2, … rising pairs: each further value adds 0 to `size` of them."""
    counts = [1]
    for size in range(1, number):
        padded = [0] * size + counts + [0] * size
        counts = [sum(padded[at : at + size + 1]) for at in range(len(counts) + size)]
    return tuple(counts)
