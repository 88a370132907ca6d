"""What the application's role may do, by PostgreSQL's own word: what is declared, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction

from resona.audit.rights import FUNCTIONS, grant_rights, rights_on
from resona.postgres.collected import collect
from resona.postgres.duties import APPEND, READ
from resona.postgres.roles import APP, OTHERS
from tests.conftest import Cast
from tests.records.rows import Rows

pytestmark = pytest.mark.django_db

RIGHTS = {name: rights_on(duties, duties.may_change) for name, duties in collect().items()}

# By table: what the role may do with the whole of it, and what with at least one column.
HELD = """
SELECT relname, ARRAY(SELECT kind FROM unnest(%s::text[]) AS kind WHERE has_table_privilege(%s, oid, kind)),
       ARRAY(SELECT kind FROM unnest(%s::text[]) AS kind WHERE has_any_column_privilege(%s, oid, kind))
FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND relnamespace = 'public'::regnamespace
"""
OF_TABLES = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
OF_COLUMNS = ["SELECT", "INSERT", "UPDATE", "REFERENCES"]
BEYOND_TABLES = """
SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication,
       has_schema_privilege(rolname, 'public', 'CREATE'),
       has_database_privilege(rolname, current_database(), 'CREATE'),
       has_database_privilege(rolname, current_database(), 'TEMPORARY'),
       EXISTS (SELECT FROM pg_auth_members WHERE member = role.oid),
       EXISTS (SELECT FROM pg_class WHERE relowner = role.oid)
FROM pg_roles role WHERE rolname = ANY (%s)
"""


@contextmanager
def acting_as(role: str) -> Iterator[None]:
    """What follows is done with the rights of this role, until the end of the block or an error."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        yield
        cursor.execute("RESET ROLE")


def held() -> dict[str, tuple[set[str], set[str]]]:
    with connection.cursor() as cursor:
        cursor.execute(HELD, [OF_TABLES, APP, OF_COLUMNS, APP])
        return {name: (set(whole), set(columns)) for name, whole, columns in cursor.fetchall()}


def test_every_table_has_declared_rights_and_the_application_exactly_those() -> None:
    """Fails for a table whose model declares no duties; `manage.py check` says what to write."""
    expected = {
        name: (set(rights) & set(OF_TABLES), {right.split()[0] for right in rights} & set(OF_COLUMNS))
        for name, rights in RIGHTS.items()
    }
    assert held() == expected


@pytest.mark.parametrize(
    "more",
    [
        "DELETE ON django_admin_log, security_events",
        "TRUNCATE ON django_admin_log, security_events",
        "UPDATE (actor) ON security_events",
        "INSERT (id) ON audit_logs",
    ],
)
def test_granting_again_takes_away_what_somebody_added(more: str) -> None:
    before = held()
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT {more} TO {APP}")
    assert held() != before
    grant_rights(connection)
    assert held() == before


def counters_and_functions() -> list[tuple[str, bool]]:
    """Sequences the application may use and functions it may call, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, has_sequence_privilege(%s, oid, 'USAGE') FROM pg_class WHERE relkind = 'S' "
            "UNION ALL SELECT proname, has_function_privilege(%s, oid, 'EXECUTE') FROM pg_proc WHERE prosecdef",
            [APP, APP],
        )
        return sorted(cursor.fetchall())


def test_granting_gives_back_what_somebody_took_away() -> None:
    before = held(), counters_and_functions()
    with connection.cursor() as cursor:
        for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            cursor.execute(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {APP}")
    assert not any(whole or columns for whole, columns in held().values())
    grant_rights(connection)
    assert (held(), counters_and_functions()) == before


def test_where_a_table_or_function_is_not_there_yet_the_rest_is_granted() -> None:
    before = held()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_seals RENAME TO later")
        cursor.execute("ALTER FUNCTION resona_seal_audit() RENAME TO resona_later")
    grant_rights(connection)
    after = held()
    assert after.pop("later") == (set(), set())
    assert after == {name: rights for name, rights in before.items() if name != "audit_seals"}


def test_where_a_column_is_not_there_yet_the_rest_is_granted() -> None:
    before = held()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE emergency_accesses RENAME ended_at TO later")
    grant_rights(connection)
    after = held()
    assert before["emergency_accesses"][1] - after["emergency_accesses"][1] == {"UPDATE"}
    assert {name for name in before if before[name] != after[name]} == {"emergency_accesses"}


def test_of_functions_with_the_owners_rights_the_application_calls_those_declared() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::regprocedure::text, has_function_privilege(%s, oid, 'EXECUTE'), proconfig::text FROM pg_proc "
            "WHERE prosecdef AND pronamespace = 'public'::regnamespace AND prorettype <> 'trigger'::regtype",
            [APP],
        )
        found = cursor.fetchall()
    assert {name for name, may_call, _ in found if may_call} == set(FUNCTIONS)
    assert {path for _, _, path in found} == {'{"search_path=pg_catalog, pg_temp"}'}


def test_the_other_roles_may_do_nothing_beyond_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(BEYOND_TABLES, [list(OTHERS)])
        assert cursor.fetchall() == [(False,) * 10] * len(OTHERS)


@pytest.mark.parametrize("table", sorted(name for name, rights in RIGHTS.items() if rights in (READ, APPEND)))
def test_what_is_only_read_or_added_to_is_neither_changed_nor_emptied(table: str) -> None:
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(ProgrammingError, match="permission denied"), acting_as(APP), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE more (id int)",
        "CREATE TEMPORARY TABLE more (id int)",
        "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE users ADD more int",
        "ALTER TABLE messages DISABLE TRIGGER ALL",
        "DROP TRIGGER messages_refuse_update ON messages",
        "DROP TABLE security_events",
        "TRUNCATE users CASCADE",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_changes_nothing_of_the_schema(statement: str) -> None:
    with pytest.raises(ProgrammingError), acting_as(APP), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_application_adds_to_every_table_it_may_add_to(rows: Rows, cast: Cast) -> None:
    """Identity columns and sequences included; the parents it needs are made with it."""
    tables = [table for table, rights in RIGHTS.items() if "INSERT" in rights and "UPDATE" in rights]
    with acting_as(APP):
        added = [rows.insert(table, cast.person.id) for table in tables]
    assert len(added) > 20
    assert None not in added


def test_taking_a_person_away_takes_what_the_application_may_not_delete(rows: Rows, cast: Cast) -> None:
    rows.insert("messages", cast.person.id)
    with acting_as(APP):
        rows.cursor.execute("DELETE FROM users WHERE id = %s", [cast.person.id])
    rows.cursor.execute("SELECT FROM messages")
    assert rows.cursor.rowcount == 0
