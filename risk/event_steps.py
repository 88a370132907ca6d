"""Steps of crisis events: written once, read for whoever may see the event."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from resona.accounts.callers import account_of
from resona.accounts.performers import opened_performer, performer_of, seal_performer
from resona.encryption.sealing import SealedValueError
from resona.postgres.models import new_id
from risk.following import tell_of_step
from risk.models import CrisisEvent, CrisisEventStep

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

    Without a caller it was done of itself; a system may act for a member of staff there.
    """
    step_id = new_id()
    account_id, account_uuid = (None, None) if caller is None else account_of(caller)
    step = CrisisEventStep.objects.create(
        id=step_id,
        user_id=user_id,
        event_id=event_id,
        kind=kind,
        resolution=resolution,
        text=CrisisEventStep.text.seal(step_id, text) if text else None,
        actor_id=account_id,
        actor_id_uuid=account_uuid,
        performer=seal_performer(CrisisEventStep.performer, step_id, performer_of(caller)),
        at=at,
    )
    tell_of_step(step)
    return step


def write_step_of(
    event: CrisisEvent,
    kind: CrisisEventStep.Kind,
    *,
    at: datetime,
    caller: Caller | None = None,
    text: str = "",
    resolution: str | None = None,
) -> CrisisEventStep:
    """Stores what was done about an event that was read before: see write_step."""
    return write_step(
        user_id=event.user_id, event_id=event.id, kind=kind, at=at, caller=caller, text=text, resolution=resolution
    )


def is_noted(event: CrisisEvent, text: str) -> bool:
    """Whether a step says so already: a repeated request adds nothing."""
    return any(_opened(step) == text for step in event.steps.filter(text__isnull=False))


def read_step(step: CrisisEventStep) -> str:
    """What was written with a step, in clear; empty if nothing was. Raises SealedValueError."""
    return CrisisEventStep.text.open(step.id, step.text) if step.text else ""


def read_performer(step: CrisisEventStep) -> dict[str, str] | None:
    """For whom another system did it; None: for nobody else, or it cannot be opened."""
    try:
        return opened_performer(CrisisEventStep.performer.open(step.id, step.performer) if step.performer else None)
    except SealedValueError:
        return None


def _opened(step: CrisisEventStep) -> str | None:
    try:
        return read_step(step)
    except SealedValueError:
        return None
