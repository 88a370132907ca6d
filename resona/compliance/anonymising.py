"""Makes a copy of the database safe for development: structure and statistics stay, nobody can be found in it.

Every id becomes another, the same wherever it stands, by a secret that is thrown away: ours tell the time at which they
were made. All times of a person move by the same number of weeks, so that courses, weekdays and hours stay. Words are
replaced by others of the same length, sealed with the keys of whoever runs this, who needs none of the copy's own.
Measurements stay, for they are what is developed with: the copy is for the clinic's own developers, not for the public.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from resona.accounts.people.profile import Profile
from resona.encryption.fields import sealed_columns
from resona.encryption.sealed_columns import SealedColumn
from resona.encryption.sealing import NONCE_BYTES, TAG_BYTES, from_text, key_id_in, seal_stored
from resona.postgres.collected import collect
from resona.postgres.duties import EMPTIED, Treatment
from resona.postgres.table_duties import TableDuties

MOST_WEEKS: Final = 52
ROWS_AT_ONCE: Final = 500
FILLER: Final = "These words stand in place of what was said. "
ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)")
BY_ROWS: Final = frozenset({Treatment.JSON, Treatment.SEALED, Treatment.PROFILE})

PREPARE: Final = """
SET CONSTRAINTS ALL IMMEDIATE;
CREATE FUNCTION pg_temp.renamed(uuid) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS
    $$ SELECT encode(substring(sha256(convert_to('{secret}' || $1::text, 'UTF8')) FOR 16), 'hex')::uuid $$;
CREATE TEMPORARY TABLE moves ON COMMIT DROP AS
    SELECT id AS user_id, (1 + floor(random() * {weeks}))::int AS weeks FROM users;
CREATE UNIQUE INDEX ON moves (user_id);
"""
# Who has the secret, or knows how far times moved, knows who is who.
CLEAR: Final = "DROP FUNCTION pg_temp.renamed(uuid); DROP TABLE moves"
FOREIGN_KEYS: Final = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""
# What stands in place of a value; `{0}` is the column, `{1}` the weeks, `{2}` the table's key.
IN_SQL: Final[Mapping[Treatment, str]] = {
    Treatment.RENAME: "pg_temp.renamed({0})",
    Treatment.MOVE: "{0} - ({1}) * interval '1 week'",
    Treatment.DAY: "{0} - ({1}) * 7",
    Treatment.TEXT: f"left(repeat('{FILLER}', 1 + length({{0}}) / {len(FILLER)}), length({{0}}))",
    # What is empty stays so.
    Treatment.NAME: "CASE {0} WHEN '' THEN '' ELSE 'Name ' || right(pg_temp.renamed({2})::text, 12) END",
    Treatment.EMAIL: "coalesce(left(nullif({0}, ''), 0) || right(pg_temp.renamed({2})::text, 12) || '@example.invalid',"
    " {0})",
    Treatment.PHONE: "coalesce(left(nullif({0}, ''), 0) || '+000 000', {0})",
    Treatment.NONE: "''",
    Treatment.NO_SIGN_IN: "'!'",
    Treatment.FRESH: "gen_random_uuid()",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Names:
    """Ids as they will be."""

    secret: str

    def renamed(self, id_: UUID) -> UUID:
        """As pg_temp.renamed has it."""
        return UUID(bytes=sha256(f"{self.secret}{id_}".encode()).digest()[:16])

    def in_text(self, text: str, weeks: int) -> str:
        """JSON as text with every id renamed and every time moved."""
        moved = TIME.sub(lambda found: _moved(found[0], weeks), text)
        return ID.sub(lambda found: str(self.renamed(UUID(found[0]))), moved)


def anonymise(*, on_table: Callable[[str], object] = lambda table: None) -> dict[str, int]:
    """Anonymises the database that is connected, as its owner, in one transaction; returns the rows by table.

    For a copy only: nothing of it can be taken back afterwards.
    """
    names = _Names(secret=secrets.token_hex(32))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PREPARE.format(secret=names.secret, weeks=MOST_WEEKS))
        cursor.execute(FOREIGN_KEYS)
        keys = cursor.fetchall()
        treated = treated_tables()
        emptied = sorted(name for name, duties in collect().items() if duties.copies is EMPTIED)
        tables = [*(duties.table for duties in treated), *emptied]
        for table, name, _ in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in emptied))
        counts = {}
        for duties in treated:
            on_table(duties.table)
            _treat_rows(cursor, duties, names)
            counts[duties.table] = _treat_in_sql(cursor, duties)
        for table, name, definition in keys:  # and with them it is checked that every id leads where it did
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        cursor.execute(CLEAR)
    return counts


def treated_tables() -> list[TableDuties]:
    """Those whose columns are treated one by one; first those that find their person by another's rows as they were."""
    treated = [duties for duties in collect().values() if duties.treatments]
    return sorted(treated, key=lambda duties: duties.subject is None or duties.subject.way is None)


