"""What the database does by itself, whoever writes: refuses, moves times, makes ids, remembers actors, drops jobs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from baselines.models import Baseline
from conversations.models import Message
from interfaces.models import InterfaceEvolution
from resona.postgres.models import new_id
from tests.conftest import Cast
from tests.records.rows import ACCEPTED, Rows

IMMUTABLE = {
    "messages": ("content", "'x'"),
    "interface_evolution_log": ("changes", "'[]'"),
    "drift_decisions": ("reason", "'x'"),
    "consent_records": ("decision", "'withdrawn'"),
    "emergency_accesses": ("expires_at", "started_at + interval '1 minute'"),
    "crisis_event_steps": ("kind", "'told'"),
    "task_steps": ("kind", "'taken'"),
}
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("table", IMMUTABLE)
def test_a_row_of_an_immutable_table_cannot_be_changed(rows: Rows, cast: Cast, table: str) -> None:
    key = rows.insert(table, cast.person.id)
    column, value = IMMUTABLE[table]
    for change in (f"{column} = {value}", "id = gen_random_uuid()", f"{column} = {column}"):
        with pytest.raises(IntegrityError, match=f"rows of {table} cannot be changed"), transaction.atomic():
            rows.cursor.execute(f"UPDATE {table} SET {change} WHERE id = %s", [key])


@pytest.mark.parametrize("table", IMMUTABLE)
def test_a_row_of_an_immutable_table_cannot_be_deleted_by_itself(rows: Rows, cast: Cast, table: str) -> None:
    key = rows.insert(table, cast.person.id)
    for statement, arguments in ((f"DELETE FROM {table} WHERE id = %s", [key]), (f"DELETE FROM {table}", [])):
        with pytest.raises(IntegrityError, match=f"rows of {table} go only with"), transaction.atomic():
            rows.cursor.execute(statement, arguments)
    assert _exists(rows, table, key)


@pytest.mark.parametrize("table", IMMUTABLE)
def test_a_row_of_an_immutable_table_goes_with_its_person(rows: Rows, cast: Cast, table: str) -> None:
    key, other = rows.insert(table, cast.person.id), rows.insert(table, cast.strange_person.id)
    rows.cursor.execute("DELETE FROM users WHERE id = %s", [cast.person.id])
    assert not _exists(rows, table, key)
    assert _exists(rows, table, other)


def test_a_message_goes_with_its_session_only(rows: Rows, cast: Cast) -> None:
    key, other = (rows.insert("messages", cast.person.id) for _ in range(2))
    rows.cursor.execute(
        "DELETE FROM conversations USING messages WHERE conversation_id = conversations.id AND messages.id = %s", [key]
    )
    assert not _exists(rows, "messages", key)
    assert _exists(rows, "messages", other)


def test_a_step_goes_with_its_event_too(rows: Rows, cast: Cast) -> None:
    key, other = (rows.insert("crisis_event_steps", cast.person.id) for _ in range(2))
    rows.cursor.execute(
        "DELETE FROM crisis_events USING crisis_event_steps WHERE event_id = crisis_events.id"
        " AND crisis_event_steps.id = %s",
        [key],
    )
    assert not _exists(rows, "crisis_event_steps", key)
    assert _exists(rows, "crisis_event_steps", other)


@pytest.mark.parametrize("model", [Message, InterfaceEvolution])
def test_the_orm_is_refused_as_plain_sql_is(rows: Rows, cast: Cast, model: type[Message | InterfaceEvolution]) -> None:
    values = {"content": Message.content.seal(new_id(), "words")} if model is Message else {}
    rows.insert(model._meta.db_table, cast.person.id, **values)
    record = model._default_manager.get()
    for write in (record.save, record.delete, model._default_manager.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_every_update_moves_updated_at(rows: Rows, cast: Cast) -> None:
    """In all tables that have the column, and though the statement itself says otherwise."""
    tables = [
        table
        for table, columns in rows.catalogue.columns.items()
        if any(column.name == "updated_at" for column in columns)
    ]
    assert {"conversations", "user_profiles", "user_baselines"} <= set(tables)
    for table in tables:
        rows.insert(table, cast.person.id, updated_at=LONG_AGO)
        told_of = "language" if table == "users" else "user_id"
        for change in (f"{told_of} = {told_of}", "updated_at = '2002-02-02Z'"):
            before = timezone.now()
            rows.cursor.execute(f"UPDATE {table} SET {change}")
            rows.cursor.execute(f"SELECT min(updated_at) FROM {table}")
            assert rows.cursor.fetchone()[0] >= before, table


def test_an_insert_need_not_bring_an_id(rows: Rows, cast: Cast) -> None:
    tables = [
        table
        for table, columns in rows.catalogue.columns.items()
        if any((column.name, column.type) == ("id", "uuid") for column in columns)
    ]
    assert len(tables) >= 17
    for table in tables:
        assert "id" not in ACCEPTED.get(table, {})
        assert isinstance(rows.insert(table, cast.person.id), UUID), table


def test_an_insert_by_plain_sql_is_dated_now(rows: Rows, cast: Cast) -> None:
    before = timezone.now()
    dated = {
        table: [
            column.name
            for column in columns
            if column.type == "timestamptz" and column.default and column.name not in ACCEPTED.get(table, {})
        ]
        for table, columns in rows.catalogue.columns.items()
        if not table.startswith(("django_", "procrastinate_"))
    }
    assert dated["user_baselines"] == ["established_at", "updated_at"]
    for table in (table for table, columns in dated.items() if columns):
        key = rows.insert(table, cast.person.id)
        names = ", ".join(dated[table])
        rows.cursor.execute(f"SELECT {names} FROM {table} WHERE {rows.primary_key(table)} = %s", [key])
        assert all(before <= moment <= timezone.now() for moment in rows.cursor.fetchone()), table


def test_a_baseline_that_is_still_learned_is_not_established(cast: Cast) -> None:
    learning = Baseline.objects.create(user=cast.person, baseline_type="pitch", baseline_value={}, established_at=None)
    learning.refresh_from_db()
    assert learning.established_at is None


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("crisis_events", "acknowledged_by"),
        ("crisis_events", "resolved_by"),
        ("crisis_events", "reopened_by"),
        ("risk_assessments", "action_taken_by"),
    ],
)
def test_whoever_acted_is_remembered_when_their_account_goes(rows: Rows, cast: Cast, table: str, column: str) -> None:
    key = rows.insert(table, cast.person.id, **{column: None})
    assert _actor(rows, table, column, key) == (None, None)
    first, second = cast.clinician.id, cast.outsider.id
    for actor in (first, second):
        rows.cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [actor, key])
        assert _actor(rows, table, column, key) == (actor, actor)
    rows.cursor.execute("DELETE FROM users WHERE id = %s", [second])
    assert _actor(rows, table, column, key) == (None, second)
    inserted = rows.insert(table, cast.person.id, **{column: first})
    assert _actor(rows, table, column, inserted) == (first, first)


def test_a_decision_changes_in_nothing_but_that_whoever_took_it_goes(rows: Rows, cast: Cast) -> None:
    key = rows.insert("drift_decisions", cast.person.id, decided_by=cast.clinician.id)
    for change in (f"decided_by = '{cast.outsider.id}'", "decided_by = NULL, reason = 'x'", "decided_by_uuid = NULL"):
        with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
            rows.cursor.execute(f"UPDATE drift_decisions SET {change}")
    rows.cursor.execute("DELETE FROM users WHERE id = %s", [cast.clinician.id])
    assert _actor(rows, "drift_decisions", "decided_by", key) == (None, cast.clinician.id)


def test_a_step_changes_in_nothing_but_that_whoever_took_it_goes(rows: Rows, cast: Cast) -> None:
    key = rows.insert("crisis_event_steps", cast.person.id, actor_id=cast.clinician.id)
    for change in (f"actor_id = '{cast.outsider.id}'", "actor_id = NULL, kind = 'told'", "actor_id_uuid = NULL"):
        with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
            rows.cursor.execute(f"UPDATE crisis_event_steps SET {change}")
    rows.cursor.execute("DELETE FROM users WHERE id = %s", [cast.clinician.id])
    assert _actor(rows, "crisis_event_steps", "actor_id", key) == (None, cast.clinician.id)


def test_a_note_changes_in_nothing_but_that_its_author_goes(rows: Rows, cast: Cast) -> None:
    key = rows.insert("care_notes", cast.person.id, author_id=cast.clinician.id)
    for change in (
        "contact_outcome = 'refused'", "content = 'x'", "written_at = now()", "author_id = author_id",
        "author_id = NULL, kind = 'handover'", f"author_id = '{cast.outsider.id}'",
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="rows of care_notes cannot be changed"), transaction.atomic():
            rows.cursor.execute(f"UPDATE care_notes SET {change}")
    rows.cursor.execute("DELETE FROM users WHERE id = %s", [cast.clinician.id])
    assert _actor(rows, "care_notes", "author_id", key) == (None, cast.clinician.id)


def test_what_was_decided_and_why_cannot_be_changed(rows: Rows, cast: Cast) -> None:
    key, other = (rows.insert("decisions", cast.person.id, outcome="o") for _ in range(2))
    for change in (
        "title = 'x'", "rationale = 'x'", "description = 'x'", "evidence = '[1]'", "decided_at = '2026-01-01'",
        "decision_type = 'other'", "expected = 'x'", "outcome = 'another'", f"recorded_by = '{cast.outsider.id}'",
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="rows of decisions cannot be changed"), transaction.atomic():
            rows.cursor.execute(f"UPDATE decisions SET {change} WHERE id = %s", [key])
    rows.cursor.execute("UPDATE decisions SET superseded_by = %s, status = 'cancelled' WHERE id = %s", [other, key])
    third = rows.insert("decisions", cast.person.id)
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        rows.cursor.execute("UPDATE decisions SET superseded_by = %s WHERE id = %s", [third, key])


def test_no_decision_takes_its_own_place(rows: Rows, cast: Cast) -> None:
    rows.insert("decisions", cast.person.id)
    with pytest.raises(IntegrityError, match="ck_decisions_not_itself"), transaction.atomic():
        rows.cursor.execute("UPDATE decisions SET superseded_by = id")


def test_deleting_people_deletes_the_jobs_about_them_and_no_others(rows: Rows, cast: Cast) -> None:
    arguments: dict[str, dict[str, Any]] = {
        "theirs": {"user_id": str(cast.person.id), "since": None},
        "theirs too": {"user_id": str(cast.unassigned_person.id)},
        "another's": {"user_id": str(cast.other_person.id)},
        "nobody's": {},
        "not an id": {"user_id": "everyone"},
        "null": {"user_id": None},
    }
    keys = {
        rows.insert("procrastinate_jobs", cast.person.id, args=json.dumps(args)): name
        for name, args in arguments.items()
    }
    gone = [cast.person.id, cast.unassigned_person.id]
    rows.cursor.execute("DELETE FROM users WHERE id = ANY (%s)", [gone])
    rows.cursor.execute("SELECT id FROM procrastinate_jobs")
    assert {keys[key] for (key,) in rows.cursor.fetchall()} == {"another's", "nobody's", "not an id", "null"}


def test_the_jobs_of_a_person_are_found_by_index(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN DELETE FROM procrastinate_jobs WHERE args ->> 'user_id' IS NOT NULL AND args ->> 'user_id' = 'x'"
        )
        assert "idx_procrastinate_jobs_user_id" in str(cursor.fetchall())


def _exists(rows: Rows, table: str, key: UUID) -> bool:
    rows.cursor.execute(f"SELECT FROM {table} WHERE id = %s", [key])
    return bool(rows.cursor.rowcount)


def _actor(rows: Rows, table: str, column: str, key: UUID) -> tuple[UUID | None, UUID | None]:
    rows.cursor.execute(f"SELECT {column}, {column}_uuid FROM {table} WHERE id = %s", [key])
    found: tuple[UUID | None, UUID | None] = rows.cursor.fetchone()
    return found
