"""Everything held on a person as a ZIP: JSON for machines, pages for people, sessions as `import_sessions` takes them.

The tables are found, not listed (see `person_tables`), and what is sealed is opened. Nothing is held in memory but a
few rows at a time, and nothing is written but to the sink given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import orjson
from django.apps import apps
from django.db import connection, transaction

from resona.compliance.export_pages import Listed, index_page, table_page
from resona.compliance.person_tables import Column, Names, PersonTable, find_person_tables, read_columns
from resona.encryption.fields import sealed_columns
from resona.encryption.sealed_columns import SealedColumn
from resona.encryption.sealing import SealedValueError, open_stored
from resona.postgres.collected import collect
from resona.slots import Slot

FORMAT: Final = "resona-export/1"
ROWS_AT_ONCE: Final = 200
# Files that apps write of a person beside their tables, by name: what makes the lines.
FILES: Final[Slot[Callable[[UUID], Iterable[bytes]]]] = Slot()
FILED_BY_MISTAKE: Final = "what is about somebody else, and was filed in this record by mistake"
UNREADABLE: Final = {"unreadable": "its encryption key is missing, or it was changed"}
BYTEA_PREFIX: Final = "\\x"
TABLE_COMMENTS: Final = """
SELECT relname, coalesce(obj_description(oid), '') FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
INTRO: Final = (
    "Everything that is held here about one person. Findings are observations with evidence, never diagnoses.",
    "The folder records holds the same as JSON, one file a table.",
    "The file sessions.ndjson holds the sessions as another installation takes them in (manage.py import_sessions).",
)

Row = dict[str, Any]
OnStep = Callable[[int, int], object]  # steps done, of all


class Sink(Protocol):
    """Where an archive goes, from its beginning to its end."""

    def write(self, part: bytes, /) -> int: ...

    def flush(self) -> None: ...

    def close(self) -> None: ...


@dataclass(kw_only=True, slots=True)
class Contents:
    """What went into an archive; nothing of it is personal."""

    rows: dict[str, int] = field(default_factory=dict)  # by table
    lines: dict[str, int] = field(default_factory=dict)  # by further file
    unreadable: int = 0  # sealed values that no key opens


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    found: PersonTable
    columns: list[Column]
    sealed: tuple[SealedColumn, ...]
    about: str

    @property
    def name(self) -> str:
        return self.found.name

    @property
    def title(self) -> str:
        """As its app calls it."""
        models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
        model = models.get(self.name)
        name = str(model._meta.verbose_name_plural) if model is not None else self.name.replace("_", " ")
        return name[:1].upper() + name[1:]


def write_archive(names: Names, sink: Sink, *, now: datetime, on_step: OnStep) -> Contents:
    """Writes everything held on this person; raises what the sink raises."""
    contents = Contents()
    tables, files = _tables(), dict(FILES.items())
    steps = len(tables) + len(files)
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:  # leaves the sink open
        for step, table in enumerate(tables, 1):
            _write_table(archive, table, names, contents)
            on_step(step, steps)
        for step, (file_name, lines_of) in enumerate(files.items(), len(tables) + 1):
            contents.lines[file_name] = _write_lines(archive, file_name, lines_of(names.id))
            on_step(step, steps)
        _write_contents(archive, tables, contents, now)
    return contents


def _tables() -> list[_Table]:
    sealed = sealed_columns().values()
    with connection.cursor() as cursor:
        columns = read_columns(cursor)
        cursor.execute(TABLE_COMMENTS)
        comments = dict(cursor.fetchall())
        found = find_person_tables(cursor)
    return [
        _Table(
            found=table,
            columns=columns[name],
            sealed=tuple(column for column in sealed if column.table == name),
            about=comments[name],
        )
        for name, table in found.items()
        if name not in _tables_left_out()
    ]


