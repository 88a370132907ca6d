"""How long things take: what is measured and its floor in turns, so that what slows the machine slows both."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

Work = Callable[[], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """Milliseconds, the median of many times."""

    cpu_ms: float  # of this process: what the client of the database computes
    wall_ms: float


def in_turns(pairs: Iterable[tuple[Work, Work]]) -> tuple[Cost, Cost]:
    """The costs of the first and of the second of each pair; what makes the pairs is not measured."""
    firsts: list[tuple[float, float]] = []
    seconds: list[tuple[float, float]] = []
    for first, second in pairs:
        firsts.append(_run(first))
        seconds.append(_run(second))
    return _median(firsts), _median(seconds)


def wall_seconds(work: Work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _run(work: Work) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def _median(times: list[tuple[float, float]]) -> Cost:
    cpu, wall = (median(column) * 1000 for column in zip(*times, strict=True))
    return Cost(cpu_ms=cpu, wall_ms=wall)
