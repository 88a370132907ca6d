"""Who answers for a crisis event: taken over by one, offered by them to another, who takes it or returns it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from resona.accounts.callers import account_of
from resona.accounts.models import User
from resona.accounts.performers import performer_of
from resona.compliance.emergency import explaining
from resona.errors import ResonaError
from risk.event_steps import read_performer, write_step_of
from risk.models import CrisisEvent, CrisisEventStep
from risk.services import acknowledge_event, lock_event

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# What makes whoever does it answer for the event.
_OWNING: Final = (CrisisEventStep.Kind.ACKNOWLEDGED, CrisisEventStep.Kind.TAKEN, CrisisEventStep.Kind.REOPENED)


class ResolvedEventError(ResonaError):
    """The crisis event is resolved: there is nothing left to answer for. Open it again first if it goes on."""

    status = 409


@transaction.atomic
def take_event(*, event_id: UUID, caller: Caller, now: datetime) -> CrisisEvent:
    """Makes the caller answer for an open event, whoever did before; its clock goes on as it is.

    One that nobody has acknowledged is acknowledged by it. Again, it changes nothing; a system may take it again for
    another member of staff there. Raises UnknownEventError, ResolvedEventError.
    """
    event = lock_open_event(event_id, caller)
    if not event.human_reviewed:
        return acknowledge_event(event_id=event_id, caller=caller, now=now)
    if event.owner_id_uuid == account_of(caller)[1] and not _is_for_another(event, caller):
        return event
    event.owner_id, event.owner_id_uuid = account_of(caller)
    with explaining(caller, event.user_id):
        event.save(update_fields=["owner_id", "owner_id_uuid"])
        write_step_of(event, CrisisEventStep.Kind.TAKEN, caller=caller, at=now)
    return event


def performer_who_answers(event: CrisisEvent) -> dict[str, str] | None:
    """For whom the system that answers for the event took it; None: none does, or it said nobody. At most one
    statement."""
    if event.owner_id is not None or event.owner_id_uuid is None:
        return None
    took = CrisisEventStep.objects.filter(event=event, actor_id_uuid=event.owner_id_uuid, kind__in=_OWNING)
    step = took.order_by("-at", "-id").first()
    return None if step is None else read_performer(step)


def give_to(event: CrisisEvent, staff: User) -> None:
    """Makes this member of staff answer for a locked event: a system said that they took it."""
    event.owner_id = event.owner_id_uuid = staff.id
    event.save(update_fields=["owner_id", "owner_id_uuid"])


def note_passed(event: CrisisEvent, to: User, *, note: str, caller: Caller, now: datetime) -> None:
    """Keeps with a locked event that the caller offered it to somebody, who answers for it once they take it."""
    text = f"To {to.called}. {note}".rstrip()
    write_step_of(event, CrisisEventStep.Kind.PASSED, caller=caller, at=now, text=text)


def note_returned(event: CrisisEvent, *, note: str, caller: Caller, now: datetime) -> None:
    """Keeps with a locked event that the caller did not take it."""
    write_step_of(event, CrisisEventStep.Kind.NOTE, caller=caller, at=now, text=f"Returned it. {note}".rstrip())


def _is_for_another(event: CrisisEvent, caller: Caller) -> bool:
    performer = performer_of(caller)
    return performer is not None and performer.model_dump() != performer_who_answers(event)


def lock_open_event(event_id: UUID, caller: Caller) -> CrisisEvent:
    """The event, locked, if it is open. Raises UnknownEventError, ResolvedEventError."""
    event = lock_event(event_id, caller)
    if event.resolved_at is not None:
        raise ResolvedEventError
    return event
