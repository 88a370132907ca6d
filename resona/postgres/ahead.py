"""Statements that are sent and not waited for: the server works on them while the caller goes on.

By libpq's own calls, beside Django's cursors: for a statement that every request begins or ends with they cost a third
of what those do. A connection plans such a statement once; PostgreSQL takes longer to plan it than to run it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import errors, generators
from psycopg.pq import DiagnosticField, ExecStatus, TransactionStatus

DONE = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})
THERE_ALREADY = b"42P05"  # duplicate_prepared_statement

Values = Sequence[bytes | None]  # PostgreSQL's text of each
Row = list[Any]  # likewise


class Prepared:
    """A statement with the places $1, $2, …"""

    def __init__(self, text: bytes) -> None:
        self.text = text
        # Of the text: behind a pooler, connections are shared with whoever runs another version of this.
        self._name = b"resona_" + hashlib.sha256(text).hexdigest().encode()
        self._known_to: WeakSet[Any] = WeakSet()

    def begin(self, values: Values) -> Ahead:
        """Sends it. Until it is finished the connection can do nothing else, so whoever begins must finish.

        Raises Django's DatabaseError where it cannot be sent.
        """
        database = connections[DEFAULT_DB_ALIAS]
        database.ensure_connection()
        over: Any = database.connection
        with database.wrap_database_errors:
            if over not in self._known_to:
                self._prepare(over)
            over.pgconn.send_query_prepared(self._name, values)
            over.wait(generators.send(over.pgconn))
        return Ahead(text=self.text, values=values, sent_over=over)

    def fetch(self, values: Values) -> list[Row]:
        """Its rows, awaited. Raises Django's DatabaseError."""
        database = connections[DEFAULT_DB_ALIAS]
        if database.queries_logged:  # while somebody counts: with those of Django's cursors
            database.queries_log.append({"sql": self.text.decode(), "time": "0"})
        return self.begin(values).finish()

    def _prepare(self, over: Any) -> None:
        over.pgconn.send_prepare(self._name, self.text)
        for result in over.wait(generators.execute(over.pgconn)):
            if result.status not in DONE and result.error_field(DiagnosticField.SQLSTATE) != THERE_ALREADY:
                raise errors.error_from_result(result)
        self._known_to.add(over)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ahead:
    """A statement on its way, over this connection of psycopg's."""

    text: bytes
    values: Values
    sent_over: Any

    def finish(self) -> list[Row]:
        """Waits until it is done, and returns its rows. Raises Django's DatabaseError where it failed."""
        with connections[DEFAULT_DB_ALIAS].wrap_database_errors:
            try:
                return self._wait()
            except errors.InvalidSqlStatementName:
                # A pooler took the connection that knew it, and gave another.
                if self.sent_over.pgconn.transaction_status != TransactionStatus.IDLE:
                    raise
                self.sent_over.pgconn.send_query_params(self.text, self.values)
                self.sent_over.wait(generators.send(self.sent_over.pgconn))
                return self._wait()

    def _wait(self) -> list[Row]:
        (result,) = self.sent_over.wait(generators.fetch_many(self.sent_over.pgconn))
        if result.status not in DONE:
            raise errors.error_from_result(result)
        places = range(result.nfields)
        return [[result.get_value(row, place) for place in places] for row in range(result.ntuples)]
