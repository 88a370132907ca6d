"""Rows with a sealed field as the API shows them: one that cannot be opened says so, and hides none of the others."""

from __future__ import annotations

from datetime import datetime

from resona.api.rows import Row
from resona.compliance.known_keys import report_key_problem
from resona.encryption.attributes import SealedTextAttribute
from resona.encryption.sealing import KeyMissingError, SealedValueError


def show_opened(field: SealedTextAttribute, rows: list[Row], *, now: datetime) -> list[Row]:
    """The rows, each with its `id`, with this field in clear, and in `unreadable` its name where it cannot be opened:
    then it is null. Of rows with several sealed fields, one after the other.

    Of each reason why, a security event is kept, at most one an hour.
    """
    faults: set[tuple[str, str]] = set()
    opened = [_open(field, row, faults) for row in rows]
    for key_id, fault in faults:
        report_key_problem({"column": str(field.sealed_column), "key": key_id, "fault": fault}, now=now)
    return opened


def _open(field: SealedTextAttribute, row: Row, faults: set[tuple[str, str]]) -> Row:
    column = field.sealed_column.column
    others = row.get("unreadable", [])
    if row[column] is None:
        return row | {"unreadable": others}
    try:
        return row | {column: field.open(row["id"], row[column]), "unreadable": others}
    except KeyMissingError as error:
        faults.add((error.key_id, "missing, and a record that was asked for is sealed with it"))
    except SealedValueError:
        faults.add(("", "another one of that name, or a record that was asked for was changed or moved"))
    return row | {column: None, "unreadable": [*others, column]}
