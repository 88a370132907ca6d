"""Where a person can turn in a crisis, for answers that show no interface: above all those that refuse something."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from interfaces.config import Json, Language
from interfaces.loading import primary_subtag
from interfaces.offers import crisis_lines_today
from interfaces.wording.loading import load_wordings
from interfaces.wording.texts import Wording
from resona.accounts.models import User

HELP: Final = "help"  # the member of an answer


def crisis_help(user_id: UUID) -> list[dict[str, Json]]:
    """The clinic's crisis lines in the person's own language, never none. Four statements."""
    return _lines(*_wording_for(user_id))


def what_follows(user_id: UUID, *, is_raised: bool = True) -> dict[str, Json]:
    """What a person who asked for help is told: crisis lines first, what happens next, and what does not. Four
    statements."""
    language, wording = _wording_for(user_id)
    return {
        HELP: [*_lines(language, wording)],
        "happens_next": wording.text(language.value, "help_request.next") if is_raised else None,
        "does_not_happen": wording.text(language.value, "help_request.not") if is_raised else None,
    }


def _wording_for(user_id: UUID) -> tuple[Language, Wording]:
    found = User.objects.filter(id=user_id).values_list("language", "clinic_id").first()
    language, clinic_id = found or ("", None)  # who was erased meanwhile is told what everybody is
    return _language(language), load_wordings([clinic_id])[clinic_id].wording.without_faults()


def _lines(language: Language, wording: Wording) -> list[dict[str, Json]]:
    return [line.model_dump(mode="json") for line in crisis_lines_today((), language, wording)]


def _language(tag: str) -> Language:
    known = {language.value: language for language in Language}
    return known.get(primary_subtag(tag), Language.ENGLISH)
