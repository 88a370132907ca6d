"""Where a person can turn in a crisis, for answers that show no interface: above all those that refuse something."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from interfaces.config import Json, Language
from interfaces.loading import primary_subtag
from interfaces.offers import crisis_lines_today
from interfaces.wording.loading import load_wordings
from resona.accounts.models import User

HELP: Final = "help"  # the member of an answer


def crisis_help(user_id: UUID) -> list[dict[str, Json]]:
    """The clinic's crisis lines in the person's own language, never none. Four statements."""
    found = User.objects.filter(id=user_id).values_list("language", "clinic_id").first()
    language, clinic_id = found or ("", None)  # who was erased meanwhile is told what everybody is
    wording = load_wordings([clinic_id])[clinic_id].wording.without_faults()
    return [line.model_dump(mode="json") for line in crisis_lines_today((), _language(language), wording)]


def _language(tag: str) -> Language:
    known = {language.value: language for language in Language}
    return known.get(primary_subtag(tag), Language.ENGLISH)
