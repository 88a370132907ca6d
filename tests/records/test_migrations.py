"""Migrations: quick from empty, complete, and reversed without a trace. In a database of their own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoDbBlocker

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
    "interfaces",
    "analysis",
)
LONGEST_S = 30.0  # seconds for all migrations from empty, on two cores


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


@pytest.fixture(scope="module")
def migrated(empty_database: BaseDatabaseWrapper) -> Migrated:
    """That database with everything in it."""
    began = time.perf_counter()
    for package in PACKAGES:
        _migrate(package)
    packages_only = _objects(empty_database)
    _migrate()
    return Migrated(packages_only=packages_only, complete=_objects(empty_database), seconds=time.perf_counter() - began)


def test_all_migrations_from_empty_are_quick(
    migrated: Migrated, record_property: Callable[[str, object], None]
) -> None:
    record_property("seconds of all migrations from empty", round(migrated.seconds, 2))
    assert migrated.seconds < LONGEST_S


@pytest.mark.parametrize("label", MIGRATED_APPS[2:])
def test_an_app_goes_to_zero_and_back(empty_database: BaseDatabaseWrapper, migrated: Migrated, label: str) -> None:
    _go_to_zero(empty_database, migrated, label)
    _migrate()
    assert _objects(empty_database) == migrated.complete


def test_all_apps_go_to_zero_without_a_trace_and_back(empty_database: BaseDatabaseWrapper, migrated: Migrated) -> None:
    accounts, postgres = MIGRATED_APPS[1], MIGRATED_APPS[0]
    _go_to_zero(empty_database, migrated, accounts)  # with it all that hold something of its people
    _migrate(postgres, "zero")
    assert not {app for app, _ in MigrationRecorder(empty_database).applied_migrations()} & set(MIGRATED_APPS)
    assert _objects(empty_database) == migrated.packages_only
    _migrate()
    assert _objects(empty_database) == migrated.complete


def test_who_consented_before_purposes_were_told_apart_decided_about_what_that_covered(
    empty_database: BaseDatabaseWrapper, migrated: Migrated
) -> None:
    _migrate("compliance", "zero")
    with empty_database.cursor() as cursor:
        cursor.execute("INSERT INTO users (consent_version) VALUES ('2025-4'), ('')")
        cursor.execute("INSERT INTO users (consent_version, role) VALUES ('2025-4', 'clinician')")
        _migrate()
        cursor.execute("SELECT purpose, decision, version, channel FROM consent_records ORDER BY purpose")
        covered = ("care_team_sharing", "crisis_contact", "personalisation", "recording", "voice_analysis")
        assert cursor.fetchall() == [(purpose, "given", "2025-4", "import") for purpose in covered]
        cursor.execute("SELECT consent_version, consents_given FROM users WHERE consents_given <> '{}'")
        assert cursor.fetchall() == [("2025-4", list(covered))]
        cursor.execute("DELETE FROM users")
    assert _objects(empty_database) == migrated.complete


def test_every_app_with_migrations_is_tested() -> None:
    ours = (app for app in apps.get_app_configs() if is_ours(Path(app.path)))
    assert {app.label for app in ours if (Path(app.path) / "migrations").is_dir()} == set(MIGRATED_APPS)


@pytest.mark.django_db
def test_no_change_of_a_model_waits_for_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def _go_to_zero(database: BaseDatabaseWrapper, migrated: Migrated, label: str) -> None:
    """Takes this app back to nothing, and looks that nothing of it is left."""
    _migrate(label, "zero")
    assert label not in {app for app, _ in MigrationRecorder(database).applied_migrations()}
    without = _objects(database)
    assert without < migrated.complete
    tables = [model._meta.db_table for model in apps.get_app_config(label).get_models()]
    assert [line for line in without for table in tables if f" {table} " in f"{line} "] == []


def _migrate(*arguments: str) -> None:
    call_command("migrate", *arguments, database=ALIAS, verbosity=0)


def _objects(connection: BaseDatabaseWrapper) -> set[str]:
    with connection.cursor() as cursor:
        return read_objects(cursor)
