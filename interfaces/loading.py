"""Reads what builds need of many people: a constant number of statements, however many they are and whatever they said.

Words are opened for the latest sessions only, read for the names of word groups, and forgotten.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from conversations.emotions import read_emotion_shares
from conversations.models import Message
from interfaces.evidence import FurtherSessions, OpenEvent, PastSession, Speech
from interfaces.pattern import EVENT_WINDOW, RISK_WINDOW, WINDOW
from interfaces.speech import read_speech
from resona.encryption.sealing import SealedValueError

logger = logging.getLogger(__name__)

MAX_SESSIONS = 40  # the latest of each person: more would be read for patterns of a month by nobody's benefit
MAX_READ_SESSIONS = 20  # of these, whose words are opened: enough to compare, and few words in memory
MAX_READ_MESSAGES = 30  # of the person, a session: what a session is about shows by then

LOCKED_PEOPLE = """
SELECT id, timezone, language, consents_given, clinic_id FROM users
WHERE id = ANY(%s) AND role = 'person' ORDER BY id FOR NO KEY UPDATE
"""

# Where each person stands. The digest of the stored configuration tells one that was edited by hand.
STANDINGS = """
SELECT people.id, active.version, active.kept_version, md5(active.interface_config::text),
    active.interface_config -> 'next_theme' <> 'null', latest.version,
    builds.inputs_digest, builds.built_for, builds.built_at, builds.failure
FROM unnest(%s::uuid[]) AS people (id)
LEFT JOIN user_interfaces AS active ON active.user_id = people.id AND active.active
LEFT JOIN LATERAL (SELECT max(version) AS version FROM user_interfaces WHERE user_id = people.id) AS latest ON true
LEFT JOIN interface_builds AS builds ON builds.user_id = people.id
"""

CONFIGS = """
SELECT active.user_id, active.interface_config::text, kept.interface_config::text
FROM user_interfaces AS active
LEFT JOIN user_interfaces AS kept ON kept.user_id = active.user_id AND kept.version = active.kept_version
WHERE active.active AND active.user_id = ANY(%s)
"""

ONE_CONFIG = "SELECT interface_config::text FROM user_interfaces WHERE user_id = %s AND version = %s"

# What the current analysis found in a session; an assessment that staff found to be a false alarm does not count.
_FOUND = """
LEFT JOIN dissonance_records AS dissonance ON dissonance.session_id = session.id AND dissonance.is_current
LEFT JOIN risk_assessments AS risk ON risk.session_id = session.id AND risk.is_current
LEFT JOIN LATERAL (
    SELECT resolution FROM crisis_events WHERE conversation_id = session.id ORDER BY created_at DESC LIMIT 1
) AS event ON session.crisis_detected
"""
_LEVEL = "CASE WHEN event.resolution = 'false_alarm' THEN NULL ELSE risk.risk_level END"

# A person's latest sessions.
_LATEST = """
FROM unnest(%s::uuid[]) AS people (id)
CROSS JOIN LATERAL (
    SELECT * FROM conversations WHERE user_id = people.id AND wrong_person_at IS NULL
    ORDER BY started_at DESC, id DESC LIMIT %s
) AS session
"""
# Those since an instant that are not among the latest.
_FURTHER = """
FROM unnest(%s::uuid[]) AS people (id)
CROSS JOIN LATERAL (
    SELECT * FROM conversations WHERE user_id = people.id AND wrong_person_at IS NULL AND started_at > %s
    ORDER BY started_at DESC, id DESC OFFSET %s
) AS session
"""

SESSIONS = f"""
SELECT people.id, session.id, session.started_at, session.language, session.emotion_summary::text,
    dissonance.interpretation, {_LEVEL}, session.analysis_status = 'complete'
{_LATEST} {_FOUND}
ORDER BY people.id, session.started_at, session.id
"""

# All that a pattern depends on, in a few bytes; sessions passing out of a window change it too.
SESSION_DIGESTS = f"""
SELECT people.id, md5(string_agg(
    concat_ws('|', session.id, session.updated_at, dissonance.id, risk.id, event.resolution,
        session.started_at > %s, session.started_at > %s),
    ';' ORDER BY session.started_at, session.id))
{_LATEST} {_FOUND}
GROUP BY people.id
"""

FURTHER_SESSIONS = f"""
SELECT people.id, array_remove(array_agg(DISTINCT {_LEVEL}), NULL), bool_and(session.analysis_status = 'complete')
{_FURTHER} {_FOUND}
GROUP BY people.id
"""

OPEN_EVENTS = """
SELECT event.user_id, event.risk_level, event.escalation_required,
    coalesce(session.started_at, event.created_at) > %s
