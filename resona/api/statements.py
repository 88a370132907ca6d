"""Statements of lists: made by the ORM, kept, and run again with other values.

Making one costs more than running it and reading a hundred rows. A kept statement serves one API key and one shape of
request (which filters, which ordering), so whom the key may see is part of its text: no value can change that. Only
the values of slots are written anew, and sent apart from the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, Field, QuerySet
from psycopg import ClientCursor, Cursor, adapters
from psycopg.pq import Format

# psycopg's own, in C. Django's is in Python and costs as much as all the other columns together.
_LOAD_TIME = adapters.get_loader(adapters.types["timestamptz"].oid, Format.TEXT)

_PLACES: Final = re.compile("%%|%s")  # the first is a percent sign


class Slot(Expression):
    """Stands in a query for a value that is known when the statement runs."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=Field())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """SQL, all values in it but those of slots; no SQL at all where nothing can be found."""

    sql: str | None
    slots: tuple[str, ...] = ()

    def fetch(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows for these values of the slots, by name."""
        if self.sql is None:
            return []
        connection.ensure_connection()
        # Not through Django's cursors: on the way they do for each reading what writing needs.
        bound: Any = Cursor(connection.connection)
        bound.adapters.register_loader("timestamptz", _LOAD_TIME)
        counted = connection.make_debug_cursor(bound) if connection.queries_logged else bound
        with connection.wrap_database_errors, counted as cursor:
            cursor.execute(self.sql, [values[name] for name in self.slots])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def make_statement(queryset: QuerySet[Any, Any]) -> Statement:
    """The statement of this queryset."""
    try:
        sql, parameters = queryset.query.sql_with_params()
    except EmptyResultSet:
        return Statement(sql=None)
    connection.ensure_connection()
    writer, rest = ClientCursor(connection.connection), iter(parameters)
    slots: list[str] = []

    def write(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return place[0]
        value = next(rest)
        if isinstance(value, Slot):
            slots.append(value.name)
            return place[0]
        return writer.mogrify("%s", [value]).replace("%", "%%")

    return Statement(sql=_PLACES.sub(write, sql), slots=tuple(slots))
