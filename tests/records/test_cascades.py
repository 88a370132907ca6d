"""A plain DELETE of a person removes everything of theirs and nothing of anyone else's, whatever tables there are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper

from resona.accounts.models import User
from tests.conftest import Cast
from tests.records.rows import JOBS, Rows

# Keys to users that empty instead of taking the row with them name an actor, whose id stays in a column beside it.
ACTOR_ID_SUFFIX = "_uuid"
# The queue's memory of its own clock: its rows name a task and a time, and forget a job that is deleted.
FORGETTING = {"procrastinate_periodic_defers"}
# Every deletion adds to the log, and that of a person a notice without an id for systems that follow changes.
GROWING = {"audit_logs", "erasure_notices"}


@pytest.fixture
def filled(cast: Cast, rows: Rows) -> dict[UUID, dict[str, Any]]:
    """A row for two people in every table that leads to people, the clinician having acted in all; keys by person."""
    people = (cast.person.id, cast.strange_person.id)
    return {person: rows.fill_all(person, actor=cast.clinician.id) for person in people}


@pytest.mark.usefixtures("filled")
def test_every_table_that_leads_to_people_is_tested(rows: Rows) -> None:
    empty = [table for table, count in _counts(rows).items() if count == 0]
    assert not rows.personal & set(empty)
    # The walk finds other packages' tables as well as our own.
    assert rows.personal >= {"messages", "crisis_events", "user_sessions", "django_admin_log", "users_groups", JOBS}


def test_the_search_finds_a_person_in_every_table(rows: Rows, filled: dict[UUID, dict[str, Any]]) -> None:
    person = next(iter(filled))
    named = {table for table, column in _mentions(rows, person)}
    by_key = {table for table in rows.personal if not _refers_directly(rows, table)}
    assert named | by_key == rows.personal | {"users"}


@pytest.mark.usefixtures("filled")
def test_deleting_a_person_leaves_no_row_of_theirs(rows: Rows, cast: Cast) -> None:
    before = _counts(rows)
    _delete(rows.cursor, cast.person)
    assert _mentions(rows, cast.person.id) == set()
    after = _counts(rows)
    gone = {table: before[table] - after[table] for table in before if before[table] != after[table]}
    assert set(gone) == (rows.personal | {"users"}) - FORGETTING


def test_deleting_a_person_takes_no_row_of_anyone_else(
    rows: Rows, cast: Cast, filled: dict[UUID, dict[str, Any]]
) -> None:
    others = filled[cast.strange_person.id]
    before = {table: _row(rows, table, key) for table, key in others.items()}
    _delete(rows.cursor, cast.person)
    assert {table: _row(rows, table, key) for table, key in others.items()} == before
    assert None not in before.values()


def test_deleting_all_people_leaves_only_what_belongs_to_nobody(
    rows: Rows, cast: Cast, filled: dict[UUID, dict[str, Any]]
) -> None:
    rows.cursor.execute("DELETE FROM users")
    left = {table for table, count in _counts(rows).items() if count}
    assert left & (rows.personal | {"users"}) == FORGETTING
    assert {"clinics", "care_teams"} <= left


def test_deleting_a_clinician_keeps_what_they_did_for_people(
    rows: Rows, cast: Cast, filled: dict[UUID, dict[str, Any]]
) -> None:
    actor_columns = _actor_columns(rows)
    before = _counts(rows)
    own = {table for table, column in _mentions(rows, cast.clinician.id)} - {table for table, _ in actor_columns}
    _delete(rows.cursor, cast.clinician)
    after = _counts(rows)
    assert {table for table in before if before[table] != after[table]} == own == {"users", "care_team_members"}
    assert _mentions(rows, cast.clinician.id) == {
        (table, f"{column}{ACTOR_ID_SUFFIX}") for table, column in actor_columns
    }
    for table, column in actor_columns:
        of_whom = f"{column} IS NULL AND {column}{ACTOR_ID_SUFFIX} = %s"
        rows.cursor.execute(f"SELECT count(*) FROM {table} WHERE {of_whom}", [cast.clinician.id])
        assert rows.cursor.fetchone()[0] == len(filled), f"{table}.{column}"


def test_a_column_that_names_an_actor_keeps_their_id_beside_it(rows: Rows) -> None:
    columns = {(column.table, column.name): column for table in rows.catalogue.columns.values() for column in table}
    actors = _actor_columns(rows)
    assert {("crisis_events", "acknowledged_by"), ("crisis_events", "resolved_by")} < actors
    for table, name in actors:
        beside = columns.get((table, f"{name}{ACTOR_ID_SUFFIX}"))
        assert beside is not None, f"{table}.{name} forgets who it was"
        assert (beside.type, beside.nullable) == ("uuid", True)


def test_no_clinic_goes_while_it_has_people_teams_or_keys(rows: Rows, cast: Cast) -> None:
    to_clinics = [key for key in rows.catalogue.all_foreign_keys() if key.target == "clinics"]
    assert {key.table for key in to_clinics} >= {"users", "care_teams", "api_keys"}
    assert {key.on_delete for key in to_clinics} == {"RESTRICT"}


def test_deleting_a_session_takes_its_findings_and_leaves_the_person(
    rows: Rows, cast: Cast, filled: dict[UUID, dict[str, Any]]
) -> None:
    before = _counts(rows)
    rows.cursor.execute("DELETE FROM conversations WHERE user_id = %s", [cast.person.id])
    after = _counts(rows)
    gone = {table: before[table] - after[table] for table in before if before[table] != after[table]}
    assert gone == dict.fromkeys(
        ("conversations", "messages", "session_deviations", "dissonance_records", "risk_assessments"), 1
    )
    for table, column in (
        ("emotion_history", "conversation_id"),
        ("emotion_history", "message_id"),
        ("crisis_events", "conversation_id"),
    ):
        rows.cursor.execute(f"SELECT {column} FROM {table} WHERE user_id = %s", [cast.person.id])
        assert rows.cursor.fetchone() == (None,)


def test_two_open_events_survive_the_sessions_that_raised_them(rows: Rows, cast: Cast) -> None:
    for _ in range(2):
        rows.insert("crisis_events", cast.person.id)
    rows.cursor.execute("DELETE FROM conversations WHERE user_id = %s", [cast.person.id])
    assert cast.person.crisis_events.filter(conversation=None, resolved_at=None).count() == 2


def test_the_orm_deletes_as_plain_sql_does(rows: Rows, cast: Cast, filled: dict[UUID, dict[str, Any]]) -> None:
    cast.person.delete()
    connection.check_constraints()
    assert _mentions(rows, cast.strange_person.id)
    assert not User.objects.filter(pk__in=[person for person in filled if person != cast.strange_person.id]).exists()


def _delete(cursor: CursorWrapper, user: User) -> None:
    cursor.execute("DELETE FROM users WHERE id = %s", [user.id])
    assert cursor.rowcount == 1


def _counts(rows: Rows) -> dict[str, int]:
    counts = {}
    for table in rows.catalogue.columns.keys() - GROWING:
        rows.cursor.execute(f'SELECT count(*) FROM "{table}"')
        counts[table] = rows.cursor.fetchone()[0]
    return counts


def _mentions(rows: Rows, person: UUID) -> set[tuple[str, str]]:
    """Every table and column that holds the person's id, alone or inside text or JSON."""
    found = set()
    for table, columns in rows.catalogue.columns.items():
        rows.cursor.execute(
            f"""SELECT DISTINCT part.key FROM "{table}" AS t, jsonb_each_text(to_jsonb(t)) AS part
            WHERE part.value LIKE %s""",
            [f"%{person}%"],
        )
        found |= {(table, column) for (column,) in rows.cursor.fetchall()}
        assert {column for name, column in found if name == table} <= {column.name for column in columns}
    return found


def _row(rows: Rows, table: str, key: Any) -> object:
    index = next(index for index in rows.catalogue.indexes[table] if index.name.endswith("_pkey"))
    rows.cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" AS t WHERE "{index.columns[0]}" = %s', [key])
    found = rows.cursor.fetchone()
    return found and found[0]


def _refers_directly(rows: Rows, table: str) -> bool:
    return table == JOBS or any(key.target == "users" for key in rows.catalogue.foreign_keys[table])


def _actor_columns(rows: Rows) -> set[tuple[str, str]]:
    return {
        (key.table, key.column)
        for key in rows.catalogue.all_foreign_keys()
        if key.target == "users" and key.on_delete == "SET NULL"
    }
