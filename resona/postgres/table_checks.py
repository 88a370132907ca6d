"""Errors of `manage.py check` about what every table of ours has, whatever it holds: comments, keys, constraints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from django.core.checks import CheckMessage, Error
from django.db import connection, models

from resona.postgres.collected import ModelClass, models_of_ours
from resona.postgres.foreign_keys import OnDelete
from resona.postgres.key_checks import error_of, leads_to_people
from resona.postgres.treatments import AnyField
from resona.postgres.triggers import keeps_updated_at, remembers_actor

# Times without a zone, and numbers that are no double precision.
LOSSY: Final = re.compile(r"^(time|real|numeric)\b")


def check_tables(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Names what is missing from the tables of every model there is, or of those of the apps asked for."""
    return [fault for model in models_of_ours(app_configs) for fault in faults_of_table(model)]


def faults_of_table(model: ModelClass) -> list[Error]:
    """What this model's table lacks of what every table of ours has."""
    if model._meta.auto_created:  # by a many-to-many field: it is to become a model first
        return []
    fields = [field for field in model._meta.concrete_fields if not _is_djangos(model, field)]
    return [*_faults_of_model(model), *(fault for field in fields for fault in _faults_of_field(model, field))]


def _faults_of_model(model: ModelClass) -> Iterator[Error]:
    if not model._meta.db_table_comment:
        yield error_of(model, "Its table has no comment.", 'Write in its Meta db_table_comment="<its rows>".', "E111")
    if model._meta.pk.auto_created:
        hint = "Derive the model from resona.postgres.models.Record."
        yield error_of(model, "Its key is a number that Django makes.", hint, "E112")


def _faults_of_field(model: ModelClass, field: AnyField) -> Iterator[Error]:
    if not field.db_comment:
        hint = f'Write in its field {field.name} db_comment="<what it holds, and its unit>".'
        yield error_of(model, f"Its column {field.column} has no comment.", hint, "E113")
    if _has_default_in_python_alone(field):
        hint = f"Write in its field {field.name} db_default=…: plain SQL, and servers not yet renewed, do not fill it."
        yield error_of(
            model, f"PostgreSQL has no default for its column {field.column}, which Django fills.", hint, "E123"
        )
    if LOSSY.search(field.db_type(connection) or ""):
        hint = "Use a DateTimeField for a time, a FloatField or an IntegerField for a number."
        yield error_of(model, f"The type of its column {field.column} loses something.", hint, "E114")
    if field.choices and not _is_checked(model, field):
        values = ", ".join(repr(value) for value, _ in field.flatchoices)
        yield error_of(
            model,
            f"PostgreSQL takes any value in its column {field.column}, which has choices.",
            f'Write in its Meta.constraints CheckConstraint(name="ck_{model._meta.db_table}_{field.column}", '
            f"condition=Q({field.name}__in=({values}))).",
            "E115",
        )
    if field.name == "updated_at" and not _has(model, keeps_updated_at(model._meta.db_table)):
        hint = (
            f'Write in its Meta.constraints keeps_updated_at("{model._meta.db_table}"), from resona.postgres.triggers.'
        )
        yield error_of(model, "Nothing moves its updated_at when plain SQL changes a row.", hint, "E116")
    yield from _faults_of_key(model, field)


def _faults_of_key(model: ModelClass, field: AnyField) -> Iterator[Error]:
    if isinstance(field, models.UUIDField) and field.name.endswith("_id"):
        hint = f"Make it a DatabaseForeignKey (resona.postgres.foreign_keys), or call it {field.name[:-3]}_uuid."
        yield error_of(model, f"Its column {field.column} looks like a key and is none.", hint, "E117")
    if not isinstance(field, models.ForeignKey):
        return
    if getattr(field, "database_on_delete", None) is None:
        hint = f"Write `{field.name} = DatabaseForeignKey(…)`, from resona.postgres.foreign_keys."
        yield error_of(model, f"PostgreSQL does not know what its key {field.name} does on delete.", hint, "E118")
    if str(field.remote_field.get_accessor_name()).endswith("_set"):
        hint = f'Write in its key {field.name} related_name="{model._meta.db_table}".'
        yield error_of(model, f"Its key {field.name} has no name at its other end.", hint, "E119")
    if _names_an_actor(field) and not _has(model, remembers_actor(model._meta.db_table, str(field.column))):
        yield error_of(
            model,
            f"Who {field.name} was is forgotten when their account goes.",
            f"Write beside it `{field.column}_uuid = models.UUIDField(null=True, db_comment=…)`, and in its "
            f'Meta.constraints remembers_actor("{model._meta.db_table}", "{field.column}"), from '
            "resona.postgres.triggers.",
            "E120",
        )


def _names_an_actor(field: AnyField) -> bool:
    return leads_to_people(field) and getattr(field, "database_on_delete", None) is OnDelete.SET_NULL


def _has_default_in_python_alone(field: AnyField) -> bool:
    has_default = field.has_default() or (field.blank and not field.null)
    return has_default and field.db_default is models.NOT_PROVIDED and not isinstance(field, models.AutoField)


def _is_checked(model: ModelClass, field: AnyField) -> bool:
    checks = (one for one in model._meta.constraints if isinstance(one, models.CheckConstraint))
    return any(_names(check.condition, field.name) for check in checks)


def _names(condition: Any, name: str) -> bool:
    """Whether this field stands in the condition of a constraint."""
    if isinstance(condition, models.Q):
        return any(_names(child, name) for child in condition.children)
    return isinstance(condition, tuple) and condition[0].split("__")[0] == name


def _has(model: ModelClass, constraint: models.BaseConstraint) -> bool:
    return any(one.name == constraint.name for one in model._meta.constraints)


def _is_djangos(model: ModelClass, field: AnyField) -> bool:
    """Whether an abstract model of Django's own declares it, which says nothing of comments."""
    bases = (base for base in model.__mro__ if base.__module__.startswith("django."))
    inherited = {one.name for base in bases if hasattr(base, "_meta") for one in base._meta.local_fields}
    return field.name in inherited and not field.db_comment
