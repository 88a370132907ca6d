"""Where people stand: their stored baselines, charts and latest sessions, and their history where that is needed."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from baselines.drift import Recorded
from baselines.models import PopulationPrior
from baselines.normal import RECORDING, Measured, measure
from baselines.normal_json import UNREADABLE
from baselines.prior import Prior
from baselines.prior_parameters import UnreadablePriorError
from baselines.priors import load_prior
from conversations.emotions import EmotionShares, EmotionSharesError, read_emotion_shares
from resona.logs import log_unforeseen
from risk.dissonance import heard_valence
from risk.patterns import PastSession
from risk.person_state import (
    RECENT_SESSIONS,
    PersonState,
    StoredCourse,
    advance,
    decide,
    read_state,
    step_charts,
)
from risk.policy import POLICY

# The canonical order of a person's sessions.
SessionKey = tuple[datetime, UUID]
# Before every session, and after every one.
FIRST_ID, LAST_ID = UUID(int=0), UUID(int=2**128 - 1)
# Stored sessions in memory at a time, of which each is some kilobytes.
SESSIONS_AT_ONCE = 500
# After every session.
LAST: SessionKey = (datetime.max.replace(tzinfo=UTC), LAST_ID)
# Before every session: from when on whoever has something damaged is replayed.
BEGINNING = datetime.min.replace(tzinfo=UTC)

# Written out: building such a statement anew costs the ORM more than PostgreSQL needs to answer it. A row a person,
# however many they are and however long their history; last the latest sessions, with what of them counts for patterns
# over time.
WHERE_THEY_STAND = """
SELECT people.id, latest.started_at, latest.id,
    (SELECT json_agg(json_build_array(baseline_type, baseline_value, established_at))::text
        FROM user_baselines WHERE user_id = people.id),
    (SELECT state::text FROM user_drifts WHERE user_id = people.id),
    (SELECT json_agg(
            json_build_array(started_at, language_severity, voice_emotion, stated_valence) ORDER BY started_at, id
        )::text FROM (
            SELECT started_at, conversations.id, language_severity, voice_emotion,
                text_sentiment -> 'valence' AS stated_valence
            FROM conversations
            LEFT JOIN risk_assessments ON session_id = conversations.id AND is_current
            LEFT JOIN emotion_history ON conversation_id = conversations.id AND message_id IS NULL
            WHERE conversations.user_id = people.id AND NOT is_untimed
            ORDER BY started_at DESC, conversations.id DESC LIMIT %(recent)s
        ) AS recent)
FROM unnest(%(people)s::uuid[]) AS people (id)
LEFT JOIN LATERAL (
    SELECT started_at, id FROM conversations WHERE user_id = people.id AND NOT is_untimed
    ORDER BY started_at DESC, id DESC LIMIT 1
) AS latest ON true
"""

# A session assessed critical does not enter the person's normal, nor one that a detector could not assess. Last what
# of the session counts for patterns over time, as above.
EARLIER_SESSIONS = """
SELECT conversations.started_at, conversations.id, voice_features, emotion_summary,
    coalesce(risk_assessments.risk_level = 'critical', false)
        OR conversations.not_assessed::text LIKE '%%detector_failed:%%',
    json_build_array(started_at, language_severity, reading.voice_emotion, reading.stated_valence)::text
FROM conversations
LEFT JOIN risk_assessments ON risk_assessments.session_id = conversations.id AND risk_assessments.is_current
LEFT JOIN LATERAL (
    SELECT voice_emotion, text_sentiment -> 'valence' AS stated_valence FROM emotion_history
    WHERE conversation_id = conversations.id AND message_id IS NULL LIMIT 1
) AS reading ON true
WHERE conversations.user_id = %s AND NOT is_untimed AND (conversations.started_at, conversations.id) < (%s, %s)
ORDER BY conversations.started_at, conversations.id
"""

DECISIONS = """
SELECT after_started_at, after_session_uuid, decision, decided_at FROM drift_decisions WHERE user_id = %s
ORDER BY after_started_at, after_session_uuid, decided_at
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """A person's state after their latest session, and which that was."""

    state: PersonState
    latest: SessionKey | None

    def is_late(self, key: SessionKey) -> bool:
        """Whether a session stands before one that is already recorded."""
        return self.latest is not None and key < self.latest


class Decisions:
    """What clinicians decided about a person's alarms, each to be applied after the session it followed."""

    def __init__(self, decided: Iterable[tuple[SessionKey, Recorded, datetime]]) -> None:
        self._left = deque(decided)

    def apply(self, state: PersonState, *, before: SessionKey) -> PersonState:
        """The state just before a session, with every decision that followed one before it, even one since removed."""
        while self._left and self._left[0][0] < before:
            _, decision, at = self._left.popleft()
            state = decide(state, decision, at=at)
        return state