def _write_table(archive: ZipFile, table: _Table, names: Names, contents: Contents) -> None:
    """Twice, for an archive has one file open at a time. A table without any rows is left out."""
    rows = _rows(table, names, contents)
    first = next(rows, None)
    if first is None:
        return
    contents.rows[table.name] = 1
    with archive.open(f"records/{table.name}.json", "w") as file:
        file.write(b"[\n" + orjson.dumps(first))
        for row in rows:
            file.write(b",\n" + orjson.dumps(row))
            contents.rows[table.name] += 1
        file.write(b"\n]\n")
    explained = {column.name: column.comment for column in table.columns}
    with archive.open(f"pages/{table.name}.html", "w") as file:
        again = _rows(table, names, Contents())
        for part in table_page(title=table.title, about=table.about, explained=explained, rows=again):
            file.write(part.encode())


def _rows(table: _Table, names: Names, contents: Contents) -> Iterator[Row]:
    duties = collect().get(table.name)
    hidden = duties.not_shown if duties else {}
    for row in _stored_rows(table, names):
        for column in table.sealed:
            contents.unreadable += not _open(column, row)
        yield {name: value for name, value in row.items() if name not in hidden}


def _stored_rows(table: _Table, names: Names) -> Iterator[Row]:
    duties = collect().get(table.name)
    others = (duties.not_exported_where if duties else "") or "false"
    where = f"({table.found.condition}) AND ({others}) IS NOT TRUE"
    statement = f'SELECT to_jsonb(t)::text FROM "{table.name}" AS t WHERE {where} ORDER BY "{table.columns[0].name}"'
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(statement, names.parameters)
        while chunk := cursor.fetchmany(ROWS_AT_ONCE):
            yield from (orjson.loads(text) for (text,) in chunk)


def _open(column: SealedColumn, row: Row) -> bool:
    """Puts in clear what is sealed; whether it could be opened."""
    value = row[column.column]
    if value is None:
        return True
    stored = bytes.fromhex(value.removeprefix(BYTEA_PREFIX)) if column.is_bytes else value
    try:
        opened = open_stored(column, UUID(row[column.row_key]), stored)
        row[column.column] = _readable(opened) if column.is_bytes else opened.decode()
    except SealedValueError:
        row[column.column] = UNREADABLE
        return False
    return True


def _readable(opened: bytes) -> object:
    """JSON as what it says, anything else as text or as hexadecimal."""
    readings: tuple[Callable[[bytes], object], ...] = (orjson.loads, bytes.decode)
    for read in readings:
        with suppress(ValueError):  # of JSON and of UTF-8 alike
            return read(opened)
    return opened.hex()


def _write_lines(archive: ZipFile, name: str, lines: Iterable[bytes]) -> int:
    written = 0
    with archive.open(name, "w") as file:
        for line in lines:
            file.write(line + b"\n")
            written += 1
    return written


def _write_contents(archive: ZipFile, tables: list[_Table], contents: Contents, now: datetime) -> None:
    filled = [table for table in tables if table.name in contents.rows]
    manifest = {
        "format": FORMAT,
        "made_at": now,
        "records": contents.rows,
        "files": contents.lines,
        "unreadable": contents.unreadable,
        "left_out": _tables_left_out() | _columns_left_out() | _rows_left_out(),
    }
    listed = [
        Listed(name=table.name, title=table.title, about=table.about, rows=contents.rows[table.name])
        for table in filled
    ]
    archive.writestr("manifest.json", orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z))
    archive.writestr("index.html", index_page(title="Your records", intro=INTRO, tables=listed))


def _tables_left_out() -> dict[str, str]:
    """Tables with rows about people which are not theirs to have, each with the reason."""
    return {name: duties.not_exported for name, duties in sorted(collect().items()) if duties.not_exported}


def _rows_left_out() -> dict[str, str]:
    """Tables of which some rows tell of somebody else."""
    tables = sorted(collect().items())
    return {f"{name}, some rows": FILED_BY_MISTAKE for name, duties in tables if duties.not_exported_where}


def _columns_left_out() -> dict[str, str]:
    """Columns of tables that are exported, likewise."""
    tables = sorted(collect().items())
    return {f"{name}.{column}": why for name, duties in tables for column, why in duties.not_shown.items()}
