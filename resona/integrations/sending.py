"""Sends what is due: many tries at a time, few of one endpoint, so that those that fail keep no other waiting.

One thread asks the database and keeps the outcomes; the others wait for answers and know no database. Within a process
one run is under way at a time: another that begins meanwhile leaves what is due to it. Processes share by claims.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Event, Lock
from typing import Final

from django.utils import timezone

from resona.integrations.claims import DueAttempt, claim_due, is_anything_due, is_failing
from resona.integrations.delivery import Tried, deliver
from resona.integrations.outcomes import keep_outcomes
from resona.integrations.policy import WEBHOOKS
from resona.integrations.queueing import queue_sending

LOOK_SECONDS: Final = 0.2  # how often is looked for what has become due while answers are waited for

_running = Lock()
_asked_again = Event()

Flights = dict[Future[Tried], DueAttempt]


def send_due() -> None:
    """Makes the tries that are due, and those that become due meanwhile; what is left in the end is queued."""
    while _running.acquire(blocking=False):
        _asked_again.clear()
        try:
            is_all = _run(until=time.monotonic() + WEBHOOKS.run_seconds)
        finally:
            _running.release()
        if not is_all:
            queue_sending()
            return
        if not _asked_again.is_set():
            return
    _asked_again.set()


def _run(*, until: float) -> bool:
    """Whether nothing was left that is due."""
    flights: Flights = {}
    with ThreadPoolExecutor(WEBHOOKS.most_at_once, thread_name_prefix="webhook") as threads:
        while True:
            is_over = time.monotonic() >= until
            for due in () if is_over else _claim(flights):
                flights[threads.submit(deliver, due, now=timezone.now())] = due
            if not flights:
                return not is_over or not is_anything_due(timezone.now())
            ended, _ = wait(flights, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            if ended:
                keep_outcomes([(flights.pop(one), one.result()) for one in ended], now=timezone.now())


def _claim(flights: Flights) -> Iterator[DueAttempt]:
    """What there is room for: of those that do not fail first, and of each what is urgent first."""
    now = timezone.now()
    under_way = list(flights.values())
    room = WEBHOOKS.most_at_once - len(under_way)
    for failing in (False, True):
        if failing:
            room = min(room, WEBHOOKS.most_failing_at_once - sum(is_failing(one.receiver) for one in under_way))
        for urgent in (True, False):
            busy = Counter(one.receiver.endpoint_id for one in under_way if one.is_urgent == urgent)
            claimed = claim_due(now=now, is_urgent=urgent, is_failing=failing, busy=busy, room=room)
            room -= len(claimed)
            yield from claimed
