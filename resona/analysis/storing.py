"""Writes the rows of analysed sessions: few statements, however many sessions and messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from baselines.models import Baseline, Deviation, UserDrift
from conversations.models import Conversation, EmotionReading, Message
from resona.analysis.rows import Row, SessionRows
from resona.postgres.bulk import Insertion, insert_rows, upsertion, write_together
from risk.models import LEVELS, CrisisEvent, Dissonance, RiskAssessment

_RANK = f"array_position(ARRAY{list(LEVELS)}, {{}}.risk_level::text)"
_RISES = f"{_RANK.format('EXCLUDED')} > {_RANK.format('crisis_events')}"

# A level only rises, and what somebody took on at a lower one waits again. Not a WHERE: every row must return an id.
# The id of what stands there afterwards, in the order of the rows given.
RAISE_OPEN_EVENT = f"""
ON CONFLICT (user_id, conversation_id) WHERE resolved_at IS NULL DO UPDATE SET
    risk_level = CASE WHEN {_RISES} THEN EXCLUDED.risk_level ELSE crisis_events.risk_level END,
    due_at = least(crisis_events.due_at, EXCLUDED.due_at),
    human_reviewed = crisis_events.human_reviewed AND NOT ({_RISES}),
    acknowledged_by = CASE WHEN {_RISES} THEN NULL ELSE crisis_events.acknowledged_by END,
    acknowledged_by_uuid = CASE WHEN {_RISES} THEN NULL ELSE crisis_events.acknowledged_by_uuid END,
    acknowledged_at = CASE WHEN {_RISES} THEN NULL ELSE crisis_events.acknowledged_at END
RETURNING id
"""

# A session may arrive long after it was, and from a clock that is minutes ahead of ours.
MARK_ACTIVE = """
UPDATE users SET last_active = greatest(users.last_active, given.at)
FROM json_to_recordset(%s::json) AS given (id uuid, at timestamptz) WHERE users.id = given.id
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Activity:
    """When the latest session of each of these people was; never later than now."""

    latest: Mapping[UUID, datetime]
    statement: str = MARK_ACTIVE

    @property
    def document(self) -> str:
        return orjson.dumps([{"id": user_id, "at": at} for user_id, at in self.latest.items()]).decode()


def store_sessions(
    sessions: Sequence[SessionRows], *, baselines: Sequence[Row], drifts: Sequence[Row], activity: Activity
) -> None:
    """Inserts new sessions with everything found in them, and replaces what they changed of the people's normal."""
    write_together(
        [
            Insertion(model=Conversation, rows=[rows.conversation for rows in sessions]),
            Insertion(model=Message, rows=[message for rows in sessions for message in rows.messages]),
            *_findings(sessions),
            *_normals(baselines, drifts),
            activity,
        ]
    )
    store_events([rows.crisis_event for rows in sessions if rows.crisis_event is not None])


def store_findings(sessions: Sequence[SessionRows]) -> None:
    """Inserts what was found in sessions that are already stored."""
    write_together(_findings(sessions))


def store_normals(*, baselines: Sequence[Row], drifts: Sequence[Row]) -> None:
    """Replaces what is normal for these people."""
    write_together(_normals(baselines, drifts))


def store_events(events: Sequence[Row]) -> list[Row]:
    """Inserts crisis events; one that is open for the session already is raised to a higher level instead.

    Returns the events with the ids they have in the database.
    """
    stored = insert_rows(CrisisEvent, events, suffix=RAISE_OPEN_EVENT)
    return [{**event, "id": row[0]} for event, row in zip(events, stored, strict=True)]


def _findings(sessions: Sequence[SessionRows]) -> tuple[Insertion, ...]:
    return (
        Insertion(model=EmotionReading, rows=[rows.reading for rows in sessions if rows.reading is not None]),
        Insertion(model=Deviation, rows=[row for rows in sessions for row in rows.deviations]),
        Insertion(model=Dissonance, rows=[rows.dissonance for rows in sessions if rows.dissonance is not None]),
        Insertion(model=RiskAssessment, rows=[rows.risk for rows in sessions if rows.risk is not None]),
    )


def _normals(baselines: Sequence[Row], drifts: Sequence[Row]) -> tuple[Insertion, ...]:
    """A baseline keeps its id."""
    return (
        upsertion(Baseline, baselines, key=("user_id", "baseline_type")),
        upsertion(UserDrift, drifts, key=("user_id",)),
    )
