"""What PostgreSQL ended to resolve a conflict, or lost with a connection, is tried again where that is safe."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection
from psycopg_pool import PoolTimeout

# Deadlocks and serialisation failures are nobody's fault: the whole transaction is tried again.
TRANSIENT_SQLSTATES = frozenset({"40001", "40P01"})
# The server was shut down, has crashed, is starting or stopping; class 08 besides.
LOST_SQLSTATES = frozenset({"57P01", "57P02", "57P03"})
CONNECTION_CLASS = "08"
ATTEMPTS = 4  # the first, and three more

_Result = TypeVar("_Result")


def retry_transient(work: Callable[[], _Result]) -> _Result:
    """Runs a whole transaction, again when PostgreSQL ended it to resolve a conflict with another one."""
    return _retry(work, _is_transient)


def retry_idempotent(work: Callable[[], _Result]) -> _Result:
    """Runs a whole transaction that may be done twice, again also when its connection was lost.

    Nobody knows then whether it was committed: the second time it has to find what the first one left, and change
    nothing. A new connection is waited for as long as any is: while the database restarts.
    """
    return _retry(work, lambda error: _is_transient(error) or (is_lost(error) and not connection.in_atomic_block))


def is_lost(error: OperationalError) -> bool:
    """Whether the connection was lost with the statement; not, whether the statement was carried out.

    Without a state the client itself says so. One that could not be had in time has been waited for already.
    """
    state = getattr(error.__cause__, "sqlstate", None)
    if state is None:
        return not isinstance(error.__cause__, PoolTimeout)
    return state in LOST_SQLSTATES or state.startswith(CONNECTION_CLASS)


def _is_transient(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in TRANSIENT_SQLSTATES


def _retry(work: Callable[[], _Result], is_worth_it: Callable[[OperationalError], bool]) -> _Result:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return work()
        except OperationalError as error:
            if attempt == ATTEMPTS or not is_worth_it(error):
                raise
            if is_lost(error):
                connection.close()  # the next statement asks for another
    raise AssertionError("unreachable")
