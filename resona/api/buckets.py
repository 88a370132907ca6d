"""How often somebody may ask: token buckets, in the memory of one process.

A bucket holds as many tokens as may be asked in a minute and fills as fast; each request takes one. Memory, because a
statement for every request would cost more than what it guards: a server of several processes, or several servers, let
through so many times the limit at most. Guesses at passwords are counted in the database, for all processes together.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

SECONDS = 60.0  # in which a bucket fills
SWEEP_AT = 10_000  # buckets; then those that are full are forgotten, for they tell nothing


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float  # seconds


class Buckets:
    """One bucket for each key; safe to use from several threads."""

    def __init__(self) -> None:
        self._buckets: dict[Hashable, _Bucket] = {}
        self._lock = Lock()

    def take(self, key: Hashable, per_minute: int, *, now: float) -> float:
        """Takes a token and returns 0.0; or, where none is left, takes nothing and returns the seconds until one is.

        `now` is in seconds of a clock that never goes back; `per_minute` is at least 1.
        """
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is None:
                if len(self._buckets) >= SWEEP_AT:
                    self._forget_full(now)
                bucket = self._buckets[key] = _Bucket(tokens=per_minute, at=now)
            rate = per_minute / SECONDS
            bucket.tokens = min(per_minute, bucket.tokens + (now - bucket.at) * rate)
            bucket.at = now
            if bucket.tokens < 1:
                return (1 - bucket.tokens) / rate
            bucket.tokens -= 1
            return 0.0

    def __len__(self) -> int:
        return len(self._buckets)

    def _forget_full(self, now: float) -> None:
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if now - bucket.at < SECONDS}
