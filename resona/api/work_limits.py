"""How much work of one caller is under way on this host, for all its processes together.

Places are files that are locked: the kernel frees them with whoever held them, however it ended. Beside them stands an
account of processor time for each caller, which fills with time and is charged for work that was done. A host, because
it is its threads and processors that are shared; a statement for each would cost more than it saves.
"""

from __future__ import annotations

import fcntl
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import Final

from rest_framework.exceptions import APIException

from resona.api.host_files import open_shared, sweep_now_and_then

TOO_MANY_REQUESTS: Final = 429
RETRY_AFTER_SECONDS: Final = 2
# How long work waits for a place, and how often it looks for one.
WAIT_SECONDS: Final = 0.5
LOOK_SECONDS: Final = 0.02
ACCOUNT_SECONDS: Final = 60.0  # in which an empty account fills
_ACCOUNT: Final = struct.Struct("dd")  # seconds left, and when that was


class TooMuchAtOnceError(APIException):
    """The caller has as much work under way as they may, or has used up their processor time."""

    status_code = TOO_MANY_REQUESTS
    default_detail = "Too much is asked at once. Nothing was recorded. Send it again later."
    default_code = "too-much-at-once"

    def __init__(self, wait: float = RETRY_AFTER_SECONDS, detail: str | None = None) -> None:
        super().__init__(detail)
        self.wait = wait


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """What a caller may take of a host."""

    places: int  # for heavy work
    waiting: int  # who wait for one
    cpu_seconds: float  # a minute


@contextmanager
def working(name: str, share: Share, *, is_heavy: bool) -> Iterator[None]:
    """Work of this caller inside the block, which is charged. Raises TooMuchAtOnceError."""
    if (wait := seconds_overdrawn(name, share)) > 0:
        raise TooMuchAtOnceError(wait=RETRY_AFTER_SECONDS + wait)
    with holding_place(name, share) if is_heavy else nullcontext(), charged(name, share):
        yield


@contextmanager
def holding_place(name: str, share: Share) -> Iterator[None]:
    """One of the caller's places for heavy work. Raises TooMuchAtOnceError."""
    place = _wait_for_place(name, share)
    try:
        yield
    finally:
        os.close(place)


@contextmanager
def holding_place_at_once(name: str, kind: str) -> Iterator[None]:
    """The caller's one place for something of this kind. Raises TooMuchAtOnceError where it is taken."""
    place = _take_one(name, kind, 1)
    if place is None:
        raise TooMuchAtOnceError
    try:
        yield
    finally:
        os.close(place)


@contextmanager
def charged(name: str, share: Share) -> Iterator[None]:
    """The processor time of this thread inside the block is charged to the caller."""
    begun = time.thread_time()
    try:
        yield
    finally:
        _charge(name, share, time.thread_time() - begun)


def seconds_overdrawn(name: str, share: Share) -> float:
    """How long until this caller may work again; 0.0: now."""
    return max(-_charge(name, share, 0.0) * ACCOUNT_SECONDS / share.cpu_seconds, 0.0)


def _wait_for_place(name: str, share: Share) -> int:
    place = _take_one(name, "place", share.places)
    if place is not None:
        return place
    queue = _take_one(name, "waiting", share.waiting)
    if queue is None:
        raise TooMuchAtOnceError
    try:
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
            place = _take_one(name, "place", share.places)
            if place is not None:
                return place
    finally:
        os.close(queue)
    raise TooMuchAtOnceError


def _take_one(name: str, kind: str, number: int) -> int | None:
    """One of so many files, locked until the descriptor is closed; None where all are."""
    for place in range(number):
        descriptor = open_shared(name, f"{kind}{place}")
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.utime(descriptor)
            return descriptor
        os.close(descriptor)
    return None


def _charge(name: str, share: Share, seconds: float) -> float:
    """Takes this much processor time from the account, and returns what is left; less than nothing is possible."""
    descriptor, now = open_shared(name, "account"), time.time()
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        kept = os.pread(descriptor, _ACCOUNT.size, 0)
        left, at = _ACCOUNT.unpack(kept) if len(kept) == _ACCOUNT.size else (share.cpu_seconds, now)
        filled = max(now - at, 0.0) * share.cpu_seconds / ACCOUNT_SECONDS
        left = float(min(left + filled, share.cpu_seconds) - seconds)
        if len(kept) < _ACCOUNT.size:
            sweep_now_and_then()
        os.pwrite(descriptor, _ACCOUNT.pack(left, now), 0)
        return left
    finally:
        os.close(descriptor)
