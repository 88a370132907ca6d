"""Crisis events that were moved to another person's record: where each is now, and the way back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from resona.compliance.emergency import explaining
from risk.corrections import set_open
from risk.event_steps import write_step_of
from risk.models import CrisisEvent, CrisisEventStep
from risk.services import lock_event, set_acknowledged
from risk.wrong_person import hand_over, lock_people

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


def current_place(event: CrisisEvent) -> CrisisEvent:
    """The event in the record to which this one was moved last; itself, where it was not moved."""
    passed, place = {event.id}, event
    while (following := place.corrected_to) is not None and following.id not in passed:
        passed.add(following.id)
        place = following
    return place


@transaction.atomic
def bring_back(first: CrisisEvent, *, caller: Caller, now: datetime) -> CrisisEvent:
    """Opens an event again where it was filed first, with all notes, closes it where it went, and returns the first.

    The caller takes care of it: nobody has acted for that person. Where it was raised again since, the notes go there.
    Raises UnknownPersonError, SamePersonError, UnknownEventError, SealedValueError.
    """
    place_id, user_id = (place := current_place(first)).id, place.user_id
    lock_people((first.user_id, user_id), caller)
    event, moved = lock_event(first.id, caller), lock_event(place_id, caller)
    source = {"user_id": event.user_id, "source_kind": event.source_kind, "source_uuid": event.source_uuid}
    again = CrisisEvent.objects.filter(**source, resolved_at__isnull=True).first()
    with explaining(caller, event.user_id):
        if again is None:
            event.save(update_fields=[*set_acknowledged(event, caller, now), *set_open(event, caller, now)])
            write_step_of(event, CrisisEventStep.Kind.REOPENED, at=now, caller=caller)
        hand_over(moved, again or event, caller=caller, now=now)
    return again or event
