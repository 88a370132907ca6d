"""A check before production (`manage.py check --deploy`): in a crisis nobody must find a placeholder."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.db import DatabaseError

from interfaces.models import LanguageChoice
from interfaces.wording.loading import load_wordings
from interfaces.wording.texts import CRISIS, Wording
from resona.accounts.models import Clinic, User


def check_crisis_lines(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Names every clinic whose people would find a placeholder instead of a crisis line, or a line in one language."""
    if not settings.IS_PRODUCTION:
        return []
    try:
        return _faults_of_clinics()
    except DatabaseError:
        return [CheckWarning("The database could not be asked for crisis lines.", id="interfaces.W001")]


def _faults_of_clinics() -> list[CheckMessage]:
    names: dict[Any, str] = {clinic.id: clinic.name for clinic in Clinic.objects.all()}
    if User.objects.people().filter(clinic__isnull=True).exists():
        names[None] = "People without a clinic"
    wordings = load_wordings(names)
    found = (_fault_of(name, wordings[clinic_id].wording) for clinic_id, name in names.items())
    return [fault for fault in found if fault is not None]


def _fault_of(name: str, wording: Wording) -> CheckMessage | None:
    languages = {line.language for line in wording.lines if line.kind == CRISIS}
    hint = "Enter it in the admin under Resources."
    if not languages:
        return Error(f"{name}: no crisis line; people in a crisis would see a placeholder.", hint, id="interfaces.E001")
    missing = [language.label for language in LanguageChoice if language.value not in languages]
    if missing:
        return CheckWarning(f"{name}: no crisis line in {missing[0]}.", hint, id="interfaces.W002")
    return None
