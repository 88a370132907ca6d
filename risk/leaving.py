"""Crisis events that a member of staff answers for, which somebody else takes over when they leave."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from resona.accounts.models import User
from risk.event_steps import write_step_of
from risk.models import CrisisEvent, CrisisEventStep


def read_owned_events(user: User, now: datetime) -> list[str]:
    """Those that are not resolved, by the codes of the people."""
    return [f"{event.user.code}: answers for a crisis event" for event in _owned_by(user).select_related("user")]


def pass_on_events(user: User, successor: User, now: datetime) -> None:
    """Makes the other answer for them; their clocks go on as they are."""
    for event in _owned_by(user).select_for_update(of=("self",), no_key=True):
        event.owner = successor
        event.save(update_fields=["owner"])
        write_step_of(event, CrisisEventStep.Kind.PASSED, at=now, caller=user)


def _owned_by(user: User) -> QuerySet[CrisisEvent]:
    return CrisisEvent.objects.filter(owner=user, resolved_at__isnull=True).order_by("id")
