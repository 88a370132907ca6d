"""The error of `manage.py check` for a model that does not say who sees its rows, or shows a person's to others."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error

from resona.accounts.querysets import PersonRecordQuerySet
from resona.postgres.collected import ModelClass, duties_of, models_of_ours
from resona.postgres.duties import Duties


def check_visibility(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Names what is missing from every model there is, or from those of the apps asked for."""
    return [fault for model in models_of_ours(app_configs) for fault in faults_of_visibility(model)]


def faults_of_visibility(model: ModelClass) -> list[CheckMessage]:
    """Whether the model's manager has `visible_to`, and shows rows about a person to those who see the person."""
    if model._meta.auto_created:
        return []
    duties = duties_of(model)
    if not hasattr(model._default_manager, "visible_to"):
        return [_error_of(model, "Nothing says who sees its rows.")]
    if duties is None or duties.nobody or duties.seen_by or _follows_the_person(model, duties):
        return []
    return [_error_of(model, "Its rows are about people, and are not shown to those who see the person.")]


def _follows_the_person(model: ModelClass, duties: Duties) -> bool:
    rows = model._default_manager.get_queryset()
    return isinstance(rows, PersonRecordQuerySet) and rows.person_field == duties.subject


def _error_of(model: ModelClass, what: str) -> CheckMessage:
    return Error(
        what,
        hint=f'Write `objects = PersonRecordQuerySet["{model.__name__}"].as_manager()`, from '
        "resona.accounts.querysets, where `user` is whose they are, or derive from it a queryset whose person_field "
        "is the subject of its duties; otherwise a queryset of its own with visible_to(caller), and in its duties "
        'seen_by="<who sees its rows, and why>" if they are about people.',
        obj=model,
        id="resona.E131",
    )
