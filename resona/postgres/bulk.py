"""Many rows, of one table or of several, in one statement, whose text does not depend on how many they are.

The rows travel as one JSON document, which PostgreSQL takes apart: for the client that is one parameter, not hundreds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Protocol

import orjson
from django.db import connection, models

Value = Any  # what JSON can say of a column: UUID, str, int, float, bool, aware datetime, None; dict and list for jsonb
NOTHING_COMPUTED: Final[Mapping[str, str]] = MappingProxyType({})


class Part(Protocol):
    """One of several statements that are sent as one."""

    @property
    def statement(self) -> str:
        """SQL with one parameter: `document`."""

    @property
    def document(self) -> str | None:
        """The rows as JSON; None where there are none, and nothing is to be done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Insertion:
    """Rows for one table, given by column name, all with the same columns.

    `suffix` follows the values, e.g. "ON CONFLICT DO NOTHING"; `computed` holds, by column, SQL about a row `given`,
    stored in place of its value. Raises ValueError for rows whose columns differ: a value would be lost without a word;
    and for a value that its field refuses, as the ORM would.
    """

    model: type[models.Model]
    rows: Sequence[Mapping[str, Value]]
    suffix: str = ""
    computed: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if any(row.keys() != self.rows[0].keys() for row in self.rows):
            raise ValueError(f"Rows for {self.model._meta.db_table} have different columns.")
        for column, refuse in _refusals(self.model, tuple(self.rows[0])) if self.rows else ():
            for row in self.rows:
                refuse(row[column])

    @property
    def statement(self) -> str:
        return _statement(self.model, tuple(self.rows[0]), self.suffix, tuple(self.computed.items()))

    @property
    def document(self) -> str | None:
        return orjson.dumps(self.rows).decode() if self.rows else None


def insert_rows(
    model: type[models.Model],
    rows: Sequence[Mapping[str, Value]],
    *,
    suffix: str = "",
    computed: Mapping[str, str] = NOTHING_COMPUTED,
) -> list[Any]:
    """Inserts rows in one statement, and returns what `suffix` returns ("… RETURNING id"), if anything."""
    if not rows:
        return []
    insertion = Insertion(model=model, rows=rows, suffix=suffix, computed=computed)
    with connection.cursor() as cursor:
        cursor.execute(insertion.statement, [insertion.document])
        return cursor.fetchall() if cursor.description else []


def write_together(parts: Iterable[Part]) -> None:
    """Writes rows of several tables in one statement; they may refer to one another, for keys are checked at its end.

    No part sees what another one writes, so nothing may depend on their order.
    """
    written = [(part.statement, document) for part in parts if (document := part.document) is not None]
    if not written:
        return
    *before, last = (statement for statement, _ in written)
    named = ", ".join(f"part_{place} AS ({statement})" for place, statement in enumerate(before))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {named} {last}" if named else last, [document for _, document in written])


def upsertion(model: type[models.Model], rows: Sequence[Mapping[str, Value]], *, key: Iterable[str]) -> Insertion:
    """An insertion where a row with the same key columns gets the new values instead; its id stays."""
    keys = tuple(key)
    changed = [column for column in rows[0] if column not in keys and column != "id"] if rows else []
    assignments = ", ".join(f'"{column}" = EXCLUDED."{column}"' for column in changed)
    return Insertion(model=model, rows=rows, suffix=f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {assignments}")


def upsert_rows(model: type[models.Model], rows: Sequence[Mapping[str, Value]], *, key: Iterable[str]) -> None:
    """Inserts rows in one statement, or gives those with the same key the new values."""
    write_together([upsertion(model, rows, key=key)])


@lru_cache(maxsize=64)
def _refusals(model: type[models.Model], columns: tuple[str, ...]) -> list[tuple[str, Callable[[Value], None]]]:
    """The columns whose fields refuse some values, each with what raises ValueError for those (`refuse_value`)."""
    return [
        (field.column, field.refuse_value)
        for field in model._meta.concrete_fields
        if field.column in columns and hasattr(field, "refuse_value")
    ]


@lru_cache(maxsize=64)
def _statement(
    model: type[models.Model], columns: tuple[str, ...], suffix: str, computed: tuple[tuple[str, str], ...]
) -> str:
    by_column = {field.column: field for field in model._meta.concrete_fields}
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(dict(computed).get(column, f'"{column}"') for column in columns)
    typed = ", ".join(f'"{column}" {by_column[column].db_type(connection)}' for column in columns)
    return (
        f'INSERT INTO "{model._meta.db_table}" ({names}) '
        f"SELECT {values} FROM json_to_recordset(%s::json) AS given ({typed}) {suffix}"
    )
