"""Whatever changes a record, by whatever statement, is in the log: once, about whom, and without a word of it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from conversations.models import Conversation
from resona.accounts.models import CareTeamPerson, User
from resona.audit.coverage import audited_tables
from resona.audit.models import AuditEntry
from resona.audit.triggers import find_unwatched, install_triggers
from resona.postgres.roles import APP
from risk.models import RiskAssessment
from tests.audit.log import Happened, execute, watched
from tests.audit.test_rights import acting_as
from tests.conftest import Cast
from tests.factories import PersonFactory
from tests.records.rows import Rows
from tests.sessions import make_body, record

REFUSE_UPDATES = {
    "encryption_keys",
    "messages",
    "interface_evolution_log",
    "drift_decisions",
    "emergency_accesses",
    "consent_records",
    "consent_texts",
    "crisis_event_steps",
    "task_steps",
    "care_notes",
}
REFUSE_DELETES = {"gdpr_requests"}
WORDS = "I went to the market of Kibera."


def agrees(happened: Happened) -> bool:
    """Whether the log says what happened, no more and no less; a row written again as it was counts as changed."""
    assert happened.logged("INSERT") == happened.added
    assert happened.logged("DELETE") == happened.deleted
    assert happened.changed <= happened.logged("UPDATE")
    return bool(happened.entries)


def copy_users(cast: Cast) -> None:
    with connection.cursor() as cursor, cursor.copy("COPY clinics (id, name) FROM STDIN") as copy:
        for number in range(3):
            copy.write_row((uuid4(), f"Clinic {number}"))


# Statements of every kind, on a database with a row of two people in every table.
STATEMENTS: dict[str, Callable[[Cast], object]] = {
    "an update of all": lambda cast: execute("UPDATE users SET language = 'sw'"),
    "an update by the ORM": lambda cast: User.objects.filter(id=cast.person.id).update(role="person", phone="1"),
    "an update by join": lambda cast: execute(
        "UPDATE risk_assessments SET risk_level = 'low' FROM users WHERE users.id = user_id"
    ),
    "an update that finds nothing": lambda cast: execute(
        "UPDATE users SET role = 'person' WHERE false; INSERT INTO clinics (name) VALUES ('x')"
    ),
    "bulk_create": lambda cast: User.objects.bulk_create([User(clinic=cast.clinic) for _ in range(5)]),
    "an upsert": lambda cast: execute(
        "INSERT INTO user_baselines (user_id, baseline_type, baseline_value) SELECT id, 'pitch', '{}' FROM users "
        "ON CONFLICT (user_id, baseline_type) DO UPDATE SET session_count = 7"
    ),
    "an upsert that does nothing": lambda cast: execute(
        "INSERT INTO clinics (id, name) VALUES (%s, 'y') ON CONFLICT DO NOTHING; "
        "INSERT INTO clinics (name) VALUES ('x')",
        cast.clinic.id,
    ),
    "several tables in one statement": lambda cast: execute(
        "WITH made AS (INSERT INTO clinics (name) VALUES ('z') RETURNING id), gone AS (DELETE FROM emotion_history) "
        "INSERT INTO care_teams (clinic_id, name) SELECT id, 'one' FROM made"
    ),
    "COPY": copy_users,
    "MERGE": lambda cast: execute(
        "MERGE INTO users USING clinics ON clinics.id = clinic_id WHEN MATCHED AND role = 'person' THEN DELETE "
        "WHEN MATCHED THEN UPDATE SET language = 'sw' WHEN NOT MATCHED THEN INSERT (clinic_id) VALUES (clinics.id)"
    ),
    "a delete of a person": lambda cast: execute("DELETE FROM users WHERE id = %s", cast.person.id),
    "a delete of all people": lambda cast: execute("DELETE FROM users"),
    "a delete of a session": lambda cast: execute("DELETE FROM conversations WHERE user_id = %s", cast.person.id),
    "a delete of all sessions, then of a person": lambda cast: execute(
        "DELETE FROM conversations; DELETE FROM users WHERE id = %s", cast.person.id
    ),
    "a delete by the ORM": lambda cast: CareTeamPerson.objects.filter(person=cast.person).delete(),
    "a move to another person": lambda cast: execute("UPDATE emotion_history SET user_id = %s", cast.strange_person.id),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_what_a_statement_did_is_what_the_log_says(rows: Rows, cast: Cast, name: str) -> None:
    rows.fill_all(cast.person.id, cast.clinician.id)
    rows.fill_all(cast.strange_person.id)
    with watched(rows) as happened:
        STATEMENTS[name](cast)
    assert agrees(happened)


@pytest.mark.parametrize("table", audited_tables())
def test_each_table_is_logged_by_itself(rows: Rows, cast: Cast, table: str) -> None:
    with watched(rows) as inserted:
        key = PersonFactory.create().id if table == "users" else rows.insert(table, cast.person.id)
    assert agrees(inserted)
    assert inserted.of(table)
    if table in REFUSE_UPDATES:
        return
    name = rows.primary_key(table)
    with watched(rows) as updated:
        execute(f"UPDATE {table} SET {name} = {name} WHERE {name} = %s", key)
    assert [(entry.operation, entry.changed, entry.kept) for entry in updated.of(table)] == [("UPDATE", [], {})]
    if table in REFUSE_DELETES:
        return
    with watched(rows) as deleted:
        execute(f"DELETE FROM {table} WHERE {name} = %s", key)
    assert agrees(deleted)
    assert [entry.operation for entry in deleted.of(table)] == ["DELETE"]


def test_ten_rows_of_one_statement_about_one_person_are_one_entry(rows: Rows, cast: Cast) -> None:
    with watched(rows) as happened:
        record(cast.superuser, make_body(cast.person, said=(WORDS,) * 10))
    assert agrees(happened)
    (messages,) = happened.of("messages")
    assert len(messages.row_ids) == 10
    assert (messages.subject, messages.clinic_uuid) == (cast.person.pseudonym, cast.clinic.id)
    assert messages.kept == {"role": [None, "user"]}


def test_entries_tell_of_everyone_apart(rows: Rows, cast: Cast) -> None:
    for person in (cast.person, cast.other_person, cast.strange_person):
        rows.insert("emotion_history", person.id)
    with watched(rows) as happened:
        execute("UPDATE emotion_history SET confidence_score = 0.25")
    expected = {
        (person.pseudonym, person.clinic_id) for person in (cast.person, cast.other_person, cast.strange_person)
    }
    assert {(entry.subject, entry.clinic_uuid) for entry in happened.entries} == expected


def test_values_are_kept_of_levels_and_states_alone(rows: Rows, cast: Cast) -> None:
    rows.insert("risk_assessments", cast.person.id, risk_level="low")
    with watched(rows) as happened:
        RiskAssessment.objects.update(
            risk_level="high", risk_score=0.75, pattern_contribution=0.75, action_taken="called"
        )
    (entry,) = happened.entries
    assert set(entry.changed) == {"risk_level", "risk_score", "pattern_contribution", "action_taken"}
    assert entry.kept == {"risk_level": ["low", "high"]}


def test_a_role_given_and_an_account_closed_are_kept_before_and_after(rows: Rows, cast: Cast) -> None:
    with watched(rows) as happened:
        User.objects.filter(id=cast.clinician.id).update(role="administrator", is_active=False, email="new@a.example")
    (entry,) = happened.entries
    assert entry.kept == {"role": ["clinician", "administrator"], "is_active": [True, False]}
    assert set(entry.changed) == {"role", "is_active", "email"}
    assert entry.row_ids == [str(cast.clinician.pseudonym)]


def test_whom_a_cascade_took_is_named_by_their_pseudonym(rows: Rows, cast: Cast) -> None:
    """Though the account and the session are no longer there when the rows about them are told of."""
    rows.fill_all(cast.person.id, cast.clinician.id)
    with watched(rows) as happened:
        execute("DELETE FROM users WHERE id = ANY (%s)", [cast.person.id, cast.other_person.id])
    assert agrees(happened)
    assert {entry.table_name for entry in happened.entries} >= {"users", "conversations", "messages", "crisis_events"}
    told = [entry for entry in happened.entries if entry.table_name != "care_team_people"]
    assert {entry.subject for entry in told} == {cast.person.pseudonym, cast.other_person.pseudonym}
    assert {entry.clinic_uuid for entry in told} == {cast.clinic.id}


def test_a_table_that_is_emptied_is_logged(rows: Rows, cast: Cast) -> None:
    rows.insert("emotion_history", cast.person.id)
    with watched(rows) as happened:
        execute("TRUNCATE emotion_history")
    (entry,) = happened.entries
    assert (entry.table_name, entry.operation, entry.row_ids, entry.subject) == (
        "emotion_history",
        "TRUNCATE",
        [],
        None,
    )


def test_what_is_taken_back_is_not_in_the_log(rows: Rows, cast: Cast) -> None:
    with watched(rows) as happened, transaction.atomic():
        execute("UPDATE users SET language = 'sw'")
        transaction.set_rollback(True)
    assert happened.entries == []


def test_a_row_whose_key_changes_is_told_by_both(rows: Rows, cast: Cast) -> None:
    key = rows.insert("interface_texts", cast.person.id)
    with watched(rows) as happened:
        execute("UPDATE interface_texts SET id = gen_random_uuid()")
    told = happened.logged("UPDATE")
    assert happened.added | happened.deleted == told
    assert ("interface_texts", str(key)) in happened.deleted
    assert {"id", "text"} <= {name for entry in happened.entries for name in entry.changed}


def test_nothing_personal_is_in_the_log(rows: Rows, cast: Cast) -> None:
    names = {"email": "jane@kibera.example", "phone": "0722 000111"}
    record(cast.superuser, make_body(cast.person, said=(f"{WORDS} I want to kill myself tonight.",)))
    User.objects.filter(id=cast.person.id).update(**names)
    rows.fill_all(cast.person.id, cast.clinician.id)
    execute("DELETE FROM users WHERE id = %s", cast.person.id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(audit_logs::text, ' ') FROM audit_logs")
        log = cursor.fetchone()[0]
    assert str(cast.person.pseudonym) in log
    for text in (str(cast.person.id), *names.values(), "market", "kill", cast.person.id.hex):
        assert text not in log


@pytest.mark.parametrize("role", [APP, "NONE"])
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_logs SET actor = ''", "DELETE FROM audit_logs", "TRUNCATE audit_logs"]
)
def test_the_log_is_changed_by_nobody(cast: Cast, role: str, statement: str) -> None:
    before = AuditEntry.objects.count()
    assert before > 0
    with pytest.raises((ProgrammingError, IntegrityError)), acting_as(role):
        execute(statement)
    assert AuditEntry.objects.count() == before


def test_the_application_adds_to_the_log_only_by_what_it_does(rows: Rows, cast: Cast) -> None:
    with watched(rows) as happened, acting_as(APP):
        execute("UPDATE users SET language = 'sw' WHERE id = %s", cast.person.id)
    assert agrees(happened)
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(APP):
        execute("INSERT INTO audit_logs (table_name) VALUES ('users')")
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(APP):
        execute("SELECT resona_audit_users()")


@pytest.mark.parametrize(
    ("damage", "column"),
    [
        ("ALTER TABLE clinics ADD COLUMN motto text", "motto"),
        ("DROP TRIGGER audit_update ON clinics", "name"),
        ("ALTER TABLE clinics RENAME COLUMN timezone TO zone", "zone"),
    ],
)
def test_after_a_migration_the_triggers_know_the_table_as_it_is(
    rows: Rows, cast: Cast, damage: str, column: str
) -> None:
    execute(damage)
    install_triggers(connection)
    with watched(rows) as happened:
        execute(f"UPDATE clinics SET {column} = {column} || 'x' WHERE id = %s", cast.clinic.id)
    if column == "motto":  # nothing and something are nothing
        execute("UPDATE clinics SET motto = 'x'")
    assert [entry.table_name for entry in happened.entries] == ["clinics"]


@pytest.mark.parametrize("column", ["kind", "clinic_id"])
def test_what_a_model_names_may_be_missing_while_migrations_run(rows: Rows, cast: Cast, column: str) -> None:
    rows.insert("support_resources", cast.person.id)
    execute(f"ALTER TABLE support_resources RENAME {column} TO later")
    install_triggers(connection)
    with watched(rows) as happened:
        execute("UPDATE support_resources SET is_active = false")
    (entry,) = happened.entries
    assert (entry.changed, entry.kept) == (["is_active"], {"is_active": [True, False]})
    assert (entry.clinic_uuid is None) == (column == "clinic_id")


def functions() -> dict[str, str]:
    """The trigger functions, each with the transaction that made it as it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, xmin::text FROM pg_proc WHERE proname LIKE 'resona\\_audit\\_%'")
        return dict(cursor.fetchall())


def test_where_all_is_as_it_should_be_nothing_is_made_anew(db: None) -> None:
    before = functions()
    execute("DROP TRIGGER audit_delete ON messages; ALTER TABLE clinics ADD COLUMN motto text")
    install_triggers(connection)
    after = functions()
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == {"resona_audit_clinics"}
    assert find_unwatched(connection) == []


def test_what_a_table_that_is_gone_left_behind_goes(db: None) -> None:
    before = functions()
    execute("CREATE FUNCTION resona_audit_gone() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
    execute("CREATE TRIGGER left_behind AFTER DELETE ON clinics EXECUTE FUNCTION resona_audit_gone()")
    install_triggers(connection)
    assert functions() == before


def test_sessions_are_told_of_their_person_though_written_in_one_statement(rows: Rows, cast: Cast) -> None:
    with watched(rows) as happened:
        Conversation.objects.bulk_create(
            Conversation(user=person, started_at="2026-03-01T10:00:00Z")
            for person in (cast.person, cast.person, cast.strange_person)
        )
    assert sorted(len(entry.row_ids) for entry in happened.entries) == [1, 2]