class Past:
    """A person's course up to a session of the past, folded once however many sessions of it are asked for.

    The stored sessions are read some at a time; it takes a transaction.
    """

    def __init__(self, user_id: UUID, *, until: SessionKey, decisions: Decisions) -> None:
        self._sessions = _read_earlier(user_id, until)
        self._next = next(self._sessions, None)
        self._decisions = decisions
        self._state = PersonState()
        # As stored, to be read only where somebody looks back on them; of a session not stored yet, as found.
        self._recent: deque[str | PastSession] = deque(maxlen=RECENT_SESSIONS)

    def state_before(self, key: SessionKey) -> PersonState:
        """The state just before this session, which is later than any asked for before, and not after the last."""
        while self._next is not None and self._next.key < key:
            self._fold(self._next)
            self._next = next(self._sessions, None)
        self._state = self._decisions.apply(self._state, before=key)
        recent, is_whole = _readable(self._recent)
        return replace(self._state, recent=recent, is_damaged=not is_whole)

    def add(self, state: PersonState, past: PastSession) -> None:
        """One more session that is not stored yet: the state after it, and what of it counts for those to come."""
        self._state = state
        self._recent.append(past)

    def _fold(self, earlier: _Earlier) -> None:
        state = self._decisions.apply(self._state, before=earlier.key)
        step = step_charts(state, earlier.measured)
        self._state = advance(state, earlier.measured, step=step, enters_normal=not earlier.stays_out)
        self._recent.append(earlier.past)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Earlier:
    """A stored session on the way to a later one."""

    key: SessionKey
    measured: Measured
    stays_out: bool  # of the person's normal
    past: str  # a PastSession as JSON


def load_courses(user_ids: Iterable[UUID]) -> dict[UUID, Course]:
    """The courses of these people, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(WHERE_THEY_STAND, {"people": list(user_ids), "recent": RECENT_SESSIONS})
        return {user_id: _course(*stored) for user_id, *stored in cursor.fetchall()}


def load_decisions(user_id: UUID) -> Decisions:
    """The decisions about a person's alarms, in the order they are applied."""
    with connection.cursor() as cursor:
        cursor.execute(DECISIONS, [user_id])
        # Where there was no session yet, it was decided after every one up to then.
        return Decisions(
            ((started_at, session_id or LAST_ID), decision, decided_at)
            for started_at, session_id, decision, decided_at in cursor.fetchall()
        )


def state_before(user_id: UUID, key: SessionKey, decisions: Decisions) -> PersonState:
    """The person's state just before a session of the past, from the sessions stored before it."""
    return Past(user_id, until=key, decisions=decisions).state_before(key)


def readable_prior(prior_id: UUID | None) -> Prior | None:
    """What a clinic's people have taught, or the shipped constants; None where it is damaged: that stops no session."""
    try:
        return load_prior(prior_id)
    except (UnreadablePriorError, PopulationPrior.DoesNotExist) as error:
        log_unforeseen(error)
        return None


def measure_stored(started_at: datetime, features: object, summary: object) -> Measured:
    """What was measured of a stored session, as JSON or as read from it; what cannot be read is unusable, and said."""
    try:
        shares = stored_shares(_json(summary))
        return measure(started_at=started_at, features=_json(features), shares=shares, valence=heard_valence(shares))
    except (*UNREADABLE, EmotionSharesError) as error:
        log_unforeseen(error)
        return replace(measure(started_at=started_at, features=None, shares=None, valence=None), unusable=(RECORDING,))


def stored_shares(emotion_summary: Mapping[str, float] | None) -> EmotionShares | None:
    """Emotion shares as they come from the database."""
    return read_emotion_shares(emotion_summary) if emotion_summary else None


def _read_earlier(user_id: UUID, until: SessionKey) -> Iterator[_Earlier]:
    """The sessions before one, in the order of time, row by row from the server."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(EARLIER_SESSIONS, [user_id, *until])
        while rows := cursor.fetchmany(SESSIONS_AT_ONCE):
            for started_at, session_id, features, summary, stays_out, past in rows:
                yield _Earlier(
                    key=(started_at, session_id),
                    measured=measure_stored(started_at, features, summary),
                    stays_out=stays_out,
                    past=past,
                )


def _course(
    started_at: datetime | None, session_id: UUID | None, baselines: str | None, drift: str | None, recent: str | None
) -> Course:
    past, is_whole = _readable(_json(recent) or [])
    stored = StoredCourse(
        baselines=[
            (baseline_type, value, established_at and datetime.fromisoformat(established_at))
            for baseline_type, value, established_at in _json(baselines) or ()
        ],
        drift=_json(drift),
        recent=past,
    )
    latest = (started_at, session_id) if started_at is not None and session_id is not None else None
    state = read_state(stored)
    return Course(state=state if is_whole else replace(state, is_damaged=True), latest=latest)


def _readable(recent: Collection[object]) -> tuple[tuple[PastSession, ...], bool]:
    """The recent sessions that can be read, and whether all of them can."""
    readable = []
    for one in recent:
        try:
            readable.append(one if isinstance(one, PastSession) else _past_session(*_json(one)))
        except UNREADABLE as error:
            log_unforeseen(error)
    return tuple(readable), len(readable) == len(recent)


def _past_session(started_at: str, severity: int | None, voice: Any, stated_valence: float | None) -> PastSession:
    return PastSession(
        started_at=datetime.fromisoformat(started_at),
        language_severity=severity,
        voice_valence=_sure_valence(voice),
        stated_valence=stated_valence,
    )


def _sure_valence(voice: Mapping[str, float] | None) -> float | None:
    """As `certain_valence`, of a stored reading."""
    if voice is None or voice["confidence"] < POLICY.dissonance.minimum_confidence:
        return None
    return voice["valence"]


def _json(value: object) -> Any:
    return orjson.loads(value) if isinstance(value, str) else value
