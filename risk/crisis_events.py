"""Raises crisis events, whoever finds a reason for one, and queues their announcement in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.db import transaction
from procrastinate.types import JSONValue

from resona.postgres.bulk import insert_rows
from resona.postgres.jobs import ALERTS, Priority, job_named
from resona.postgres.models import new_id
from risk.following import ChangedEvent, EventChange, tell_followers, wanted_sql
from risk.models import LEVELS, CrisisEvent
from risk.policy import POLICY, RiskLevel

Row: TypeAlias = dict[str, Any]

ANNOUNCE_CRISIS: Final = "announce_crisis"

_RANK: Final = f"array_position(ARRAY{list(LEVELS)}, {{}}.risk_level::text)"
_RISES: Final = f"{_RANK.format('EXCLUDED')} > {_RANK.format('crisis_events')}"

# A level only rises, and what somebody took on at a lower one waits again. Not a WHERE: every row must return an id.
_RAISE_OPEN_EVENT: Final = f"""
ON CONFLICT (user_id, source_kind, source_id) WHERE resolved_at IS NULL DO UPDATE SET
    risk_level = CASE WHEN {_RISES} THEN EXCLUDED.risk_level ELSE crisis_events.risk_level END,
    due_at = least(crisis_events.due_at, EXCLUDED.due_at),
    next_due_at = CASE WHEN {_RISES} THEN EXCLUDED.next_due_at ELSE crisis_events.next_due_at END,
    escalation_step = CASE WHEN {_RISES} THEN 0 ELSE crisis_events.escalation_step END,
    escalated_at = CASE WHEN {_RISES} THEN NULL ELSE crisis_events.escalated_at END,
    told_at = CASE WHEN {_RISES} THEN NULL ELSE crisis_events.told_at END,
    human_reviewed = crisis_events.human_reviewed AND NOT ({_RISES}),
    acknowledged_by = CASE WHEN {_RISES} THEN NULL ELSE crisis_events.acknowledged_by END,
    acknowledged_by_uuid = CASE WHEN {_RISES} THEN NULL ELSE crisis_events.acknowledged_by_uuid END,
    acknowledged_at = CASE WHEN {_RISES} THEN NULL ELSE crisis_events.acknowledged_at END
"""
# The id of what stands there afterwards, in the order of the rows given, and the level it had before; empty of a new
# one. Whether anybody follows it is added.
_STORED: Final = """
RETURNING id, (SELECT before.risk_level FROM crisis_events AS before WHERE before.id = crisis_events.id)
"""

# The episode that an event joins: what calls nobody is never one with what does.
_JOINED: Final = """
coalesce((
    SELECT before.episode_id FROM crisis_events AS before
    WHERE before.user_id = given.user_id AND before.is_historical = given.is_historical
        AND (before.resolved_at IS NULL OR before.created_at > given.created_at - interval '{seconds:.0f} seconds')
    ORDER BY before.created_at DESC, before.id DESC LIMIT 1
), given.episode_id)
"""
_EPISODE: Final = _JOINED.format(seconds=POLICY.crisis.episode_within.total_seconds())


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What raised an event: of which kind, and which; of a session, its id."""

    kind: CrisisEvent.SourceKind
    id: UUID

    @property
    def session_id(self) -> UUID | None:
        """The session it is, if it is one."""
        return self.id if self.kind == CrisisEvent.SourceKind.SESSION else None


def crisis_row(
    *,
    user_id: UUID,
    source: Source,
    level: RiskLevel,
    detection_method: str,
    is_historical: bool,
    now: datetime,
    words: str = "",
) -> Row | None:
    """The crisis event to raise at a level that calls for one; None at any other.

    What is of the past is historical and escalates nothing. The time to act counts from now, however long ago it was
    said. `words`: what the person wrote with it, or why staff raised it, in clear.
    """
    if level not in POLICY.crisis.due_within:
        return None
    event_id = new_id()
    due_at = None if is_historical else now + POLICY.crisis.due_within[level]
    return {
        "id": event_id,
        "user_id": user_id,
        "conversation_id": source.session_id,
        "source_kind": source.kind,
        "source_id": source.id,
        "episode_id": event_id,
        "words": CrisisEvent.words.seal(event_id, words) if words else None,
        "risk_level": level,
        "detection_method": detection_method,
        "escalation_required": not is_historical,
        "is_historical": is_historical,
        "due_at": due_at,
        "next_due_at": due_at,
        "created_at": now,
    }


@transaction.atomic(savepoint=False)
def raise_events(events: Sequence[Row]) -> list[Row]:
    """Stores crisis events and queues an announcement of each that calls for someone now.

    One that is open for the same source already is raised to a higher level instead. A person's events join the episode
    that is open, or was within the last days (`CrisisPolicy.episode_within`). Returns the events with the ids they have
    in the database.
    """
    together = _in_one_episode_a_person(events)
    suffix = f"{_RAISE_OPEN_EVENT} {_STORED}, {wanted_sql()}"
    stored = insert_rows(CrisisEvent, together, suffix=suffix, computed={"episode_id": _EPISODE})
    raised = [{**event, "id": row[0]} for event, row in zip(together, stored, strict=True)]
    _queue_announcements(raised)
    followed = [(event, before) for event, (_, before, is_wanted) in zip(raised, stored, strict=True) if is_wanted]
    tell_followers([changed for event, before in followed for changed in _what_became(event, before)])
    return raised


def _in_one_episode_a_person(events: Sequence[Row]) -> list[Row]:
    """The events, where those of one person bear one episode: no row of a statement sees another."""
    first: dict[tuple[UUID, bool], UUID] = {}
    return [
        {**event, "episode_id": first.setdefault((event["user_id"], event["is_historical"]), event["episode_id"])}
        for event in events
    ]


def _what_became(event: Row, before: str | None) -> Iterator[ChangedEvent]:
    """That an event was raised, or rose; nothing where it stays as it is, or is of the past."""
    if not event["escalation_required"]:
        return
    if before is None:
        what = EventChange.CREATED
    elif LEVELS.index(event["risk_level"]) > LEVELS.index(before):
        what = EventChange.ESCALATED
    else:
        return
    yield ChangedEvent(event_id=event["id"], user_id=event["user_id"], what=what, at=event["created_at"])


def _queue_announcements(events: Sequence[Row]) -> None:
    jobs: list[dict[str, JSONValue]] = [
        {"user_id": str(event["user_id"]), "event_id": str(event["id"])}
        for event in events
        if event["escalation_required"]
    ]
    if jobs:
        job_named(ANNOUNCE_CRISIS, queue=ALERTS, priority=Priority.ALERT).batch_defer(*jobs)
