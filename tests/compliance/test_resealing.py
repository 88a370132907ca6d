"""Sealed values are replaced by one way alone, which replaces nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection

from resona.audit.models import SecurityEvent
from resona.compliance.resealing import function_name, install_resealing
from resona.encryption.digest_fields import digest_columns
from resona.encryption.fields import sealed_columns
from resona.encryption.sealed_columns import SealedColumn
from resona.postgres.models import new_id
from resona.postgres.roles import APP, ROTATOR, SEALER
from tests.audit.test_rights import acting_as
from tests.compliance.sealed_rows import (
    Value,
    insert_sealed,
    read_content,
    read_value,
    sealed_value,
)
from tests.conftest import Cast
from tests.encryption.keys import make_keyring
from tests.records.rows import Rows

SEALED = sealed_columns()
COLUMNS = [pytest.param(sealed, id=str(sealed)) for sealed in SEALED.values()]
MESSAGES = SEALED["messages", "content"]
# By column: what may be done to it, by PostgreSQL's own word.
COLUMN_RIGHTS = """
SELECT attrelid::regclass::text, attname, kind FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r' AND relnamespace = 'public'::regnamespace,
     unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS kind
WHERE attnum > 0 AND NOT attisdropped AND has_column_privilege(%s, attrelid, attnum, kind)
"""
TABLE_RIGHTS = """
SELECT relname, kind FROM pg_class, unnest(ARRAY['DELETE', 'TRUNCATE', 'TRIGGER']) AS kind
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND has_table_privilege(%s, pg_class.oid, kind)
"""
FUNCTIONS = """
SELECT proname, prosecdef, proconfig::text, pg_get_userbyid(proowner),
       ARRAY(SELECT rolname::text FROM pg_roles
             WHERE NOT rolsuper AND rolname !~ '^pg_' AND has_function_privilege(rolname, pg_proc.oid, 'EXECUTE'))
FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'resona\\_reseal\\_%'
"""
# What else there is for both: where calls are told of, and the keys that nobody needs any more.
EVENT_COLUMNS = {("security_events", name, "INSERT") for name in ("kind", "actor", "detail")}
KEY_COLUMNS = {("encryption_keys", name, "SELECT") for name in ("id", "key_id", "check_value", "created_at")}


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    settings.RESONA_KEYRING = make_keyring("k1", "k2")


def reseal(sealed: SealedColumn, keys: Sequence[UUID], befores: Sequence[Value], afters: Sequence[Value]) -> int:
    kind = "bytea" if sealed.is_bytes else "text"
    with connection.cursor() as cursor:
        statement = f"SELECT {function_name(sealed)}(%s, %s::{kind}[], %s::{kind}[])"
        cursor.execute(statement, [list(keys), list(befores), list(afters)])
        replaced: int = cursor.fetchone()[0]
        return replaced


@pytest.mark.parametrize("sealed", COLUMNS)
def test_the_rotator_replaces_a_value_by_the_same_under_another_key(
    rows: Rows, cast: Cast, settings: Any, sealed: SealedColumn
) -> None:
    """Where rows never change too; and nothing else of the row is another, times of updates included."""
    key = insert_sealed(rows, sealed, cast.person.id, b"si sawa")
    before, rest = read_value(rows.cursor, sealed, key), rest_of(rows, sealed, key)
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    after = sealed_value(sealed, key, b"si sawa")
    with acting_as(ROTATOR):
        assert reseal(sealed, [key], [before], [after]) == 1
    assert read_value(rows.cursor, sealed, key) == after
    assert read_content(rows.cursor, sealed, key) == b"si sawa"
    assert rest_of(rows, sealed, key) == rest
    event = SecurityEvent.objects.get(kind=SecurityEvent.Kind.KEYS_ROTATED)
    assert {name: event.detail[name] for name in ("table", "column", "rows")} == {
        "table": sealed.table,
        "column": sealed.column,
        "rows": 1,
    }


def test_the_application_may_not_call_it(rows: Rows) -> None:
    for sealed in SEALED.values():
        with pytest.raises(ProgrammingError, match="permission denied for function"), acting_as(APP):
            reseal(sealed, [], [], [])


@pytest.mark.parametrize("role", [APP, "NONE", ROTATOR])
def test_a_plain_update_of_what_was_said_is_refused_to_everybody(
    rows: Rows, cast: Cast, settings: Any, role: str
) -> None:
    key = insert_sealed(rows, MESSAGES, cast.person.id)
    before = read_value(rows.cursor, MESSAGES, key)
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    with (
        pytest.raises((ProgrammingError, IntegrityError), match=r"permission denied|cannot be changed"),
        acting_as(role),
    ):
        rows.cursor.execute(
            "UPDATE messages SET content = %s WHERE id = %s", [sealed_value(MESSAGES, key, b"words"), key]
        )
    assert read_value(rows.cursor, MESSAGES, key) == before


@pytest.mark.parametrize("role", [APP, ROTATOR])
def test_who_signs_in_belongs_to_no_role_that_may_more(rows: Rows, role: str) -> None:
    rows.cursor.execute("SELECT rolname FROM pg_roles WHERE pg_has_role(%s, oid, 'MEMBER')", [role])
    assert rows.cursor.fetchall() == [(role,)]


@pytest.mark.parametrize("column", ["role", "position", "emotion_data", "created_at", "conversation_id", "id"])
def test_the_sealer_itself_changes_nothing_else(rows: Rows, cast: Cast, column: str) -> None:
    insert_sealed(rows, MESSAGES, cast.person.id)
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(SEALER):
        rows.cursor.execute(f"UPDATE messages SET {column} = DEFAULT")


def test_even_with_the_right_to_more_the_sealer_changes_nothing_else(rows: Rows, cast: Cast) -> None:
    insert_sealed(rows, MESSAGES, cast.person.id)
    rows.cursor.execute(f"GRANT UPDATE ON messages TO {SEALER}")
    with pytest.raises(IntegrityError, match="rows of messages cannot be changed"), acting_as(SEALER):
        rows.cursor.execute("UPDATE messages SET content = content || 'x', position = 7")


@pytest.mark.parametrize("sealed", [MESSAGES, SEALED["user_profiles", "encrypted_data"]], ids=str)
@pytest.mark.parametrize("way", ["clear", "longer", "shorter", "empty", "same key", "none"])
def test_what_is_not_the_same_sealed_anew_is_refused(
    rows: Rows, cast: Cast, settings: Any, sealed: SealedColumn, way: str
) -> None:
    key = insert_sealed(rows, sealed, cast.person.id)
    before = read_value(rows.cursor, sealed, key)
    same_key = sealed_value(sealed, key, b"words")
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    clear = b"My name is Achieng, and this is forty bytes or so."
    afters: dict[str, Any] = {
        "clear": clear if sealed.is_bytes else "TXkgbmFtZSBpcyBBY2hpZW5nLCBhbmQgdGhpcyBpcyBmb3J0eSBieXRlcyBvciBzby4g",
        "longer": sealed_value(sealed, key, b"words and more"),
        "shorter": sealed_value(sealed, key, b"word"),
        "empty": b"" if sealed.is_bytes else "",
        "same key": same_key,
        "none": None,
    }
    with pytest.raises(DatabaseError), acting_as(ROTATOR):
        reseal(sealed, [key], [before], [afters[way]])
    assert read_value(rows.cursor, sealed, key) == before


def test_a_value_changed_since_it_was_read_is_left_as_it_is(rows: Rows, cast: Cast, settings: Any) -> None:
    sealed = SEALED["user_profiles", "encrypted_data"]
    key = insert_sealed(rows, sealed, cast.person.id, b"Achieng")
    read = read_value(rows.cursor, sealed, key)
    rows.cursor.execute(
        "UPDATE user_profiles SET encrypted_data = %s", [changed := sealed_value(sealed, key, b"Wanjiru")]
    )
    settings.RESONA_KEYRING = make_keyring("k2", "k1")
    with acting_as(ROTATOR):
        assert reseal(sealed, [key, new_id()], [read, read], [sealed_value(sealed, key, b"Achieng")] * 2) == 0
    assert read_value(rows.cursor, sealed, key) == changed


def test_both_roles_have_the_rights_that_they_need_and_no_more(rows: Rows) -> None:
    read = {(sealed.table, name, "SELECT") for sealed in SEALED.values() for name in (sealed.row_key, sealed.column)}
    write = {(sealed.table, sealed.column, "UPDATE") for sealed in SEALED.values()}
    digests = {
        (digest.sealed.table, digest.column, right) for digest in digest_columns() for right in ("SELECT", "UPDATE")
    }
    rows.cursor.execute(COLUMN_RIGHTS, [SEALER])
    assert set(rows.cursor.fetchall()) == read | write | digests | EVENT_COLUMNS
    rows.cursor.execute(COLUMN_RIGHTS, [ROTATOR])
    made_of = {
        (digest.sealed.table, name, "SELECT") for digest in digest_columns() for name in (digest.column, *digest.within)
    }
    assert set(rows.cursor.fetchall()) == read | made_of | KEY_COLUMNS
    rows.cursor.execute(TABLE_RIGHTS, [SEALER])
    assert rows.cursor.fetchall() == []
    rows.cursor.execute(TABLE_RIGHTS, [ROTATOR])
    assert rows.cursor.fetchall() == [("encryption_keys", "DELETE")]


def test_each_column_has_one_function_which_belongs_to_the_sealer(rows: Rows) -> None:
    rows.cursor.execute(FUNCTIONS)
    found = {name: tuple(rest) for name, *rest in rows.cursor.fetchall()}
    assert set(found) == {function_name(sealed) for sealed in SEALED.values()}
    assert {(owner, *settings) for *settings, owner, _ in found.values()} == {
        (SEALER, True, '{"search_path=pg_catalog, pg_temp"}')
    }
    # The owner of the tables may by belonging to both; it could drop the triggers as well.
    rows.cursor.execute("SELECT current_user")
    assert {tuple(sorted(may)) for *_, may in found.values()} == {
        tuple(sorted((*rows.cursor.fetchone(), ROTATOR, SEALER)))
    }


def test_installing_again_mends_what_somebody_changed(rows: Rows) -> None:
    rows.cursor.execute(FUNCTIONS)
    before = rows.cursor.fetchall()
    rows.cursor.execute(
        f"CREATE OR REPLACE FUNCTION {function_name(MESSAGES)}(row_ids uuid[], befores text[], afters text[])"
        " RETURNS integer LANGUAGE sql AS 'SELECT 1'"
    )
    rows.cursor.execute(f"GRANT UPDATE ON users TO {SEALER}; GRANT SELECT ON users TO {ROTATOR}")
    install_resealing(connection)
    rows.cursor.execute(FUNCTIONS)
    assert sorted(rows.cursor.fetchall()) == sorted(before)
    test_both_roles_have_the_rights_that_they_need_and_no_more(rows)


def rest_of(rows: Rows, sealed: SealedColumn, key: UUID) -> str:
    """All of the row but the sealed column, as text."""
    rows.cursor.execute(
        f"SELECT (to_jsonb(one) - %s)::text FROM {sealed.table} AS one WHERE {sealed.row_key} = %s",
        [sealed.column, key],
    )
    rest: str = rows.cursor.fetchone()[0]
    return rest
