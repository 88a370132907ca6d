"""What one caller may have analysed at once; what was said beyond it is kept, and read by a worker."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest

from resona.accounts.callers import ApiKeyCaller
from resona.api.bodies import announced_length
from resona.api.encodings import is_packed
from resona.api.work_limits import (
    ACCOUNT_SECONDS,
    Share,
    TooMuchAtOnceError,
    charged,
    holding_place,
    holding_place_at_once,
    seconds_overdrawn,
    working,
)
from resona.audit.actors import name_actor

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# Bytes of a body from which on it takes a place: a session of an hour is smaller.
HEAVY_BYTES: Final = 100_000
# Between the chunks of a batch.
LONGEST_PAUSE_SECONDS: Final = 10.0
PROCESSORS: Final = os.cpu_count() or 1
_THREADS: Final = int(os.environ.get("WEB_THREADS", "8")) * int(os.environ.get("WEB_CONCURRENCY", "2"))
# One heavy session at a time of a person, and of a system some: each takes a thread. Of a processor a person may use a
# sixth for long, a system half of all there are.
OF_PERSON: Final = Share(places=1, waiting=1, cpu_seconds=10.0)
OF_SYSTEM: Final = Share(places=max(_THREADS // 8, 1), waiting=max(_THREADS // 8, 1), cpu_seconds=30.0 * PROCESSORS)


def share_of(caller: Caller) -> Share:
    return OF_SYSTEM if isinstance(caller, ApiKeyCaller) else OF_PERSON


@contextmanager
def analysing(request: HttpRequest, caller: Caller) -> Iterator[None]:
    """A body is read and analysed inside the block. Raises TooMuchAtOnceError."""
    is_heavy = not 0 < announced_length(request) < HEAVY_BYTES or is_packed(request)
    with working(name_actor(caller), share_of(caller), is_heavy=is_heavy):
        yield


@contextmanager
def keeping(caller: Caller) -> Iterator[None]:
    """A body that is too much is kept inside the block, one at a time. Raises TooMuchAtOnceError beyond that."""
    name, share = name_actor(caller), share_of(caller)
    if (wait := seconds_overdrawn(name, share)) > ACCOUNT_SECONDS:
        raise TooMuchAtOnceError(wait=wait)
    with holding_place_at_once(name, "keeping"), charged(name, share):
        yield


def charging(caller: Caller) -> AbstractContextManager[None]:
    """The processor time inside the block is the caller's."""
    return charged(name_actor(caller), share_of(caller))


def hearing(caller: Caller) -> AbstractContextManager[None]:
    """A recording is read and measured inside the block: its body is large. Raises TooMuchAtOnceError."""
    return holding_place(f"{name_actor(caller)} with sound", share_of(caller))


def streaming(caller: Caller) -> AbstractContextManager[None]:
    """A batch inside the block, which holds a thread for as long as it takes. Raises TooMuchAtOnceError."""
    return holding_place(f"{name_actor(caller)} in batches", share_of(caller))


def analysing_lines(caller: Caller) -> AbstractContextManager[None]:
    """The analysis of some lines inside the block: whoever has used up their time gets the next of it later."""
    time.sleep(min(seconds_overdrawn(name_actor(caller), share_of(caller)), LONGEST_PAUSE_SECONDS))
    return charging(caller)
