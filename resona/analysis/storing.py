"""Writes the rows of recorded sessions: one statement a table, however many sessions and messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from baselines.models import Baseline, Deviation, UserDrift
from conversations.models import Conversation, EmotionReading, Message
from resona.analysis.rows import Row, SessionRows
from resona.postgres.bulk import insert_rows, upsert_rows
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
UPDATE users SET last_active = greatest(
    last_active, least(%s, (SELECT max(started_at) FROM conversations WHERE user_id = users.id))
) WHERE id = ANY(%s)
"""


def store_sessions(sessions: Sequence[SessionRows]) -> None:
    """Inserts new sessions with everything found in them."""
    insert_rows(Conversation, [rows.conversation for rows in sessions])
    insert_rows(Message, [message for rows in sessions for message in rows.messages])
    store_readings(sessions)
    store_findings(sessions)
    store_events([rows.crisis_event for rows in sessions if rows.crisis_event is not None])


def store_readings(sessions: Sequence[SessionRows]) -> None:
    """Inserts the emotional readings of sessions that are already stored."""
    insert_rows(EmotionReading, [rows.reading for rows in sessions if rows.reading is not None])


def store_findings(sessions: Sequence[SessionRows]) -> None:
    """Inserts what was found in sessions that are already stored."""
    insert_rows(Deviation, [row for rows in sessions for row in rows.deviations])
    insert_rows(Dissonance, [rows.dissonance for rows in sessions if rows.dissonance is not None])
    insert_rows(RiskAssessment, [rows.risk for rows in sessions if rows.risk is not None])


def store_events(events: Sequence[Row]) -> list[Row]:
    """Inserts crisis events; one that is open for the session already is raised to a higher level instead.

    Returns the events with the ids they have in the database.
    """
    stored = insert_rows(CrisisEvent, events, suffix=RAISE_OPEN_EVENT)
    return [{**event, "id": row[0]} for event, row in zip(events, stored, strict=True)]


def store_baselines(rows: Sequence[Row]) -> None:
    """Inserts or replaces baselines; a baseline keeps its id."""
    upsert_rows(Baseline, rows, key=("user_id", "baseline_type"))


def store_drifts(rows: Sequence[Row]) -> None:
    """Inserts or replaces people's charts of gradual decline."""
    upsert_rows(UserDrift, rows, key=("user_id",))


def mark_active(user_ids: Iterable[UUID], *, now: datetime) -> None:
    """Notes when the latest session of each of these people was, once it is stored; never later than now."""
    with connection.cursor() as cursor:
        cursor.execute(MARK_ACTIVE, [now, list(user_ids)])
