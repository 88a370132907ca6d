"""Where the records of a person are, by PostgreSQL's own word: the tables from which keys lead to them.

Walked, not listed: a table that a new app brings is exported and counted as soon as it is there. A table that names a
person without a key to them declares how it is found (`found_by` of its duties).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from resona.postgres.collected import collect

PEOPLE: Final = "users"
# Of one column each, as all of ours are; those that empty name whoever acted, not whom a row is about.
CASCADES: Final = """
SELECT con.conrelid::regclass::text, own.attname, con.confrelid::regclass::text, theirs.attname
FROM pg_constraint con
JOIN pg_attribute own ON own.attrelid = con.conrelid AND own.attnum = con.conkey[1]
JOIN pg_attribute theirs ON theirs.attrelid = con.confrelid AND theirs.attnum = con.confkey[1]
WHERE con.contype = 'f' AND con.confdeltype = 'c' AND con.connamespace = 'public'::regnamespace
ORDER BY 1, 2
"""
COLUMNS: Final = """
SELECT c.relname, a.attname, format_type(a.atttypid, NULL), coalesce(col_description(c.oid, a.attnum), '')
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column, its type without a length, and what the database says it is for."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonTable:
    """A table with rows about people; `condition` is SQL that takes what `names_of` gives."""

    name: str
    condition: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """What a person is called in the database."""

    id: UUID
    pseudonym: UUID

    @property
    def parameters(self) -> dict[str, Any]:
        """For the condition of a PersonTable."""
        return {"person": self.id, "person_text": str(self.id), "pseudonym": self.pseudonym}


def find_person_tables(cursor: CursorWrapper) -> dict[str, PersonTable]:
    """The tables with rows about people, by name: nearest to the person first."""
    present = set(read_columns(cursor))
    named = {name: duties.found_by for name, duties in collect().items() if duties.found_by and name in present}
    conditions = find_tables_below(cursor, named)
    return {name: PersonTable(name=name, condition=condition) for name, condition in conditions.items()}


def find_tables_below(cursor: CursorWrapper, roots: Mapping[str, str]) -> dict[str, str]:
    """These tables and all whose rows the database takes along, each with the SQL that finds those rows.

    `roots`: by table, the condition that finds its own.
    """
    cursor.execute(CASCADES)
    keys: defaultdict[str, list[tuple[str, str, str]]] = defaultdict(list)  # by the table referred to
    for table, column, target, target_column in cursor.fetchall():
        keys[target].append((table, column, target_column))
    conditions = dict(roots)
    front = list(conditions)
    while front:
        found = dict(_one_key_further(front, keys, conditions))
        conditions |= found
        front = list(found)
    return conditions


def read_columns(cursor: CursorWrapper) -> dict[str, list[Column]]:
    """The columns of every table there is, by table."""
    cursor.execute(COLUMNS)
    columns: defaultdict[str, list[Column]] = defaultdict(list)
    for table, name, kind, comment in cursor.fetchall():
        columns[table].append(Column(name=name, type=kind, comment=comment))
    return dict(columns)


def count_rows(cursor: CursorWrapper, names: Names) -> dict[str, int]:
    """How many rows about this person there are, by table; tables without any are left out."""
    counts = {}
    for table in find_person_tables(cursor).values():
        cursor.execute(f'SELECT count(*) FROM "{table.name}" WHERE {table.condition}', names.parameters)
        counts[table.name] = cursor.fetchone()[0]
    return {name: count for name, count in counts.items() if count}


def _one_key_further(
    front: list[str], keys: Mapping[str, list[tuple[str, str, str]]], known: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Tables with a key to one of these that were not reached before; over several keys a row counts once."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for target in front:
        for table, column, target_column in keys.get(target, ()):
            if table not in known:
                found[table].append(_leads_to(target, column, target_column, known[target]))
    return ((table, " OR ".join(conditions)) for table, conditions in found.items())


def _leads_to(target: str, column: str, target_column: str, condition: str) -> str:
    if target == PEOPLE:
        return f'"{column}" = %(person)s'
    return f'"{column}" IN (SELECT "{target_column}" FROM "{target}" WHERE {condition})'
