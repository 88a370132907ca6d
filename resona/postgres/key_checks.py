"""Errors of `manage.py check` about a model's keys: to the person or clinic its rows belong to, and their indexes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.core.checks import Error
from django.db import models

from resona.postgres.collected import ModelClass, has_field, subject_of
from resona.postgres.duties import Duties
from resona.postgres.foreign_keys import OnDelete
from resona.postgres.treatments import AnyField


def faults_of_subject(model: ModelClass, duties: Duties) -> Iterator[Error]:
    """Whether it is said whose its rows are, and whether these are reached in one hop."""
    subject = subject_of(model, duties)
    if subject is None:
        if duties.nobody:
            yield from _clinic_out_of_reach(model, duties)
        elif not duties.found_by:
            yield error_of(
                model,
                "Nothing says whose its rows are.",
                'Give it `user = DatabaseForeignKey(User, …)`, or write in its duties subject="<the field that leads '
                'to the person>", pseudonym="<the field that holds theirs>" or nobody="<why no row is about anybody>".',
                "E102",
            )
    elif not subject.is_pseudonym:
        yield from _person_out_of_reach(model, duties)


def keys_without_index(model: ModelClass) -> Iterator[Error]:
    """Keys whose cascades, or look-ups, would read the whole table."""
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.ForeignKey) and not _leads_an_index(model, field):
            yield error_of(
                model,
                f"No index begins with its key {field.name}: whatever is deleted there would look at every row here.",
                f'Write in its Meta.indexes NamedIndex(name="idx_{model._meta.db_table}_{field.column}", '
                f'fields=("{field.name}",)).',
                "E106",
            )


def leads_to_people(field: AnyField) -> bool:
    """Whether it is a key to an account."""
    return isinstance(field, models.ForeignKey) and field.related_model is get_user_model()


def cascades(field: Any) -> bool:
    """Whether the database deletes the row with the one that this key refers to."""
    return getattr(field, "database_on_delete", None) is OnDelete.CASCADE


def goes_with_people(field: Any) -> bool:
    """Whether the database deletes the row with an account, at once or over other tables."""
    if not cascades(field):
        return False
    keys = (
        key for key in field.related_model._meta.local_concrete_fields if key.related_model is not field.related_model
    )
    return leads_to_people(field) or any(goes_with_people(key) for key in keys)


def error_of(model: ModelClass, what: str, hint: str, number: str) -> Error:
    """What is wrong with this model, and what to write."""
    return Error(what, hint=hint, obj=model, id=f"resona.{number}")


def _person_out_of_reach(model: ModelClass, duties: Duties) -> Iterator[Error]:
    """One hop: erasure, audit and export find a row by its own key to its person, which takes it along."""
    if model is get_user_model():
        return
    name, _, further = duties.subject.partition("__")
    first = model._meta.get_field(name)
    last = cast("ModelClass", first.related_model)._meta.get_field(further) if further else first
    if last.related_model is not get_user_model():
        yield error_of(
            model,
            f'subject="{duties.subject}" in its duties leads to no person.',
            "Name a field that refers to an account.",
            "E102",
        )
        return
    if further and not duties.two_hops:
        yield error_of(
            model,
            f"It finds its person over {name} alone, in two hops.",
            "Give it `user = DatabaseForeignKey(User, …)` of its own, or write in its duties "
            'two_hops="<why it has none>".',
            "E103",
        )
    for key in dict.fromkeys((first, last)):
        if not cascades(key):
            yield error_of(
                model,
                f"{key.model._meta.label}.{key.name} does not take its rows along in the database.",
                f"Write `{key.name} = DatabaseForeignKey({cast('ModelClass', key.related_model).__name__}, …)`, from "
                "resona.postgres.foreign_keys, with its own OnDelete.CASCADE.",
                "E103",
            )


def _clinic_out_of_reach(model: ModelClass, duties: Duties) -> Iterator[Error]:
    keys = [field for field in model._meta.local_concrete_fields if isinstance(field, models.ForeignKey)]
    if keys and not duties.two_hops and not has_field(model, duties.clinic):
        names = " and ".join(key.name for key in keys)
        yield error_of(
            model,
            f"It is nobody's, and finds its clinic over {names} alone.",
            "Give it `clinic = DatabaseForeignKey(Clinic, OnDelete.RESTRICT, …)`, or write in its duties "
            'two_hops="<why it has none>".',
            "E103",
        )


def _leads_an_index(model: ModelClass, key: Any) -> bool:
    """Also one of the rows alone that have the key: those without it need not be found by it."""
    where = (None, models.Q(**{f"{key.name}__isnull": False}))
    uniques = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    named = [one.fields for one in (*model._meta.indexes, *uniques) if one.condition in where]
    return key.unique or key.db_index or any(fields and fields[0].lstrip("-") == key.name for fields in named)
