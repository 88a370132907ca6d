"""Statements that the ORM builds once: what opens every request is run again with nothing but other values.

Building such a statement takes the ORM several times as long as PostgreSQL needs to answer it; a part that stands in
several places of a statement is built for each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.expressions import RawSQL

Rows = list[tuple[Any, ...]]


def any_of(column: str, values: list[Any]) -> models.Func:
    """As `column__in=values`, but one parameter however many values: the statement stays the same."""
    return models.Func(
        models.F(column),
        models.Value(values),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=models.BooleanField(),
    )


class CompiledQuery:
    """A queryset whose statement is kept; only the values named in `stand_ins` differ from run to run.

    `build` gets the stand-ins by name at the first run. Each must be unlike any other value in the statement.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Any]], **stand_ins: object) -> None:
        self._build = build
        self._stand_ins = stand_ins

    def fetch(self, **values: Any) -> Rows:
        """The rows as the database has them: jsonb is text."""
        with connection.cursor() as cursor:
            cursor.execute(*self.statement(**values))
            rows: Rows = cursor.fetchall()
            return rows

    def part(self, **values: Any) -> RawSQL:
        """The same as a part of other statements: what a lookup takes in place of a queryset."""
        return RawSQL(*self.statement(**values))

    def statement(self, **values: Any) -> tuple[str, list[Any]]:
        """The statement and its parameters."""
        statement, parameters = self._compiled
        return statement, [values[name] if name else constant for name, constant in parameters]

    @cached_property
    def _compiled(self) -> tuple[str, list[tuple[str | None, Any]]]:
        """The statement; for each of its parameters the name of the value that takes its place, or its constant."""
        compiler = self._build(**self._stand_ins).query.get_compiler(DEFAULT_DB_ALIAS)
        statement, parameters = compiler.as_sql()
        return statement, [(self._name_of(parameter), parameter) for parameter in parameters]

    def _name_of(self, parameter: object) -> str | None:
        names = [name for name, stand_in in self._stand_ins.items() if stand_in == parameter]
        return names[0] if names else None
