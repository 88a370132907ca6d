"""Many rows in one statement, whose text does not depend on how many they are.

The rows travel as one JSON document, which PostgreSQL takes apart: for the client that is one parameter, not hundreds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from django.db import connection, models

Value = Any  # what JSON can say of a column: UUID, str, int, float, bool, aware datetime, None; dict and list for jsonb


def insert_rows(model: type[models.Model], rows: Sequence[Mapping[str, Value]], *, suffix: str = "") -> list[Any]:
    """Inserts rows given by column name, all with the same columns, in one statement.

    `suffix` follows the values, e.g. "ON CONFLICT DO NOTHING RETURNING id". Returns what is returned, if anything.
    Raises ValueError for rows whose columns differ: a value would be lost without a word.
    """
    if not rows:
        return []
    if any(row.keys() != rows[0].keys() for row in rows):
        raise ValueError(f"Rows for {model._meta.db_table} have different columns.")
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, tuple(rows[0]), suffix), [orjson.dumps(rows).decode()])
        return cursor.fetchall() if cursor.description else []


def upsert_rows(model: type[models.Model], rows: Sequence[Mapping[str, Value]], *, key: Iterable[str]) -> None:
    """`insert_rows`, where a row with the same key columns gets the new values instead; its id stays."""
    if not rows:
        return
    keys = tuple(key)
    changed = [column for column in rows[0] if column not in keys and column != "id"]
    assignments = ", ".join(f'"{column}" = EXCLUDED."{column}"' for column in changed)
    insert_rows(model, rows, suffix=f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {assignments}")


@lru_cache(maxsize=64)
def _statement(model: type[models.Model], columns: tuple[str, ...], suffix: str) -> str:
    by_column = {field.column: field for field in model._meta.concrete_fields}
    names = ", ".join(f'"{column}"' for column in columns)
    typed = ", ".join(f'"{column}" {by_column[column].db_type(connection)}' for column in columns)
    return (
        f'INSERT INTO "{model._meta.db_table}" ({names}) '
        f"SELECT {names} FROM json_to_recordset(%s::json) AS given ({typed}) {suffix}"
    )
