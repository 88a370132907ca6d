"""Statements of lists: made by the ORM, kept, and run again with other values.

Making one costs more than running it and reading a hundred rows. A kept statement serves one API key and one shape of
request (which filters, which ordering), so whom the key may see is part of its text: no value can change that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, Field, QuerySet
from psycopg import adapters
from psycopg.pq import Format

# psycopg's own, in C. Django's is in Python and costs as much as all the other columns together.
_LOAD_TIME = adapters.get_loader(adapters.types["timestamptz"].oid, Format.TEXT)


class Slot(Expression):
    """Stands in a query for a value that is known when the statement runs."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=Field())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """SQL and its parameters, some of them slots; no SQL at all where nothing can be found."""

    sql: str | None
    parameters: tuple[Any, ...] = ()

    def fetch(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows for these values of the slots, by name."""
        if self.sql is None:
            return []
        filled = [values[each.name] if isinstance(each, Slot) else each for each in self.parameters]
        with connection.cursor() as cursor:
            cursor.adapters.register_loader("timestamptz", _LOAD_TIME)
            cursor.execute(self.sql, filled)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def make_statement(queryset: QuerySet[Any, Any]) -> Statement:
    """The statement of this queryset."""
    try:
        sql, parameters = queryset.query.sql_with_params()
    except EmptyResultSet:
        return Statement(sql=None)
    return Statement(sql=sql, parameters=tuple(parameters))
