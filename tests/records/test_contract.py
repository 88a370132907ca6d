"""PostgreSQL's catalogue against the contract, and against the rules that hold for every table there is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import models

from resona.postgres.collected import models_of_ours
from resona.postgres.models import Record, new_id
from tests.records.catalogue import Catalogue, Column, Index
from tests.records.expectations import CONTRACT
from tests.records.promises import Table
from tests.records.rows import Rows

NOW = {"statement_timestamp()", "now()", "CURRENT_TIMESTAMP"}
# Columns that Django's own base class of sessions declares.
DJANGO_COLUMNS = {"user_sessions.session_key", "user_sessions.session_data", "user_sessions.expire_date"}
# Keys that number rows in the order of writing, whichever process writes them.
NUMBERED = {"audit_logs", "audit_seals", "audit_signatures"}
# Keys that number rows in one order with those of another table.
NUMBERED_WITH_OTHERS = {"erasure_notices"}
# Names the clinic itself gives to its parts: no one's personal text.
PUBLIC_TEXT = {"clinics.name", "care_teams.name", "api_keys.name", "oauth_clients.name", "users.name"}

by_table = pytest.mark.parametrize("table", CONTRACT, ids=[table.name for table in CONTRACT])


def our_tables() -> set[str]:
    return {model._meta.db_table for model in models_of_ours()}


@by_table
def test_columns_are_as_promised(catalogue: Catalogue, table: Table) -> None:
    found = {column.name: _as_promised(column) for column in catalogue.columns[table.name]}
    promised = {line[0]: line for line in _promised_columns(table)}
    assert {name: line for name, line in found.items() if name in promised} == promised


@by_table
def test_columns_beyond_the_promise_stand_in_nobodys_way(catalogue: Catalogue, table: Table) -> None:
    promised = {line[0] for line in _promised_columns(table)}
    beyond = [column for column in catalogue.columns[table.name] if column.name not in promised]
    assert [column.name for column in beyond if not column.may_be_left_out] == []


@by_table
def test_indexes_are_as_promised(catalogue: Catalogue, table: Table) -> None:
    found = {index.name: index for index in catalogue.indexes[table.name]}
    for name, promise in table.indexes.items():
        assert name in found, f"{name} is missing"
        assert _keeps(found[name], promise), f"{found[name]} is not {promise!r}"


@by_table
def test_foreign_keys_are_as_promised(catalogue: Catalogue, table: Table) -> None:
    found = {
        key.name: f"{key.column} -> {key.target}, {key.on_delete}" for key in catalogue.foreign_keys.get(table.name, [])
    }
    assert found == table.foreign_keys


@by_table
def test_uniqueness_is_as_promised(catalogue: Catalogue, table: Table) -> None:
    unique = [index for index in catalogue.indexes[table.name] if index.unique]
    for promise in table.unique:
        assert any(_keeps(index, promise) for index in unique), f"{promise!r} is not unique"


def test_every_foreign_key_leads_an_index(catalogue: Catalogue) -> None:
    """Other packages' tables that point at ours included. An index of ours may leave out rows without a key only."""
    without = [
        f"{key.table}.{key.column}"
        for key in catalogue.all_foreign_keys()
        if not any(
            index.columns[0] == key.column
            and (index.predicate in {None, f"{key.column} IS NOT NULL"} or key.table not in our_tables())
            for index in catalogue.indexes[key.table]
        )
    ]
    assert without == []


def test_every_key_to_people_cascades_or_empties_in_the_database(catalogue: Catalogue) -> None:
    """Whichever package brings it: add the key to the migration that makes other packages' keys cascade."""
    keys = [key for key in catalogue.all_foreign_keys() if key.target == "users" or key.table in our_tables()]
    assert len(keys) > 30
    assert [f"{key.table}.{key.column}" for key in keys if key.on_delete == "NO ACTION"] == []


# Ids of what stands in several tables, or in none.
NO_KEYS = {
    "crisis_events.source_id",
    "crisis_events.episode_id",
    # What is told of may be gone; a person's messages go with the person by a trigger.
    "webhook_messages.record_id",
    "webhook_messages.user_id",
}


def test_every_column_that_looks_like_a_key_is_one(catalogue: Catalogue) -> None:
    keys = {(key.table, key.column) for key in catalogue.all_foreign_keys()}
    columns = (column for table in our_tables() for column in catalogue.columns[table])
    assert [
        column.full_name
        for column in columns
        if column.type == "uuid" and column.name.endswith("_id") and (column.table, column.name) not in keys
        if column.full_name not in NO_KEYS
    ] == []