FROM crisis_events AS event LEFT JOIN conversations AS session ON session.id = event.conversation_id
WHERE event.resolved_at IS NULL AND event.user_id = ANY(%s) ORDER BY event.user_id, event.id
"""

MESSAGES = """
SELECT sessions.id, message.id, message.content
FROM unnest(%s::uuid[]) AS sessions (id)
CROSS JOIN LATERAL (
    SELECT id, content FROM messages
    WHERE conversation_id = sessions.id AND role = 'user' ORDER BY position LIMIT %s
) AS message
"""

SessionRow = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """A person in care, locked."""

    id: UUID
    timezone: str
    language: str
    consents: frozenset[str]  # purposes whose consent stands
    clinic_id: UUID | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What a person sees, and how their latest build went."""

    version: int | None  # active
    kept_version: int | None
    config_digest: str | None
    has_next_theme: bool
    latest_version: int  # 0: none yet
    inputs_digest: str
    built_for: date | None
    built_at: datetime | None
    failure: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Digests:
    """What the sessions and events of people come to."""

    sessions: Mapping[UUID, str]
    further: Mapping[UUID, FurtherSessions]
    events: Mapping[UUID, tuple[OpenEvent, ...]]


def lock_people(user_ids: Sequence[UUID]) -> dict[UUID, Person]:
    """These people, locked in the order of their ids until the transaction ends. Staff and unknown ids are left out.

    NO KEY UPDATE: a plain FOR UPDATE would fight every insert that refers to the person.
    """
    return {
        row[0]: Person(id=row[0], timezone=row[1], language=row[2], consents=frozenset(row[3]), clinic_id=row[4])
        for row in _rows(LOCKED_PEOPLE, list(user_ids))
    }


def load_standings(user_ids: Sequence[UUID]) -> dict[UUID, Standing]:
    """Where each person stands: one statement."""
    return {
        row[0]: Standing(
            version=row[1],
            kept_version=row[2],
            config_digest=row[3],
            has_next_theme=bool(row[4]),
            latest_version=row[5] or 0,
            inputs_digest=row[6] or "",
            built_for=row[7],
            built_at=row[8],
            failure=row[9],
        )
        for row in _rows(STANDINGS, list(user_ids))
    }


def load_digests(user_ids: Sequence[UUID], *, now: datetime) -> Digests:
    """What sessions and events come to, without reading them: three statements."""
    ids = list(user_ids)
    events: defaultdict[UUID, list[OpenEvent]] = defaultdict(list)
    for user_id, level, needs_action, is_recent in _rows(OPEN_EVENTS, now - EVENT_WINDOW, ids):
        events[user_id].append(OpenEvent(level=level, needs_action=needs_action, is_recent=is_recent))
    sessions = _rows(SESSION_DIGESTS, now - WINDOW, now - RISK_WINDOW, ids, MAX_SESSIONS)
    further = _rows(FURTHER_SESSIONS, ids, now - RISK_WINDOW, MAX_SESSIONS)
    return Digests(
        sessions=dict(sessions),
        further={row[0]: FurtherSessions(levels=tuple(row[1]), are_complete=row[2]) for row in further},
        events={user_id: tuple(open_) for user_id, open_ in events.items()},
    )


def load_configs(user_ids: Sequence[UUID]) -> dict[UUID, tuple[str, str | None]]:
    """The configurations shown and, where staff keep one, kept, as JSON: one statement."""
    return {row[0]: (row[1], row[2]) for row in _rows(CONFIGS, list(user_ids))}


def load_version(user_id: UUID, version: int) -> str | None:
    """The configuration of one version, as JSON; None: there is none. One statement."""
    rows = _rows(ONE_CONFIG, user_id, version)
    return rows[0][0] if rows else None


def load_session_rows(user_ids: Sequence[UUID]) -> dict[UUID, list[SessionRow]]:
    """The latest sessions of each person in the order of time, as rows for `read_sessions`: one statement."""
    rows: defaultdict[UUID, list[SessionRow]] = defaultdict(list)
    for row in _rows(SESSIONS, list(user_ids), MAX_SESSIONS):
        rows[row[0]].append(row[1:])
    return rows


def load_speech(rows: Mapping[UUID, Sequence[SessionRow]]) -> dict[UUID, Speech]:
    """What the latest sessions of each person were about, by session: one statement, and words gone when it returns."""
    latest = [row[0] for own in rows.values() for row in own[-MAX_READ_SESSIONS:]]
    texts: defaultdict[UUID, list[str]] = defaultdict(list)
    for session_id, message_id, sealed in _rows(MESSAGES, latest, MAX_READ_MESSAGES):
        try:
            texts[session_id].append(Message.content.open(message_id, sealed))
        except SealedValueError:
            # A lost key must not stop the rest from being adapted; the reader of messages meets it too.
            logger.warning("message %s cannot be opened", message_id)
    return {session_id: read_speech(said) for session_id, said in texts.items()}


def read_sessions(rows: Sequence[SessionRow], speech: Mapping[UUID, Speech]) -> tuple[PastSession, ...]:
    """Values of one person's rows. Raises EmotionSharesError for shares that are none."""
    return tuple(
        PastSession(
            started_at=started_at,
            language=primary_subtag(language),
            shares=read_emotion_shares(orjson.loads(summary)) if summary not in {None, "null", "{}"} else None,
            interpretation=interpretation,
            level=level,
            is_complete=is_complete,
            speech=speech.get(session_id),
        )
        for session_id, started_at, language, summary, interpretation, level, is_complete in rows
    )


def primary_subtag(tag: str) -> str:
    """`sw` of `sw-KE` (BCP 47), and of `sw_KE`, as telephones have it."""
    return tag.replace("_", "-").partition("-")[0].lower()


def _rows(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
