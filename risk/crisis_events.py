"""Raises crisis events, whoever finds a reason for one, and queues their announcement in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.db import transaction
from procrastinate.types import JSONValue

from resona.postgres.bulk import insert_rows
from resona.postgres.jobs import ALERTS, Priority, job_named
from resona.postgres.models import new_id
from risk.models import LEVELS, CrisisEvent
from risk.policy import POLICY, RiskLevel

Row: TypeAlias = dict[str, Any]

ANNOUNCE_CRISIS: Final = "announce_crisis"

_RANK: Final = f"array_position(ARRAY{list(LEVELS)}, {{}}.risk_level::text)"
_RISES: Final = f"{_RANK.format('EXCLUDED')} > {_RANK.format('crisis_events')}"

# A level only rises, and what somebody took on at a lower one waits again. Not a WHERE: every row must return an id.
# The id of what stands there afterwards, in the order of the rows given.
_RAISE_OPEN_EVENT: Final = f"""
ON CONFLICT (user_id, conversation_id) WHERE resolved_at IS NULL DO UPDATE SET
    risk_level = CASE WHEN {_RISES} THEN EXCLUDED.risk_level ELSE crisis_events.risk_level END,
    due_at = least(crisis_events.due_at, EXCLUDED.due_at),
    human_reviewed = crisis_events.human_reviewed AND NOT ({_RISES}),
    acknowledged_by = CASE WHEN {_RISES} THEN NULL ELSE crisis_events.acknowledged_by END,
    acknowledged_by_uuid = CASE WHEN {_RISES} THEN NULL ELSE crisis_events.acknowledged_by_uuid END,
    acknowledged_at = CASE WHEN {_RISES} THEN NULL ELSE crisis_events.acknowledged_at END
RETURNING id
"""


def crisis_row(
    *,
    user_id: UUID,
    conversation_id: UUID | None,
    level: RiskLevel,
    detection_method: str,
    is_historical: bool,
    now: datetime,
) -> Row | None:
    """The crisis event to raise at a level that calls for one; None at any other.

    What is of the past is historical and escalates nothing. The time to act counts from now, however long ago it was
    said.
    """
    if level not in POLICY.crisis.due_within:
        return None
    return {
        "id": new_id(),
        "user_id": user_id,
        "conversation_id": conversation_id,
        "risk_level": level,
        "detection_method": detection_method,
        "escalation_required": not is_historical,
        "is_historical": is_historical,
        "due_at": None if is_historical else now + POLICY.crisis.due_within[level],
        "created_at": now,
    }


@transaction.atomic(savepoint=False)
def raise_events(events: Sequence[Row]) -> list[Row]:
    """Stores crisis events and queues an announcement of each that calls for someone now.

    One that is open for the session already is raised to a higher level instead. Returns the events with the ids they
    have in the database.
    """
    stored = insert_rows(CrisisEvent, events, suffix=_RAISE_OPEN_EVENT)
    raised = [{**event, "id": row[0]} for event, row in zip(events, stored, strict=True)]
    _queue_announcements(raised)
    return raised


def _queue_announcements(events: Sequence[Row]) -> None:
    jobs: list[dict[str, JSONValue]] = [
        {"user_id": str(event["user_id"]), "event_id": str(event["id"])}
        for event in events
        if event["escalation_required"]
    ]
    if jobs:
        job_named(ANNOUNCE_CRISIS, queue=ALERTS, priority=Priority.ALERT).batch_defer(*jobs)
