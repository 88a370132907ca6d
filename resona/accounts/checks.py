"""The error of `manage.py check` for a model that does not say who sees its rows."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error

from resona.postgres.collected import ModelClass, models_of_ours


def check_visibility(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Names what is missing from every model there is, or from those of the apps asked for."""
    return [fault for model in models_of_ours(app_configs) for fault in faults_of_visibility(model)]


def faults_of_visibility(model: ModelClass) -> list[CheckMessage]:
    """Whether the model's manager has `visible_to`."""
    if model._meta.auto_created or hasattr(model._default_manager, "visible_to"):
        return []
    return [
        Error(
            "Nothing says who sees its rows.",
            hint=f'Write `objects = PersonRecordQuerySet["{model.__name__}"].as_manager()`, from '
            "resona.accounts.querysets, where `user` is whose they are; otherwise a queryset of its own with "
            "visible_to(caller).",
            obj=model,
            id="resona.E131",
        )
    ]