def test_foreign_keys_are_named_after_their_table(catalogue: Catalogue) -> None:
    keys = [key for key in catalogue.all_foreign_keys() if key.table in our_tables()]
    assert [key.name for key in keys if not key.name.startswith(f"fk_{key.table}_")] == []


def test_no_column_is_of_a_type_that_loses_something(catalogue: Catalogue) -> None:
    """Times without zone, JSON as text, single precision."""
    lossy = re.compile(r"timestamp without|^json$|^real$|^numeric|^time ")
    columns = [column for table in our_tables() for column in catalogue.columns[table]]
    assert [column.full_name for column in columns if lossy.search(column.type)] == []


def test_every_table_and_column_of_ours_has_a_comment(catalogue: Catalogue) -> None:
    assert [table for table in our_tables() if not catalogue.table_comments[table]] == []
    columns = (column for table in our_tables() for column in catalogue.columns[table])
    silent = {column.full_name for column in columns if not column.comment}
    assert silent - DJANGO_COLUMNS == set()


def test_every_table_is_made_by_a_model_or_by_a_package(catalogue: Catalogue) -> None:
    packages = re.compile(r"^(auth|django|procrastinate)_|^users_(groups|user_permissions)$")
    tables = set(catalogue.columns) - our_tables()
    assert [table for table in tables if not packages.search(table)] == []


@pytest.mark.parametrize("model", models_of_ours(), ids=lambda model: model._meta.db_table)
def test_keys_are_made_in_python_and_by_the_database(model: type[models.Model]) -> None:
    key = model._meta.pk
    if issubclass(model, Record):
        assert key.default is new_id
        assert key.db_default is not models.NOT_PROVIDED
    elif model._meta.db_table in NUMBERED:
        assert isinstance(key, models.BigAutoField)
    elif model._meta.db_table in NUMBERED_WITH_OTHERS:
        assert isinstance(key, models.BigIntegerField)
        assert key.db_default is not models.NOT_PROVIDED
    else:  # a row that is part of another has its key
        assert key.is_relation or f"{model._meta.db_table}.{key.column}" in DJANGO_COLUMNS


def test_ids_made_one_after_another_are_in_order() -> None:
    ids = [new_id() for _ in range(1000)]
    assert ids == sorted(ids)
    assert {made.version for made in ids} == {7}


@pytest.mark.parametrize("model", models_of_ours(), ids=lambda model: model._meta.db_table)
def test_relations_can_be_walked_both_ways(model: type[models.Model]) -> None:
    for relation in model._meta.get_fields():
        if isinstance(relation, models.ForeignKey):
            back = relation.remote_field.get_accessor_name()
            assert back is not None
            assert not back.endswith("_set"), f"{relation} has no related_name"
            assert hasattr(relation.related_model, back)


@pytest.mark.parametrize("model", models_of_ours(), ids=lambda model: model._meta.db_table)
def test_a_record_is_shown_without_personal_text(rows: Rows, cast: Any, model: type[models.Model]) -> None:
    table = model._meta.db_table
    texts = {
        column.name: f"{column.name} of a person"[-40:]
        for column in rows.catalogue.columns[table]
        if column.type in {"text", "varchar(255)", "varchar(100)", "varchar(200)"}
        and column.full_name not in PUBLIC_TEXT
        and not column.name.startswith(("interpretation", "password"))
    }
    if table == "users":
        model._default_manager.filter(pk=cast.person.pk).update(**texts)
        shown = str(model._default_manager.get(pk=cast.person.pk))
    else:
        shown = str(model._default_manager.get(pk=rows.insert(table, cast.person.id, **texts)))
    assert shown
    assert [text for text in texts.values() if text in shown] == []


def _promised_columns(table: Table) -> list[tuple[str, ...]]:
    lines = [re.split(r"\s{2,}", line.strip()) for line in table.columns.splitlines() if line.strip()]
    return [(name, kind, nullness, *default) for name, kind, nullness, *default in lines]


def _as_promised(column: Column) -> tuple[str, ...]:
    line = (column.name, column.type, "null" if column.nullable else "not null")
    if column.default is None:
        return line
    return (*line, "now" if column.default in NOW else re.sub(r"::[a-z ]+(\(\d+\)\[\])?$", "", column.default))


def _keeps(index: Index, promise: str) -> bool:
    columns, _, predicate = promise.partition(" where ") if " where " in promise else (promise, "", "")
    names = tuple(name for name in columns.replace("…", "").strip().split(", ") if name)
    starts = index.columns[: len(names)] == names
    return starts and ("…" in columns or len(index.columns) == len(names)) and (index.predicate or "") == predicate
