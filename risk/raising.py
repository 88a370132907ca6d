"""Staff raise a crisis event by their own judgement: after a call, a visit, or what somebody else told them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from resona.accounts.models import User
from resona.accounts.teams import UnknownPersonError
from resona.compliance.emergency import explaining
from resona.errors import Fault, InvalidInputError
from resona.given_text import require_text
from resona.postgres.models import new_id
from risk.crisis_events import Source, crisis_row, raise_events
from risk.models import CrisisEvent
from risk.policy import POLICY, RiskLevel
from risk.step_models import MAX_NOTE_CHARACTERS

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# Levels that call for somebody, the gravest first.
RAISED_LEVELS: Final[tuple[RiskLevel, ...]] = tuple(
    sorted(POLICY.crisis.due_within, key=lambda level: POLICY.crisis.due_within[level])
)


@transaction.atomic
def raise_by_judgement(
    *, user_id: UUID, level: str, note: str, caller: Caller, now: datetime, source_id: UUID | None = None
) -> UUID:
    """Raises an event of this person and returns its id; with the source id of one that is open, it is that one.

    Raises InvalidInputError, UnknownPersonError.
    """
    text = require_text(note, field="note", limit=MAX_NOTE_CHARACTERS)
    if level not in RAISED_LEVELS:
        raise InvalidInputError([Fault(pointer="/risk_level", detail="is not a level that calls for somebody")])
    person = User.objects.visible_to(caller).people().select_for_update(of=("self",), no_key=True).filter(id=user_id)
    if person.order_by("id").first() is None:
        raise UnknownPersonError
    event = crisis_row(
        user_id=user_id,
        source=Source(kind=CrisisEvent.SourceKind.STAFF, id=source_id or new_id()),
        level=level,
        detection_method=CrisisEvent.SourceKind.STAFF.value,
        is_historical=False,
        now=now,
        words=text,
    )
    assert event is not None
    with explaining(caller, user_id):
        (raised,) = raise_events([event])
    raised_id: UUID = raised["id"]
    return raised_id
