"""Every table is audited or exempt, and the log keeps nothing that it should not."""

from __future__ import annotations

import pytest
from django.db import connection

from resona.audit.coverage import audited_tables
from resona.postgres.collected import collect
from tests.records.catalogue import Catalogue, read_catalogue

pytestmark = pytest.mark.django_db

AUDITED = audited_tables()
# The types of what may be kept: no free text, time or measurement is of one of these.
KEPT_TYPES = {"boolean", "uuid", "smallint", "integer", "bigint"}
INSTALLED = """
SELECT tgrelid::regclass::text, tgname, tgenabled, proname, prosecdef, proconfig::text,
       pg_get_userbyid(proowner) = current_user, has_function_privilege('resona_app', pg_proc.oid, 'EXECUTE')
FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE proname LIKE 'resona\\_audit\\_%' AND NOT tgisinternal
"""


@pytest.fixture
def catalogue() -> Catalogue:
    with connection.cursor() as cursor:
        return read_catalogue(cursor)


def test_every_table_is_audited_or_exempt(catalogue: Catalogue) -> None:
    """Fails for a table whose model declares no duties; `manage.py check` says what to write."""
    assert set(catalogue.columns) == collect().keys()
    assert all(len(duties.not_audited) > 5 for name, duties in collect().items() if name not in AUDITED)


@pytest.mark.parametrize("table", AUDITED)
def test_what_is_said_of_a_table_is_there(catalogue: Catalogue, table: str) -> None:
    audited = AUDITED[table]
    columns = {column.name for column in catalogue.columns[table]}
    subject = audited.subject
    named = {name for name in (subject and subject.column, audited.clinic) if name}
    assert named | set(audited.kept) <= columns
    targets = {key.column: key.target for key in catalogue.foreign_keys.get(table, [])}
    if subject is not None and not subject.is_pseudonym:
        assert (subject.way.table if subject.way else "users") in {table, targets.get(subject.column)}


def test_a_table_about_people_names_its_subject(catalogue: Catalogue) -> None:
    about_people = catalogue.tables_leading_to("users") & AUDITED.keys()
    # An actor's key makes nobody a row's subject; one that takes rows along does, and `manage.py check` says so.
    unsaid = {table for table in about_people if AUDITED[table].subject is None and not AUDITED[table].nobody}
    assert unsaid == set()


@pytest.mark.parametrize("table", AUDITED)
def test_what_is_kept_is_short_and_nobodys_id(catalogue: Catalogue, table: str) -> None:
    targets = {key.column: key.target for key in catalogue.foreign_keys.get(table, [])}
    kept = [column for column in catalogue.columns[table] if column.name in AUDITED[table].kept]
    assert [column.name for column in kept if targets.get(column.name) == "users"] == []
    for column in kept:
        kind, _, size = column.type.partition("(")
        assert kind in KEPT_TYPES or (kind == "varchar" and int(size[:-1]) <= 50), column.full_name


def test_four_triggers_are_on_every_audited_table_and_on_no_other() -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED)
        rows = cursor.fetchall()
    operations = ("insert", "update", "delete", "truncate")
    expected = {(table, f"audit_{name}", f"resona_audit_{table}") for table in AUDITED for name in operations}
    assert {(table, trigger, function) for table, trigger, _, function, *_ in rows} == expected
    assert {tuple(rest) for _, _, enabled, _, *rest in rows if enabled == "O"} == {
        (True, '{"search_path=pg_catalog, pg_temp"}', True, False)
    }
