"""What a person's own app is told of a session: that it is here, what was wrong with it, and where to turn if need be.

Nothing of what was found: a level or a score is for somebody who can explain it. They read it in their export.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from interfaces.crisis_help import crisis_help
from resona.accounts.callers import is_person_in_care
from resona.api.renderers import write_json
from risk.models import CrisisEvent

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


def answer_for(caller: Caller, body: bytes | None) -> bytes | None:
    """The answer to a session, of now or of then, as this caller may read it."""
    return write_json(receipt_of(body)) if body is not None and is_person_in_care(caller) else body


def receipt_of(body: bytes) -> dict[str, Any]:
    """The receipt in place of an answer. One statement more, five where help is due."""
    found = orjson.loads(body)
    user_id = UUID(found["user_id"])
    is_due = found["crisis_event"] is not None or _has_open_event(user_id)
    return {
        "session_id": found["session_id"],
        "warnings": found.get("warnings", []),  # answers of earlier releases name none
        "warning_count": found.get("warning_count", 0),
        "help": crisis_help(user_id) if is_due else [],
    }


def _has_open_event(user_id: UUID) -> bool:
    return CrisisEvent.objects.filter(user_id=user_id, resolved_at__isnull=True).exists()
