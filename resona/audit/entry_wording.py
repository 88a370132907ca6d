"""Entries of the audit log in words: what was done to which record, as staff know the records and their fields."""

from __future__ import annotations

from functools import cache
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from resona.audit.log_models import AuditEntry
from resona.postgres.collected import models_of_ours
from resona.site.counts import count_of

NOTHING: Final = "nothing"


def deed_in_words(entry: AuditEntry) -> str:
    """`Changed 1 crisis event: risk level high → critical, due at`."""
    model = model_of(entry.table_name)
    names = ("record", "records") if model is None else _names_of(model)
    done = f"{entry.get_operation_display().capitalize()} {count_of(max(len(entry.row_ids), 1), *names)}"
    columns = columns_in_words(entry)
    return f"{done}: {columns}" if columns else done


def columns_in_words(entry: AuditEntry) -> str:
    """Those changed, with the values that are kept."""
    model = model_of(entry.table_name)
    told = [_change_in_words(model, name, *values) for name, values in sorted(entry.kept.items())]
    others = [_column_in_words(model, name) for name in entry.changed if name not in entry.kept]
    return ", ".join([*filter(None, told), *others])


def table_in_words(table: str) -> str:
    """`crisis events`; a table that is none of ours as it is called."""
    model = model_of(table)
    return table.replace("_", " ") if model is None else _names_of(model)[1]


def model_of(table: str) -> type[Model] | None:
    """Whose table this is; None: of another package."""
    return _models().get(table)


@cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in models_of_ours()}


def _names_of(model: type[Model]) -> tuple[str, str]:
    return str(model._meta.verbose_name), str(model._meta.verbose_name_plural)


def _column_in_words(model: type[Model] | None, column: str) -> str:
    field = _field_of(model, column)
    return column.replace("_", " ") if field is None else str(field.verbose_name)


def _change_in_words(model: type[Model] | None, column: str, before: object, after: object) -> str:
    """`risk level: low → high`, or `risk level: low` of what is new; empty where there was nothing and is nothing.

    A key says nothing to a reader: only that it changed.
    """
    name, was, is_now = _column_in_words(model, column), *(_value_in_words(model, column, v) for v in (before, after))
    if was == is_now == NOTHING:
        return ""
    if _is_key(before) or _is_key(after):
        return name
    return f"{name}: {is_now}" if before is None else f"{name}: {was} → {is_now}"


def _is_key(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


def _value_in_words(model: type[Model] | None, column: str, value: object) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    choices = dict(getattr(_field_of(model, column), "flatchoices", ()))
    return str(choices.get(value, value))


def _field_of(model: type[Model] | None, column: str) -> Any:
    if model is None:
        return None
    try:
        return model._meta.get_field(column)
    except FieldDoesNotExist:
        columns = {field.column: field for field in model._meta.concrete_fields}
        return columns.get(column)
