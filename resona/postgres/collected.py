"""The duties of all tables, collected from the models: the audit, rights, exports, expiry and copies read them here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Final, TypeAlias, cast

from django.apps import AppConfig, apps
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models

from resona.postgres.duties import Duties, Followed, Treatment, WholeTable
from resona.postgres.foreign_tables import FOREIGN_TABLES
from resona.postgres.table_duties import Subject, TableDuties, Way
from resona.postgres.treatments import AnyField, default_treatment

ModelClass: TypeAlias = type[models.Model]

OWN_KEY = "user"
DECLARED_ELSEWHERE: Final = frozenset(one.table for one in FOREIGN_TABLES)
KEEPING = 'EXISTS (SELECT FROM "{table}" AS keeping WHERE keeping."{column}" = "{target}"."{key}" AND ({condition}))'


@cache
def collect() -> Mapping[str, TableDuties]:
    """By table: those of our models in the order of the apps, then those of other packages."""
    return collect_from(apps.get_models())


def collect_from(declaring: Iterable[ModelClass]) -> Mapping[str, TableDuties]:
    """Those of these models, then those of other packages. A proxy's count for nothing: the table is another model's.

    Raises ImproperlyConfigured where two say what is owed for one table.
    """
    declared = [(model, duties_of(model)) for model in declaring if not model._meta.proxy]
    every = [*(resolve(model, duties) for model, duties in declared if duties is not None), *FOREIGN_TABLES]
    tables = {one.table: one for one in every}
    if len(tables) < len(every):
        twice = sorted(table for table, count in Counter(one.table for one in every).items() if count > 1)
        raise ImproperlyConfigured(f"The duties of {', '.join(twice)} are declared twice.")
    return tables


def models_of_ours(app_configs: Iterable[AppConfig] | None = None) -> list[ModelClass]:
    """Whose tables are not of other packages: the models of these apps, or of all."""
    labels = None if app_configs is None else {config.label for config in app_configs}
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if (labels is None or model._meta.app_label in labels)
        and not model._meta.proxy
        and model._meta.db_table not in DECLARED_ELSEWHERE
    ]


def duties_of(model: ModelClass) -> Duties | None:
    """What the model declares itself: of its parents' it has nothing, they are other tables."""
    duties = vars(model).get("duties")
    return duties if isinstance(duties, Duties) else None


def resolve(model: ModelClass, duties: Duties) -> TableDuties:
    """These duties by column. Raises FieldDoesNotExist for what is no field of the model."""
    subject = subject_of(model, duties)
    expires = duties.expires
    return TableDuties(
        table=model._meta.db_table,
        key=_column(model, model._meta.pk.name),
        subject=subject,
        nobody=duties.nobody,
        clinic=_clinic_of(model, duties) if subject is None or subject.is_pseudonym else None,
        found_by=duties.found_by,
        rights=duties.rights,
        may_change=tuple(_column(model, name) for name in duties.may_change),
        kept=tuple(_column(model, name) for name in duties.kept),
        not_audited=duties.not_audited,
        copies=duties.copies if isinstance(duties.copies, WholeTable) else _treatments_of(model, duties),
        not_exported=duties.not_exported,
        not_shown={_column(model, name): why for name, why in duties.not_shown.items()},
        not_exported_where=duties.not_exported_where,
        followed=_followed(model, duties),
        expires=replace(expires, dated_by=_column(model, expires.dated_by)) if expires else None,
        keeps_from_expiry=dict(
            _keeping(model, name, condition) for name, condition in duties.keeps_from_expiry.items()
        ),
    )


def subject_of(model: ModelClass, duties: Duties) -> Subject | None:
    """How its rows lead to people; None: they do not. Raises FieldDoesNotExist."""
    if duties.pseudonym:
        return Subject(column=_column(model, duties.pseudonym), is_pseudonym=True)
    if duties.nobody or (duties.subject == OWN_KEY and not has_field(model, OWN_KEY)):
        return None
    name, _, further = duties.subject.partition("__")
    way = None
    if further:
        target = cast("ModelClass", model._meta.get_field(name).related_model)
        way = Way(
            table=target._meta.db_table,
            key=_column(target, target._meta.pk.name),
            person=_column(target, further),
        )
    return Subject(column=_column(model, name), way=way)


def has_field(model: ModelClass, name: str) -> bool:
    """Whether there is a column of the model's own table behind this name."""
    try:
        _column(model, name)
    except FieldDoesNotExist:
        return False
    return True


def treatment_of(model: ModelClass, duties: Duties, field: AnyField) -> Treatment | None:
    """What becomes of a field in a copy for development; None: neither its model nor its class tells."""
    said = {} if isinstance(duties.copies, WholeTable) else duties.copies
    if field.name in said:
        return said[field.name]
    if field.name == duties.pseudonym:
        return None
    treatment = default_treatment(field)
    is_time = treatment in {Treatment.MOVE, Treatment.DAY}
    # What is nobody's has nobody's times to move with.
    return Treatment.KEEP if is_time and subject_of(model, duties) is None else treatment


def _column(model: ModelClass, name: str) -> str:
    field = model._meta.get_field(name)
    column: str | None = getattr(field, "column", None)
    # That of a parent is in the parent's table.
    if column is None or field not in model._meta.local_concrete_fields:
        raise FieldDoesNotExist(f"{model._meta.label}.{name} has no column in its own table")
    return column


def _clinic_of(model: ModelClass, duties: Duties) -> str | None:
    is_default = duties.clinic == "clinic"
    return None if is_default and not has_field(model, "clinic") else _column(model, duties.clinic)


def _treatments_of(model: ModelClass, duties: Duties) -> dict[str, Treatment]:
    found = ((str(field.column), treatment_of(model, duties, field)) for field in model._meta.local_concrete_fields)
    return {column: treatment for column, treatment in found if treatment is not None}


def _followed(model: ModelClass, duties: Duties) -> Followed | None:
    followed = duties.followed
    return followed and replace(followed, no_news=tuple(_column(model, name) for name in followed.no_news))


def _keeping(model: ModelClass, name: str, condition: str) -> tuple[str, str]:
    target = cast("ModelClass", model._meta.get_field(name).related_model)
    table = target._meta.db_table
    condition = KEEPING.format(
        table=model._meta.db_table,
        column=_column(model, name),
        target=table,
        key=_column(target, target._meta.pk.name),
        condition=condition,
    )
    return table, condition
