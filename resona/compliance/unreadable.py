"""Rows with a sealed column as the API shows them: one that cannot be opened says so, and hides none of the others."""

from __future__ import annotations

from datetime import datetime

from resona.api.rows import Row
from resona.compliance.known_keys import report_key_problem
from resona.encryption.sealing import KeyMissingError, SealedValueError, open_text


def show_opened(table: str, column: str, rows: list[Row], *, now: datetime) -> list[Row]:
    """The rows with this column in clear, and in `unreadable` its name where it cannot be opened: then it is null.

    Of each reason why, a security event is kept, at most one an hour.
    """
    faults: set[tuple[str, str]] = set()
    opened = [_open(table, column, row, faults) for row in rows]
    for key_id, fault in faults:
        report_key_problem({"column": f"{table}.{column}", "key": key_id, "fault": fault}, now=now)
    return opened


def _open(table: str, column: str, row: Row, faults: set[tuple[str, str]]) -> Row:
    if row[column] is None:
        return row | {"unreadable": []}
    try:
        return row | {column: open_text(table, column, row["id"], row[column]), "unreadable": []}
    except KeyMissingError as error:
        faults.add((error.key_id, "missing, and a record that was asked for is sealed with it"))
    except SealedValueError:
        faults.add(("", "another one of that name, or a record that was asked for was changed or moved"))
    return row | {column: None, "unreadable": [column]}
