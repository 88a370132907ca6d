"""How long control charts run until they alarm: exactly enough by Markov chain, and by simulation to check that. Pure.

Markov chain: Brook & Evans 1972, "An approach to the probability distribution of CUSUM run length"; Lucas & Saccucci
1990, "Exponentially weighted moving average control schemes". What is charted is independent with standard deviation 1;
charts start at 0 ("zero state"), and lengths count the session of the alarm.
"""

import math
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

Floats: TypeAlias = npt.NDArray[np.float64]

# Cells the chart's range is cut into. The error shrinks with their square: at 201 it is below one part in 2,000 for the
# designs of the tests, and their chains are solved in milliseconds. Odd, so that one cell is centred on 0.
CELLS: Final = 201
# A limit is sought between these; every design of use lies well within.
_SMALLEST_LIMIT: Final = 1.0
_LARGEST_LIMIT: Final = 6.0
_LIMIT_PRECISION: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Ewma:
    """Two-sided: E = (1 - weight) E + weight z; alarm beyond `limit` standard deviations that E has in the long run."""

    weight: float
    limit: float
    # Values beyond are taken for it, on either side.
    clip: float = math.inf

    @property
    def edge(self) -> float:
        """The largest |E| without alarm."""
        return self.limit * math.sqrt(self.weight / (2.0 - self.weight))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cusum:
    """Two-sided: S = max(0, S + z - reference) and its mirror image; alarm when either is above `limit`."""

    reference: float
    limit: float


Design: TypeAlias = Ewma | Cusum


def average_run_length(design: Design, *, shift: float = 0.0, cells: int = CELLS) -> float:
    """Mean sessions until the alarm when the charted value has mean `shift` (in its standard deviations)."""
    if isinstance(design, Ewma):
        return _mean_steps(_ewma_chain(design, shift, cells), start=cells // 2)
    sides = (_mean_steps(_cusum_chain(design, mean, cells), start=0) for mean in (shift, -shift))
    # From zero state the rates of the two sides add up (Van Dobben de Bruyn 1968).
    return 1.0 / sum(1.0 / steps for steps in sides)


def alarm_probability(design: Ewma, *, sessions: int, shift: float = 0.0, cells: int = CELLS) -> float:
    """Chance that the chart alarms within so many sessions."""
    chain = _ewma_chain(design, shift, cells)
    still_quiet = np.zeros(cells)
    still_quiet[cells // 2] = 1.0
    for _ in range(sessions):
        still_quiet = still_quiet @ chain
    return 1.0 - float(still_quiet.sum())


def family_limit(*, weight: float, clip: float, charts: int, sessions: int, share: float) -> float:
    """The limit at which a family of independent EWMA charts alarms in this share of undisturbed people.

    Charts that go together alarm in fewer. Each is given the share 1 - (1 - share)^(1/charts) (Šidák).
    """
    of_one = 1.0 - (1.0 - share) ** (1.0 / charts)
    low, high = _SMALLEST_LIMIT, _LARGEST_LIMIT
    while high - low > _LIMIT_PRECISION:
        middle = (low + high) / 2.0
        found = alarm_probability(Ewma(weight=weight, limit=middle, clip=clip), sessions=sessions)
        low, high = (middle, high) if found > of_one else (low, middle)
    return high


def simulate_run_lengths(design: Design, *, people: int, seed: int, shift: float = 0.0) -> npt.NDArray[np.int64]:
    """Sessions until the alarm of each of so many people; nobody is cut short."""
    draw = np.random.default_rng(seed)
    lengths = np.zeros(people, dtype=np.int64)
    running = np.arange(people)
    charts = np.zeros((1 if isinstance(design, Ewma) else 2, people))
    session = 0
    while running.size:
        session += 1
        values = draw.normal(shift, 1.0, running.size)
        charts = _moved(design, charts, values)
        alarms = _alarms(design, charts)
        # Most sessions are among the few people who run the longest, and there most raise no alarm.
        if alarms.any():
            lengths[running[alarms]] = session
            running, charts = running[~alarms], charts[:, ~alarms]
    return lengths


def _moved(design: Design, charts: Floats, values: Floats) -> Floats:
    if isinstance(design, Ewma):
        clipped = np.clip(values, -design.clip, design.clip)
        return (1.0 - design.weight) * charts + design.weight * clipped
    upward_and_downward = np.stack((values, -values))
    return np.maximum(charts + upward_and_downward - design.reference, 0.0)


def _alarms(design: Design, charts: Floats) -> npt.NDArray[np.bool_]:
    edge = design.edge if isinstance(design, Ewma) else design.limit
    return np.asarray((np.abs(charts) > edge).any(axis=0))


def _mean_steps(chain: Floats, *, start: int) -> float:
    """Mean steps from a cell until the chain leaves all of them: solves (I - Q) L = 1."""
    return float(np.linalg.solve(np.eye(len(chain)) - chain, np.ones(len(chain)))[start])


def _ewma_chain(design: Ewma, shift: float, cells: int) -> Floats:
    """Chances of passing from the centre of one cell of the chart's range to another cell."""
    edges = np.linspace(-design.edge, design.edge, cells + 1)
    centres = (edges[:-1] + edges[1:]) / 2.0
    # The value that takes the chart from each centre to each edge.
    values = (edges[None, :] - (1.0 - design.weight) * centres[:, None]) / design.weight
    below = np.where(values >= design.clip, 1.0, np.where(values <= -design.clip, 0.0, ndtr(values - shift)))
    return np.diff(below, axis=1)


def _cusum_chain(design: Cusum, shift: float, cells: int) -> Floats:
    """The upward side. The first cell is 0 and half a width beside it; so the chart's floor keeps its weight."""
    width = 2.0 * design.limit / (2 * cells - 1)
    centres = np.arange(cells) * width
    upper_edges = centres + width / 2.0
    below = ndtr(upper_edges[None, :] - centres[:, None] + design.reference - shift)
    return np.diff(below, axis=1, prepend=0.0)
