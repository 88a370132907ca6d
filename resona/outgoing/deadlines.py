"""A point in time by which all steps of a request together must have ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from threading import Thread
from typing import TypeVar

from resona.outgoing.errors import TooSlowError

_Result = TypeVar("_Result")


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """Read by the monotonic clock, so that setting the clock neither shortens nor prolongs it."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(at=time.monotonic() + seconds)

    def remaining_seconds(self) -> float:
        """Always above 0. Raises TooSlowError when nothing is left."""
        remaining = self.at - time.monotonic()
        if remaining <= 0:
            raise TooSlowError
        return remaining

    def run(self, call: Callable[[], _Result]) -> _Result:
        """The result of a call that has no time limit of its own. Raises TooSlowError, or what the call raised.

        The call is made in a thread of its own, which is left alone when the time is over: it cannot be stopped.
        """
        future: Future[_Result] = Future()
        Thread(target=_fulfil, args=(future, call), daemon=True).start()
        if not wait([future], timeout=self.remaining_seconds()).done:
            raise TooSlowError
        return future.result()


def _fulfil(future: Future[_Result], call: Callable[[], _Result]) -> None:
    try:
        result = call()
    except Exception as error:
        future.set_exception(error)
    else:
        future.set_result(result)
