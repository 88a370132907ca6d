"""Transactions that PostgreSQL ended to resolve a conflict are tried again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError

# Deadlocks and serialisation failures are nobody's fault: the whole transaction is tried again.
TRANSIENT_SQLSTATES = frozenset({"40001", "40P01"})
ATTEMPTS = 4  # the first, and three more

_Result = TypeVar("_Result")


def retry_transient(work: Callable[[], _Result]) -> _Result:
    """Runs a whole transaction, again when PostgreSQL ended it to resolve a conflict with another one."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except OperationalError as error:
            if attempt == ATTEMPTS or getattr(error.__cause__, "sqlstate", None) not in TRANSIENT_SQLSTATES:
                raise
    raise AssertionError("unreachable")
