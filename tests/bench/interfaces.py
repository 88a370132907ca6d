"""The nightly build of people with 90 days of sessions: people a second, statements, and building again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Message
from interfaces.loading import MAX_READ_SESSIONS
from interfaces.nightly import build_due
from interfaces.services import CHUNK, Outcome, build_interfaces
from resona.postgres.bulk import insert_rows
from resona.postgres.models import new_id
from resona.postgres.owner import as_owner
from tests.bench.figures import Figure
from tests.bench.session import FIXTURE
from tests.bench.stage import Stage
from tests.bench.timing import wall_seconds

PEOPLE, DAYS, FEW_DAYS = 1000, 90, 9
WARM_UP_PEOPLE = 20
PEOPLE_A_SECOND = 150
AGAIN_AT_LEAST_TIMES = 3
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")

# A session a day until yesterday: good and bad days, each with an assessment, and words against voice on every third.
FILL = """
WITH days AS (
    SELECT person, day, gen_random_uuid() AS id, now() - day * interval '1 day' - interval '1 hour' AS at,
        (abs(hashtext(person::text)) + day) %% 5 AS mood
    FROM unnest(%(people)s::uuid[]) AS person, generate_series(0, %(days)s - 1) AS day
), spoken AS (
    INSERT INTO conversations (id, user_id, started_at, language, analysis_status, emotion_summary)
    SELECT id, person, at, 'en', 'complete', CASE WHEN mood < 2 THEN '{"sad": 0.6, "anxious": 0.3, "neutral": 0.1}'
        ELSE '{"calm": 0.5, "neutral": 0.4, "happy": 0.1}' END::jsonb FROM days
), assessed AS (
    INSERT INTO risk_assessments (user_id, session_id, risk_score, risk_level, pattern_contribution, assessed_at)
    SELECT person, id, CASE mood WHEN 0 THEN 0.4 ELSE 0.1 END, CASE mood WHEN 0 THEN 'medium' ELSE 'low' END,
        CASE mood WHEN 0 THEN 0.4 ELSE 0.1 END, at FROM days
)
INSERT INTO dissonance_records (user_id, session_id, stated_emotion, actual_emotion, dissonance_score, interpretation,
    risk_level, detected_at)
SELECT person, id, 'positive', 'negative', 0.6, 'defensive_concealment', 'medium', at FROM days WHERE day %% 3 = 0
"""

LATEST = """
SELECT session.id FROM unnest(%s::uuid[]) AS person
CROSS JOIN LATERAL (
    SELECT id FROM conversations WHERE user_id = person ORDER BY started_at DESC LIMIT %s
) AS session
"""


def measure(stage: Stage) -> Iterator[Figure]:
    """First with everyone on the bench before built, and what is done first of all done: they are not measured."""
    now = timezone.now()
    fill(stage.add_people(WARM_UP_PEOPLE), DAYS)
    build_everyone = partial(_build_all_due, now)
    build_everyone()
    people = fill(stage.add_people(PEOPLE), DAYS)
    first = PEOPLE / wall_seconds(build_everyone)
    again = PEOPLE / wall_seconds(partial(build_interfaces, people, now=now))
    name = f"nightly build, {DAYS} sessions each, people a second"
    yield Figure(name=name, value=first, unit="/s", bar=PEOPLE_A_SECOND, is_reached="from above")
    yield Figure(
        name="building again what is unchanged, people a second",
        value=again,
        floor=first,
        unit="/s",
        bar=AGAIN_AT_LEAST_TIMES,
        is_reached="from above",
    )
    with CaptureQueriesContext(connection) as captured:
        results = build_interfaces(people[:CHUNK], now=now)
    writes = sum(query["sql"].lstrip().startswith(WRITES) for query in captured)
    writes += sum(result.outcome is not Outcome.UNCHANGED for result in results)
    yield Figure(name="writes of building again", value=writes, unit="", bar=0)
    few, many = (_statements(fill(stage.add_people(CHUNK), days)) for days in (FEW_DAYS, DAYS))
    yield Figure(name=f"statements of a build of {CHUNK} people", value=many, unit="")
    yield Figure(name=f"more statements for {DAYS} sessions than for {FEW_DAYS}", value=many - few, unit="", bar=0)


def fill(people: Sequence[UUID], days: int) -> list[UUID]:
    """Gives these people a session a day, with words in those that a build reads."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"people": list(people), "days": days})
        cursor.execute(LATEST, [list(people), MAX_READ_SESSIONS])
        sessions = [row[0] for row in cursor.fetchall()]
        insert_rows(Message, [row for session_id in sessions for row in _messages_of(session_id)])
    with as_owner(connection), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return list(people)


def _messages_of(session_id: UUID) -> Iterator[dict[str, object]]:
    for position, message in enumerate(FIXTURE["messages"]):
        message_id = new_id()
        yield {
            "id": message_id,
            "conversation_id": session_id,
            "position": position,
            "role": message["role"],
            "content": Message.content.seal(message_id, message["content"]),
            "created_at": timezone.now() - timedelta(minutes=1),
        }


def _build_all_due(now: datetime) -> None:
    while build_due(now=now):
        pass


def _statements(people: Sequence[UUID]) -> int:
    with CaptureQueriesContext(connection) as captured:
        build_interfaces(people, now=timezone.now())
    return len(captured)