def _treat_in_sql(cursor: CursorWrapper, duties: TableDuties) -> int:
    table, weeks = duties.table, _weeks_of(duties)
    key = f'"{table}"."{duties.key}"'
    changes = [
        f'"{column}" = {IN_SQL[treatment].format(f"{chr(34)}{column}{chr(34)}", weeks, key)}'
        for column, treatment in duties.treatments.items()
        if treatment in IN_SQL
    ]
    cursor.execute(f'UPDATE "{table}" SET {", ".join(changes)}')
    return int(cursor.rowcount)


def _treat_rows(cursor: CursorWrapper, duties: TableDuties, names: _Names) -> None:
    """What SQL alone cannot do, row by row; the rows still have their old ids, and are sealed for their new ones."""
    columns = [(column, treatment) for column, treatment in duties.treatments.items() if treatment in BY_ROWS]
    if not columns:
        return
    table, key, sealed = duties.table, duties.key, sealed_columns()
    replaced = [(sealed.get((table, column)), treatment) for column, treatment in columns]
    changes = ", ".join(f'"{column}" = %s' for column, _ in columns)
    for rows in _rows(duties, [column for column, _ in columns]):
        changed = [
            [
                *(
                    _replaced(value, treatment, names=names, column=column, row_id=id_, weeks=weeks or 0)
                    for (column, treatment), value in zip(replaced, values, strict=True)
                ),
                id_,
            ]
            for id_, weeks, *values in rows
        ]
        cursor.executemany(f'UPDATE "{table}" SET {changes} WHERE "{key}" = %s', changed)


def _rows(duties: TableDuties, columns: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    shown = ", ".join(f'"{column}"' for column in columns)
    with connection.chunked_cursor() as reader:
        reader.execute(f'SELECT "{duties.key}", ({_weeks_of(duties)}), {shown} FROM "{duties.table}"')
        while rows := reader.fetchmany(ROWS_AT_ONCE):
            yield rows


def _replaced(
    value: Any, treatment: Treatment, *, names: _Names, column: SealedColumn | None, row_id: UUID, weeks: int
) -> Any:
    """What stands in place of a value of the row with this id, as it is before."""
    if value is None:
        return None
    if treatment is Treatment.JSON:
        return names.in_text(value, weeks)
    if column is None:
        raise LookupError("Other words are sealed for a sealed field alone.")
    new_id = names.renamed(row_id)
    if treatment is Treatment.PROFILE:
        return seal_stored(column, new_id, Profile(given_name="Person", family_name=new_id.hex[-6:].upper()).as_json())
    length = _sealed_length(value)
    words = (FILLER * (1 + length // len(FILLER)))[:length]
    return seal_stored(column, new_id, words.encode())


def _sealed_length(value: Any) -> int:
    """Of what was sealed, in bytes: its size tells, without any key. 0 for what is no sealed value."""
    try:
        sealed = from_text(value) if isinstance(value, str) else bytes(value)
    except ValueError:
        return 0
    key_id = key_id_in(sealed)
    return 0 if key_id is None else max(0, len(sealed) - 1 - len(key_id) - NONCE_BYTES - TAG_BYTES)


def _moved(text: str, weeks: int) -> str:
    return (datetime.fromisoformat(text) - timedelta(weeks=weeks)).isoformat()


def _weeks_of(duties: TableDuties) -> str:
    """SQL for how far the times of a row move: not at all where it is nobody's."""
    if duties.subject is None or duties.subject.is_pseudonym:
        return "0"
    person, way = f'"{duties.table}"."{duties.subject.column}"', duties.subject.way
    if way:
        person = f'(SELECT "{way.person}" FROM "{way.table}" WHERE "{way.table}"."{way.key}" = {person})'
    return f"SELECT weeks FROM moves WHERE moves.user_id = {person}"
