"""Where a person stands: their stored baselines, their latest sessions, and their history where that is needed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.backends.utils import CursorWrapper

from conversations.emotions import EmotionShares, read_emotion_shares
from resona.analysis.person_state import (
    RECENT_SESSIONS,
    Measured,
    PersonState,
    learn,
    measure,
    pass_by,
    read_state,
    voice_valence,
)

# The canonical order of a person's sessions.
SessionKey = tuple[datetime, UUID]
# baseline_type, baseline_value, established_at.
StoredBaseline = tuple[str, Mapping[str, object], datetime | None]

# Written out, as what follows: building such a statement anew costs the ORM more than PostgreSQL needs to answer it.
STORED_BASELINES = """
SELECT user_id, baseline_type, baseline_value, established_at FROM user_baselines WHERE user_id = ANY(%s)
"""

LATEST_SESSIONS = """
SELECT people.id, latest.started_at, latest.id, latest.emotion_summary
FROM unnest(%s::uuid[]) AS people (id)
CROSS JOIN LATERAL (
    SELECT started_at, id, emotion_summary FROM conversations
    WHERE conversations.user_id = people.id ORDER BY started_at DESC, id DESC LIMIT %s
) AS latest
ORDER BY people.id, latest.started_at, latest.id
"""

# A session assessed critical does not enter the person's normal, nor one that a detector could not assess.
EARLIER_SESSIONS = """
SELECT conversations.started_at, conversations.id, voice_features, emotion_summary,
    coalesce(risk_assessments.risk_level = 'critical', false)
        OR conversations.not_assessed::text LIKE '%%detector_failed:%%'
FROM conversations
LEFT JOIN risk_assessments ON risk_assessments.session_id = conversations.id AND risk_assessments.is_current
WHERE conversations.user_id = %s AND (conversations.started_at, conversations.id) < (%s, %s)
ORDER BY conversations.started_at, conversations.id
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """A person's state after their latest session, and which that was."""

    state: PersonState
    latest: SessionKey | None

    def is_late(self, key: SessionKey) -> bool:
        """Whether a session stands before one that is already recorded."""
        return self.latest is not None and key < self.latest


def load_courses(user_ids: Iterable[UUID]) -> dict[UUID, Course]:
    """The courses of these people: two statements, however many they are and however long their history."""
    ids = list(user_ids)
    with connection.cursor() as cursor:
        baselines = _stored_baselines(cursor, ids)
        latest = _latest_sessions(cursor, ids)
    return {
        user_id: Course(
            state=read_state(
                baselines[user_id],
                tuple(voice_valence(shares) for _, shares in latest[user_id]),
            ),
            latest=latest[user_id][-1][0] if latest[user_id] else None,
        )
        for user_id in ids
    }


def state_before(user_id: UUID, key: SessionKey) -> PersonState:
    """The person's state just before a session of the past, from the sessions stored before it."""
    state = PersonState()
    for measured, stays_out in _earlier_sessions(user_id, key):
        state = pass_by(state, measured) if stays_out else learn(state, measured)
    return state


def stored_shares(emotion_summary: Mapping[str, float] | None) -> EmotionShares | None:
    """Emotion shares as they come from the database."""
    return read_emotion_shares(emotion_summary) if emotion_summary else None


def _stored_baselines(cursor: CursorWrapper, ids: list[UUID]) -> defaultdict[UUID, list[StoredBaseline]]:
    baselines: defaultdict[UUID, list[StoredBaseline]] = defaultdict(list)
    cursor.execute(STORED_BASELINES, [ids])
    for user_id, baseline_type, value, established_at in cursor.fetchall():
        baselines[user_id].append((baseline_type, _json(value), established_at))
    return baselines


def _latest_sessions(
    cursor: CursorWrapper, ids: list[UUID]
) -> defaultdict[UUID, list[tuple[SessionKey, EmotionShares | None]]]:
    latest: defaultdict[UUID, list[tuple[SessionKey, EmotionShares | None]]] = defaultdict(list)
    cursor.execute(LATEST_SESSIONS, [ids, RECENT_SESSIONS])
    for user_id, started_at, session_id, summary in cursor.fetchall():
        latest[user_id].append(((started_at, session_id), stored_shares(_json(summary))))
    return latest


def _earlier_sessions(user_id: UUID, key: SessionKey) -> Iterator[tuple[Measured, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(EARLIER_SESSIONS, [user_id, *key])
        for started_at, _, features, summary, stays_out in cursor.fetchall():
            measured = measure(started_at=started_at, features=_json(features), shares=stored_shares(_json(summary)))
            yield measured, stays_out


def _json(value: str | None) -> Any:
    return None if value is None else orjson.loads(value)
