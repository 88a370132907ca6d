"""Migrations: quick from empty, complete, and reversed without a trace. In a database of their own."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState
from django.db.migrations.utils import resolve_relation
from django.db.models.utils import make_model_tuple
from pytest_django import DjangoDbBlocker

from resona.postgres.models import new_id
from risk.models import CrisisEvent, CrisisEventStep
from tests.architecture.modules import is_ours
from tests.records.catalogue import read_objects

ALIAS = "migrated"
# Those of other packages that do not build on our users.
PACKAGES = ("auth", "procrastinate")
# The first two are what all the others build on.
MIGRATED_APPS = (
    "resona_postgres",
    "accounts",
    "audit",
    "compliance",
    "sign_in",
    "conversations",
    "baselines",
    "risk",
    "care",
    "interfaces",
    "analysis",
    "integrations",
)
LONGEST_S = 30.0  # of this process for all migrations from empty; make bench holds what passes on a clock to as many


@dataclass(frozen=True, kw_only=True, slots=True)
class Migrated:
    """What there is in the schema on the way, and how long the way took."""

    packages_only: set[str]  # before any table of ours
    complete: set[str]
    seconds: float


@pytest.fixture(scope="module")
def empty_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """A database beside the tests' own, on the same server."""
    name = f"{connections['default'].settings_dict['NAME']}_migrated_{os.getpid()}"
    with django_db_blocker.unblock():
        with connections["default"]._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        default = connections["default"].settings_dict
        options = {key: value for key, value in default["OPTIONS"].items() if key != "pool"}
        connections.settings[ALIAS] = {**default, "NAME": name, "OPTIONS": options}
        try:
            yield connections[ALIAS]
        finally:
            connections[ALIAS].close()
            del connections[ALIAS], connections.settings[ALIAS]
            with connections["default"]._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}"')


def test_all_migrations_from_empty_are_quick_go_to_zero_app_after_app_without_a_trace_and_come_back(
    empty_database: BaseDatabaseWrapper, record_property: Callable[[str, object], None]
) -> None:
    """In one walk: each of its ways takes seconds."""
    migrated = _migrate_from_empty(empty_database)
    record_property("seconds of all migrations from empty", round(migrated.seconds, 2))
    assert migrated.seconds < LONGEST_S

    before = migrated.complete
    for label in reversed(MIGRATED_APPS):
        before = _go_to_zero(empty_database, before, label)
    assert before == migrated.packages_only

    _migrate("accounts")
    _consent_before_purposes_were_told_apart(empty_database)
    _migrate("risk", "0002")
    _events_before_sources_were_told_apart(empty_database)
    _migrate("risk")
    _see_what_became_of_the_events(empty_database)
    _migrate("risk", "0002")
    _see_that_the_events_are_as_they_were(empty_database)
    _migrate("risk", "0004")
    _event_before_there_were_steps(empty_database)
    _migrate()
    _see_that_they_decided_about_what_that_covered(empty_database)
    _see_its_steps(empty_database)
    _move_to_the_right_person(empty_database)
    _migrate("risk", "0007")
    _see_that_it_is_said_in_earlier_words(empty_database)
    _migrate()
    assert _objects(empty_database) == migrated.complete


@pytest.mark.parametrize("label", MIGRATED_APPS)
def test_whatever_refers_to_an_app_goes_to_zero_with_it(label: str) -> None:
    graph = MigrationLoader(None).graph
    gone = {node for first in graph.root_nodes(label) for node in graph.backwards_plan(first)}
    left = graph.make_state(nodes=[node for node in graph.nodes if node not in gone])
    assert gone
    assert label not in {app for app, _ in left.models}
    assert [pair for pair in _references(left) if pair[1] not in left.models] == []


def test_every_app_with_migrations_is_tested() -> None:
    ours = (app for app in apps.get_app_configs() if is_ours(Path(app.path)))
    assert {app.label for app in ours if (Path(app.path) / "migrations").is_dir()} == set(MIGRATED_APPS)


@pytest.mark.django_db
def test_no_change_of_a_model_waits_for_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def _migrate_from_empty(database: BaseDatabaseWrapper) -> Migrated:
    began = time.process_time()
    for package in PACKAGES:
        _migrate(package)
    packages_only = _objects(database)
    _migrate()
    return Migrated(packages_only=packages_only, complete=_objects(database), seconds=time.process_time() - began)


