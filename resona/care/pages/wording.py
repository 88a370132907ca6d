"""Follow-ups, decisions and notes in words."""

from __future__ import annotations

from typing import Any, Final

from resona.accounts.models import User
from resona.encryption.sealing import SealedValueError

SEALED_AWAY: Final = "cannot be opened"
ANOTHER_SYSTEM: Final = "another system"


def opened(model: Any, field: str, row: Any) -> str:
    """A sealed text of a row in clear; empty if there is none."""
    sealed = getattr(row, field)
    if not sealed:
        return ""
    try:
        text: str = getattr(model, field).open(row.id, sealed)
    except SealedValueError:
        return SEALED_AWAY
    return text


def signed_by(staff: User | None, kept_id: object, performer: dict[str, str] | None = None) -> str:
    """Who wrote or did something: one of staff, somebody for whom another system wrote, or that system."""
    if performer is not None:
        return performer["display"]
    if staff is not None:
        return staff.called
    return ANOTHER_SYSTEM if kept_id else ""
