"""A statement that is sent and not waited for: the server works on it while the caller goes on.

By libpq's own calls, beside Django's cursors: for a statement that every request ends with they cost half of what those
do. In between the connection can do nothing else, so whoever begins must finish.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import errors, generators
from psycopg.pq import ExecStatus

DONE = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})


@dataclass(frozen=True, kw_only=True, slots=True)
class Ahead:
    """A statement on its way, over this connection of psycopg's."""

    sent_over: Any

    def finish(self) -> None:
        """Waits until it is done. Raises Django's DatabaseError where it failed."""
        with connection.wrap_database_errors:
            for result in self.sent_over.wait(generators.fetch_many(self.sent_over.pgconn)):
                if result.status not in DONE:
                    raise errors.error_from_result(result)


def begin(statement: bytes, values: Sequence[bytes | None]) -> Ahead:
    """Sends a statement with the places $1, $2, …; values are PostgreSQL's text of them. Nothing is returned.

    Raises Django's DatabaseError where it cannot be sent.
    """
    connection.ensure_connection()
    over: Any = connection.connection
    with connection.wrap_database_errors:
        over.pgconn.send_query_params(statement, values)
        over.wait(generators.send(over.pgconn))
    return Ahead(sent_over=over)
