"""Steps of crisis events: written once, read for whoever may see the event."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from resona.accounts.callers import account_of
from resona.postgres.models import new_id
from risk.models import CrisisEventStep

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


def write_step(
    *,
    user_id: UUID,
    event_id: UUID,
    kind: CrisisEventStep.Kind,
    at: datetime,
    caller: Caller | None = None,
    text: str = "",
    resolution: str | None = None,
) -> CrisisEventStep:
    """Stores what was done about an event of this person, in the transaction that does it.

    Without a caller it was done of itself. Raises ValueError for a text that is longer than a note may be.
    """
    step_id = new_id()
    account_id, account_uuid = (None, None) if caller is None else account_of(caller)
    return CrisisEventStep.objects.create(
        id=step_id,
        user_id=user_id,
        event_id=event_id,
        kind=kind,
        resolution=resolution,
        text=CrisisEventStep.text.seal(step_id, text) if text else None,
        actor_id=account_id,
        actor_id_uuid=account_uuid,
        at=at,
    )


def read_step(step: CrisisEventStep) -> str:
    """What was written with a step, in clear; empty if nothing was. Raises SealedValueError."""
    return CrisisEventStep.text.open(step.id, step.text) if step.text else ""
