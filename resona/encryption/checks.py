"""The error of `manage.py check` for a field that only says it is sealed."""

from __future__ import annotations

from typing import Any, Final

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models

from resona.encryption.fields import SAYS_SEALED, is_sealed

HOLDS_WORDS: Final = (models.CharField, models.TextField, models.BinaryField)


def check_sealed_comments(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Names every column whose comment says that it is sealed, while its field seals nothing."""
    labels = None if app_configs is None else {config.label for config in app_configs}
    asked = [model for model in apps.get_models() if labels is None or model._meta.app_label in labels]
    return [fault for model in asked for fault in faults_of(model)]


def faults_of(model: type[models.Model]) -> list[CheckMessage]:
    """The errors of this model's columns."""
    return [
        Error(
            "Its comment says that it is sealed, and it is no sealed field: no change of keys would reach it.",
            hint="Make it a SealedTextField or a SealedBinaryField (resona.encryption.fields), or mend the comment.",
            obj=field,
            id="resona.E122",
        )
        for field in model._meta.local_concrete_fields
        if isinstance(field, HOLDS_WORDS) and SAYS_SEALED in (field.db_comment or "").lower() and not is_sealed(field)
    ]
