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
from resona.postgres.bulk import Insertion, upsertion, write_together
from risk.models import Dissonance, RiskAssessment

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


def store_findings(sessions: Sequence[SessionRows]) -> None:
    """Inserts what was found in sessions that are already stored."""
    write_together(_findings(sessions))


def store_normals(*, baselines: Sequence[Row], drifts: Sequence[Row]) -> None:
    """Replaces what is normal for these people."""
    write_together(_normals(baselines, drifts))


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
