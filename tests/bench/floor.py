"""The floor of recording: the same rows of the same tables, written by hand with psycopg, prepared, in one transaction.

All values are ready before the measurement starts, ciphertext and JSON included: only the writing is measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.string import TextLoader

from resona.postgres.models import new_id

Rows = Mapping[str, list[tuple[Any, ...]]]  # by table
Plain = psycopg.Connection[tuple[Any, ...]]

REPLACE_BASELINE = """
ON CONFLICT (user_id, baseline_type) DO UPDATE SET baseline_value = EXCLUDED.baseline_value,
    session_count = EXCLUDED.session_count, established_at = EXCLUDED.established_at
"""
MARK_ACTIVE = "UPDATE users SET last_active = %s WHERE id = %s"


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """What a session leaves in one table."""

    name: str
    found_by: str  # the column that holds the session's id or, of baselines, the person's
    columns: str
    suffix: str = ""

    @property
    def insert(self) -> str:
        values = ", ".join("%s" for _ in self.columns.split(", "))
        return f"INSERT INTO {self.name} ({self.columns}) VALUES ({values}) {self.suffix}"


TABLES = (
    Table(
        name="sync_queue",
        found_by="id",
        columns="id, user_id, operation_type, body_digest, status, processed_at",
    ),
    Table(
        name="conversations",
        found_by="id",
        columns="id, user_id, started_at, ended_at, language, emotion_summary, voice_features, stated_emotion, "
        "crisis_detected, escalated_to_human, analysis_status, not_assessed, recorded_result",
    ),
    Table(
        name="messages", found_by="conversation_id", columns="id, conversation_id, position, role, content, created_at"
    ),
    Table(
        name="emotion_history",
        found_by="conversation_id",
        columns="id, user_id, conversation_id, emotion_type, confidence_score, voice_emotion, text_sentiment, "
        "created_at",
    ),
    Table(
        name="session_deviations",
        found_by="session_id",
        columns="id, user_id, session_id, analysis_run, policy_version, is_current, detected_at, deviation_type, "
        "baseline_value, current_value, deviation_score, z",
    ),
    Table(
        name="dissonance_records",
        found_by="session_id",
        columns="id, user_id, session_id, analysis_run, policy_version, is_current, stated_emotion, actual_emotion, "
        "dissonance_score, interpretation, risk_level, confidence, evidence, detected_at",
    ),
    Table(
        name="risk_assessments",
        found_by="session_id",
        columns="id, user_id, session_id, analysis_run, policy_version, is_current, risk_score, risk_level, "
        "risk_factors, dissonance_contribution, baseline_deviation_contribution, pattern_contribution, not_assessed, "
        "needs_review, assessed_at",
    ),
    Table(
        name="user_baselines",
        found_by="user_id",
        columns="id, user_id, baseline_type, baseline_value, session_count, established_at",
        suffix=REPLACE_BASELINE,
    ),
)


class Floor:
    """Writes the rows that Resona wrote for one session, again and again, as those of another person."""

    def __init__(self, plain: Plain, *, session_id: UUID, owner_id: UUID, person_id: UUID, now: datetime) -> None:
        self._plain = plain
        self._person_id = person_id
        self._now = now
        keys = {table.name: owner_id if table.found_by == "user_id" else session_id for table in TABLES}
        self._pattern = {table.name: self._read(table, keys[table.name]) for table in TABLES}

    def new_rows(self) -> Rows:
        """The rows of one more session."""
        session_id = new_id()
        return {
            table.name: [self._renewed(table, row, session_id) for row in self._pattern[table.name]] for table in TABLES
        }

    def write(self, rows: Rows) -> None:
        with self._plain.transaction(), self._plain.cursor() as cursor:
            for table in TABLES:
                if len(rows[table.name]) == 1:
                    cursor.execute(table.insert.encode(), rows[table.name][0], prepare=True)
                else:
                    cursor.executemany(table.insert.encode(), rows[table.name])
            cursor.execute(MARK_ACTIVE, [self._now, self._person_id], prepare=True)

    def _read(self, table: Table, key: UUID) -> list[dict[str, Any]]:
        """The rows as they are stored, JSON as text."""
        names = table.columns.split(", ")
        with self._plain.cursor() as cursor:
            cursor.adapters.register_loader("jsonb", TextLoader)
            cursor.execute(f"SELECT {table.columns} FROM {table.name} WHERE {table.found_by} = %s".encode(), [key])
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def _renewed(self, table: Table, row: dict[str, Any], session_id: UUID) -> tuple[Any, ...]:
        changed = {
            "id": session_id if table.found_by == "id" else new_id(),
            "user_id": self._person_id,
            "conversation_id": session_id,
            "session_id": session_id,
        }
        return tuple(changed.get(name, value) for name, value in row.items())
