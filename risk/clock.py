"""The clock of crisis events: what acknowledging sets, and the step up that follows when a due time passes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db import transaction

from resona.accounts.callers import account_of
from risk.event_steps import write_step_of
from risk.models import CrisisEvent, CrisisEventStep
from risk.policy import ALERTING, POLICY, RiskLevel

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


def own_from_now(event: CrisisEvent, caller: Caller, now: datetime) -> list[str]:
    """Makes the caller answer for an event, due to be resolved by a time of its own; the names of what is changed."""
    event.owner_id, event.owner_id_uuid = account_of(caller)
    event.next_due_at = now + ALERTING.resolve_within[_level(event)] if event.escalation_required else None
    return ["owner_id", "owner_id_uuid", "next_due_at"]


def disown(event: CrisisEvent) -> list[str]:
    """Takes back what acknowledging set; the names of what is changed."""
    event.owner_id = event.owner_id_uuid = None
    again = POLICY.crisis.due_within[_level(event)]
    event.next_due_at = event.due_at if event.escalated_at is None else event.escalated_at + again
    return ["owner_id", "owner_id_uuid", "next_due_at"]


def untold_since(event: CrisisEvent) -> datetime | None:
    """Since when somebody is to be told of an event and nobody was; None where that is not so."""
    since = event.escalated_at or event.created_at
    is_settled = event.resolved_at is not None or not event.escalation_required or event.told_at is not None
    was_taken = event.acknowledged_at is not None and (event.escalated_at is None or event.acknowledged_at >= since)
    return None if is_settled or was_taken else since


def overdue_since(event: CrisisEvent) -> datetime | None:
    """When the time first passed by which somebody was to act; None where it did not, or somebody acted since.

    Each step up begins a time anew, by which more people are told: it makes nothing less overdue. In SQL it is
    `risk.triage_order.overdue_time`.
    """
    if event.resolved_at is not None or event.escalated_at is None:
        return None
    if event.acknowledged_at is None:
        return event.due_at
    was_taken_since = event.acknowledged_at >= event.escalated_at
    return None if was_taken_since else event.acknowledged_at + ALERTING.resolve_within[_level(event)]


def due_time(event: CrisisEvent) -> datetime | None:
    """By when somebody is to act; the time that passed where one did, although a step up began another."""
    return overdue_since(event) or event.next_due_at or (None if event.human_reviewed else event.due_at)


@transaction.atomic
def go_step_up(event_id: UUID, *, now: datetime) -> CrisisEvent | None:
    """Takes an event whose due time has passed a step up; None where it has not, or somebody acted meanwhile."""
    overdue = CrisisEvent.objects.overdue(now).filter(id=event_id)
    event = overdue.select_for_update(of=("self",), no_key=True).first()
    if event is None:
        return None
    again = ALERTING.resolve_within if event.human_reviewed else POLICY.crisis.due_within
    event.escalation_step += 1
    event.escalated_at, event.told_at, event.next_due_at = now, None, now + again[_level(event)]
    event.save(update_fields=["escalation_step", "escalated_at", "told_at", "next_due_at"])
    write_step_of(event, CrisisEventStep.Kind.ESCALATED, at=now)
    return event


def _level(event: CrisisEvent) -> RiskLevel:
    return cast("RiskLevel", event.risk_level)
