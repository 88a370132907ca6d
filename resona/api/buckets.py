"""How often somebody may ask: token buckets, which all processes of a host share.

A bucket holds as many tokens as may be asked in a minute and fills as fast; each request takes one. In a file that is
locked for as long as it takes (resona.api.host_files): several hosts let through so many times the limit at most.
Guesses at passwords are counted in the database, for all hosts together.
"""

from __future__ import annotations

import fcntl
import os
import struct
from dataclasses import dataclass
from typing import Final

from resona.api.host_files import open_shared, sweep_now_and_then

SECONDS: Final = 60.0  # in which a bucket fills
_BUCKET: Final = struct.Struct("dd")  # tokens left, and when that was


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What became of one request."""

    limit: int  # tokens that a bucket holds
    tokens: float  # left
    wait: float = 0.0  # seconds until there is one; 0.0: it took one

    @property
    def left(self) -> int:
        """How many more may be asked at once."""
        return int(self.tokens)

    @property
    def full_in(self) -> float:
        """Seconds until the bucket is full, if nothing is asked."""
        return (self.limit - self.tokens) * SECONDS / self.limit


def take(name: str, per_minute: int, *, now: float) -> Turn:
    """Takes a token from the bucket of this name, or nothing where none is left.

    `now` is in seconds of a clock that all processes read; `per_minute` is at least 1.
    """
    descriptor = open_shared(name, "asked")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        kept = os.pread(descriptor, _BUCKET.size, 0)
        if len(kept) < _BUCKET.size:
            sweep_now_and_then()
            tokens, at = float(per_minute), now
        else:
            tokens, at = _BUCKET.unpack(kept)
        turn = spend(tokens, per_minute, seconds=now - at)
        os.pwrite(descriptor, _BUCKET.pack(turn.tokens, now), 0)
        return turn
    finally:
        os.close(descriptor)


def spend(tokens: float, per_minute: int, *, seconds: float) -> Turn:
    """A turn at a bucket that held so many tokens so many seconds ago. Pure."""
    rate = per_minute / SECONDS
    tokens = min(float(per_minute), tokens + max(seconds, 0.0) * rate)
    if tokens < 1:
        return Turn(limit=per_minute, tokens=tokens, wait=(1 - tokens) / rate)
    return Turn(limit=per_minute, tokens=tokens - 1)