def _go_to_zero(database: BaseDatabaseWrapper, before: set[str], label: str) -> set[str]:
    """Takes this app back to nothing, looks that nothing of it is left, and gives what is left."""
    _migrate(label, "zero")
    assert label not in {app for app, _ in MigrationRecorder(database).applied_migrations()}
    without = _objects(database)
    assert without < before
    tables = [model._meta.db_table for model in apps.get_app_config(label).get_models()]
    assert [line for line in without for table in tables if re.search(rf"(?<! AS) {table} ", f"{line} ")] == []
    return without


def _consent_before_purposes_were_told_apart(database: BaseDatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO users (consent_version) VALUES ('2025-4'), ('')")
        cursor.execute("INSERT INTO users (consent_version, role) VALUES ('2025-4', 'clinician')")


def _see_that_they_decided_about_what_that_covered(database: BaseDatabaseWrapper) -> None:
    covered = ("care_team_sharing", "crisis_contact", "personalisation", "recording", "voice_analysis")
    with database.cursor() as cursor:
        cursor.execute("SELECT purpose, decision, version, channel FROM consent_records ORDER BY purpose")
        assert cursor.fetchall() == [(purpose, "given", "2025-4", "import") for purpose in covered]
        cursor.execute("SELECT consent_version, consents_given FROM users WHERE consents_given <> '{}'")
        assert cursor.fetchall() == [("2025-4", list(covered))]


def _event_before_there_were_steps(database: BaseDatabaseWrapper) -> None:
    event_id = new_id()
    note = CrisisEvent.resolution_note.seal(event_id, "called, is safe")
    with database.cursor() as cursor:
        cursor.execute(
            "INSERT INTO crisis_events (id, user_id, risk_level, detection_method, acknowledged_at,"
            " resolved_at, resolution, resolution_note)"
            " SELECT %s, id, 'high', 'x', now() - interval '1 hour', now(), 'confirmed', %s FROM users LIMIT 1",
            [event_id, note],
        )


def _see_its_steps(database: BaseDatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.execute("SELECT kind, resolution, id, text FROM crisis_event_steps ORDER BY at")
        acknowledged, (*resolved, step_id, text) = cursor.fetchall()
    assert (acknowledged[0], acknowledged[3]) == ("acknowledged", None)
    assert (resolved, CrisisEventStep.text.open(step_id, text)) == (["resolved", "confirmed"], "called, is safe")


def _move_to_the_right_person(database: BaseDatabaseWrapper) -> None:
    """The event of before and its note go to another person's record."""
    with database.cursor() as cursor:
        cursor.execute("SELECT event_id, id FROM crisis_event_steps WHERE text IS NOT NULL")
        [(wrong, note)] = cursor.fetchall()
        cursor.execute(
            "WITH person AS (INSERT INTO users (role) VALUES ('person') RETURNING id)"
            " INSERT INTO crisis_events (user_id, risk_level, detection_method) SELECT id, 'high', 'x' FROM person"
            " RETURNING id"
        )
        [(right,)] = cursor.fetchall()
        copied = (
            "INSERT INTO crisis_event_steps (user_id, event_id, kind, text, corrects)"
            " SELECT events.user_id, events.id, %s, CASE %s WHEN 'note' THEN steps.text END, steps.id"
            " FROM crisis_events AS events, crisis_event_steps AS steps WHERE events.id = %s AND steps.id = %s"
        )
        cursor.execute(copied, ["note", "note", right, note])
        cursor.execute("UPDATE crisis_event_steps SET text = NULL WHERE id = %s", [note])
        cursor.execute(copied, ["moved", "moved", wrong, note])
        cursor.execute(
            "INSERT INTO crisis_event_steps (user_id, event_id, kind, resolution)"
            " SELECT user_id, id, 'corrected', 'wrong_person' FROM crisis_events WHERE id = %s",
            [wrong],
        )
        cursor.execute(
            "UPDATE crisis_events SET resolution = 'wrong_person', resolution_note = NULL, corrected_to = %s"
            " WHERE id = %s",
            [right, wrong],
        )


def _see_that_it_is_said_in_earlier_words(database: BaseDatabaseWrapper) -> None:
    """What was moved stays where it went, and no words come back."""
    with database.cursor() as cursor:
        cursor.execute("SELECT resolution FROM crisis_events ORDER BY resolution")
        assert cursor.fetchall() == [("other",), (None,)]
        cursor.execute("SELECT kind, resolution, text IS NULL FROM crisis_event_steps ORDER BY at, id")
        assert sorted(cursor.fetchall(), key=str) == [
            ("acknowledged", None, True),
            ("corrected", "other", True),
            ("note", None, False),
            ("note", None, True),
            ("resolved", "confirmed", True),
        ]


def _events_before_sources_were_told_apart(database: BaseDatabaseWrapper) -> None:
    """One of each way in which an event came about, a day apart, but for the last, which is of long before."""
    with database.cursor() as cursor:
        cursor.execute("INSERT INTO users (role) VALUES ('person') RETURNING id")
        [(person,)] = cursor.fetchall()
        for method, severity, level, days in (
            ("crisis_language", 3, "high", 1),
            ("dissonance", 1, "high", 2),
            ("baseline_deviation", None, "high", 3),
            ("crisis_language", 5, "critical", 60),
        ):
            cursor.execute(
                "INSERT INTO conversations (user_id, started_at, created_at) "
                "VALUES (%s, now() - %s * interval '1 day', now() - %s * interval '1 day') RETURNING id",
                [person, days, days],
            )
            [(session,)] = cursor.fetchall()
            factors = [{"factor": method, "column": "pattern", "contribution": 0.7, "evidence": {}}]
            if severity is not None:
                factors.append({**factors[0], "factor": "crisis_language", "evidence": {"severity": severity}})
            cursor.execute(
                "INSERT INTO risk_assessments (user_id, session_id, risk_score, risk_level, risk_factors, "
                "pattern_contribution, needs_review) VALUES (%s, %s, 0.7, %s, %s, 0.7, true)",
                [person, session, level, json.dumps(factors)],
            )
            cursor.execute(
                "INSERT INTO crisis_events (user_id, conversation_id, risk_level, detection_method, created_at) "
                "VALUES (%s, %s, %s, %s, now() - %s * interval '1 day')",
                [person, session, level, method, days],
            )
        # One that was closed in time begins no episode that lasts.
        cursor.execute(
            "UPDATE crisis_events SET resolution = 'confirmed', resolved_at = created_at "
            "WHERE created_at < now() - interval '9 days'"
        )


def _see_what_became_of_the_events(database: BaseDatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT detection_method, resolution, source_id = conversation_id "
            "FROM crisis_events ORDER BY created_at DESC"
        )
        assert cursor.fetchall() == [
            ("crisis_language", None, True),
            ("dissonance", "to_review", True),
            ("baseline_deviation", "to_review", True),
            ("crisis_language", "confirmed", True),
        ]
        cursor.execute("SELECT count(*) FROM crisis_events GROUP BY episode_id ORDER BY 1")
        assert cursor.fetchall() == [(1,), (3,)]
        cursor.execute(
            "SELECT round(extract(epoch FROM review_due_at - now()) / 3600) FROM risk_assessments ORDER BY assessed_at"
        )
        assert sorted((hours for (hours,) in cursor.fetchall()), key=str) == [72, 72, 72, None]
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)  # nobody is told


def _see_that_the_events_are_as_they_were(database: BaseDatabaseWrapper) -> None:
    with database.cursor() as cursor:
        cursor.execute("SELECT resolution, resolved_at IS NULL FROM crisis_events ORDER BY created_at DESC")
        assert cursor.fetchall() == [*[(None, True)] * 3, ("confirmed", False)]
        cursor.execute("DELETE FROM users WHERE id IN (SELECT user_id FROM crisis_events)")


def _references(state: ProjectState) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Each model with each that a field of it refers to."""
    for key, model in state.models.items():
        for field in model.fields.values():
            for other in filter(None, (field.related_model, getattr(field.remote_field, "through", None))):
                yield key, make_model_tuple(resolve_relation(other, *key))


def _migrate(*arguments: str) -> None:
    call_command("migrate", *arguments, database=ALIAS, verbosity=0)


def _objects(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        return read_objects(cursor)
