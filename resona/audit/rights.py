"""Grants the application's role what models declare that it may do with their tables; called after every migration.

A table that nothing declares is closed to it. Rows that go with their parent go by the owner's rights, so that taking
a person's records away needs no right to delete from each of their tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from resona.postgres.collected import collect
from resona.postgres.duties import Rights
from resona.postgres.roles import APP
from resona.postgres.table_duties import TableDuties
from resona.slots import Slot

# Functions that do with the owner's rights what the application may not: each does one thing. Their apps add them.
FUNCTIONS: Final[Slot[str]] = Slot()

# One at a time: two that change the rights of one table at once fail.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('resona rights'))"
# Of PostgreSQL 14 and earlier everybody might make tables; temporary ones everybody may still.
CLOSE = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC;
GRANT CONNECT ON DATABASE {database} TO {app};
GRANT USAGE ON SCHEMA public TO {app};
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {app};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {app};
"""
# With their columns: half-way through the migrations some are not there.
TABLES = """
SELECT relname, ARRAY(SELECT attname::text FROM pg_attribute
                      WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped)
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
# Those that number the rows of a table (serial); identity columns need no right.
SEQUENCES = """
SELECT sequence.relname FROM pg_depend
JOIN pg_class sequence ON sequence.oid = objid AND sequence.relkind = 'S'
JOIN pg_class counted ON counted.oid = refobjid AND counted.relname = ANY (%s)
WHERE deptype = 'a' AND sequence.relnamespace = 'public'::regnamespace
"""


def grant_rights(connection: BaseDatabaseWrapper) -> None:
    """Gives the application's role what is declared for the tables there are, and nothing else. Called as the owner."""
    quote = connection.ops.quote_name
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute(CLOSE.format(database=quote(_database(cursor)), app=APP))
        cursor.execute(TABLES)
        present = dict(cursor.fetchall())
        declared = {name: rights_on(one, present[name]) for name, one in collect().items() if name in present}
        for rights in sorted(set(declared.values())):
            names = [name for name, own in declared.items() if own == rights]
            _grant(cursor, ", ".join(rights), "TABLE", map(quote, names))
        counting = [name for name, own in declared.items() if "INSERT" in own]
        for function in FUNCTIONS:
            cursor.execute("SELECT to_regprocedure(%s)", [f"public.{function}"])
            if cursor.fetchone() != (None,):
                cursor.execute(f"GRANT EXECUTE ON FUNCTION public.{function} TO {APP}")
        cursor.execute(SEQUENCES, [counting])
        _grant(cursor, "USAGE", "SEQUENCE", [quote(name) for (name,) in cursor.fetchall()])


def rights_on(duties: TableDuties, columns: Iterable[str]) -> Rights:
    """What is declared for a table that has these columns."""
    return (*duties.rights, *(f"UPDATE ({name})" for name in duties.may_change if name in columns))


def _database(cursor: CursorWrapper) -> str:
    cursor.execute("SELECT current_database()")
    name: str = cursor.fetchone()[0]
    return name


def _grant(cursor: CursorWrapper, rights: str, kind: str, quoted_names: Iterable[str]) -> None:
    names = ", ".join(quoted_names)
    if names:
        cursor.execute(f"GRANT {rights} ON {kind} {names} TO {APP}")
