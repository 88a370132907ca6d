"""Answers that wait until something happens (long polling): few at a time, so that others are still answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Final, TypeVar

Answer = TypeVar("Answer")

MAX_WAIT_SECONDS: Final = 30
LOOK_SECONDS: Final = 0.5  # between one look and the next
# Of a process, which has 8: whoever comes third is answered at once, and asks again.
MAX_WAITING: Final = 2
_PLACES: Final = BoundedSemaphore(MAX_WAITING)


def wait_for(look: Callable[[], Answer], is_something: Callable[[Answer], bool], *, seconds: float) -> Answer:
    """What a look finds: as soon as it is something, or once so many seconds are over.

    Between two looks no transaction is open. Where too many wait already, what the first look finds.
    """
    found = look()
    if seconds <= 0 or is_something(found) or not _PLACES.acquire(blocking=False):
        return found
    try:
        until = time.monotonic() + min(seconds, MAX_WAIT_SECONDS)
        while not is_something(found) and (left := until - time.monotonic()) > 0:
            time.sleep(min(LOOK_SECONDS, left))
            found = look()
        return found
    finally:
        _PLACES.release()
