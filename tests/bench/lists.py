"""A hundred rows of a list through the view, against the same SQL by psycopg; with 200,000 rows in the table.

And with and without the record of who looked: what that costs whoever reads.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from functools import partial
from itertools import repeat
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from resona.accounts.keys import create_key
from resona.accounts.models import ApiKey, Clinic, User
from resona.postgres.owner import as_owner
from tests.bench.application import Application
from tests.bench.figures import Figure
from tests.bench.stage import Stage
from tests.bench.timing import Cost, in_turns

ROWS = 100
TIMES = 100
AT_MOST_TIMES = 8
RECORD = "resona.audit.access_middleware.AccessMiddleware"
RECORD_TIMES = 400  # what is looked for is a twentieth
AT_MOST_TIMES_UNRECORDED = 1.10
QUERY_MS = 50

SESSIONS = 22_300  # with nine deviations each: 200,000
PEOPLE, SMALL_CLINIC_PEOPLE = 300, 3

# Copies of what one session left, spread over people and time.
FILL = """
WITH pattern AS (SELECT session_id AS id FROM session_deviations GROUP BY session_id HAVING count(*) = 9 LIMIT 1),
copies AS (
    INSERT INTO conversations (id, user_id, started_at, language, emotion_summary, voice_features)
    SELECT gen_random_uuid(), (%(people)s::uuid[])[1 + number %% %(count)s], now() - number * interval '7 minutes',
        old.language, old.emotion_summary, old.voice_features
    FROM conversations AS old JOIN pattern USING (id), generate_series(1, %(sessions)s) AS number
    RETURNING id, user_id, started_at
), assessed AS (
    INSERT INTO risk_assessments (user_id, session_id, policy_version, risk_score, risk_level, risk_factors,
        dissonance_contribution, baseline_deviation_contribution, pattern_contribution, not_assessed, assessed_at)
    SELECT copies.user_id, copies.id, policy_version, risk_score, risk_level, risk_factors, dissonance_contribution,
        baseline_deviation_contribution, pattern_contribution, not_assessed, copies.started_at
    FROM copies, risk_assessments AS old JOIN pattern ON pattern.id = old.session_id
)
INSERT INTO session_deviations (user_id, session_id, policy_version, deviation_type, baseline_value, current_value,
    deviation_score, z, detected_at)
SELECT copies.user_id, copies.id, policy_version, deviation_type, baseline_value, current_value,
    random(), z, copies.started_at
FROM copies, session_deviations AS old JOIN pattern ON pattern.id = old.session_id
"""


def measure(stage: Stage) -> Iterator[Figure]:
    people = fill(stage.clinic)
    for path, query in (
        ("deviations", ""),
        ("deviations", "ordering=-deviation_score"),
        ("risk-assessments", ""),
        ("conversations", ""),
    ):
        ours, floor = _costs(stage, stage.application, path, query)
        name = f"{ROWS} {path} {query}".rstrip()
        yield Figure(name=f"{name}, client CPU", value=ours.cpu_ms, floor=floor.cpu_ms, unit="ms", bar=AT_MOST_TIMES)
        yield Figure(name=f"{name}, wall time", value=ours.wall_ms, floor=floor.wall_ms, unit="ms", bar=AT_MOST_TIMES)
        yield Figure(name=f"{name}, the query alone", value=floor.wall_ms, unit="ms", bar=QUERY_MS)
    for path in ("deviations", "risk-assessments", "conversations"):
        yield from _measure_record(stage, path)
    yield _measure_small_clinic(stage, people[:SMALL_CLINIC_PEOPLE])


def fill(clinic: Clinic) -> list[UUID]:
    """Fills the tables for people of this clinic and returns who they are."""
    people = User.objects.bulk_create(User(clinic=clinic, consent_version="bench") for _ in range(PEOPLE))
    ids = [person.id for person in people]
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"people": ids, "count": PEOPLE, "sessions": SESSIONS})
    with as_owner(connection), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return ids


def _costs(stage: Stage, application: Application, path: str, query: str) -> tuple[Cost, Cost]:
    """What the view costs, and its statement by itself."""
    read = partial(application.get, f"/api/v1/{path}/", f"page_size={ROWS}&{query}".rstrip("&"))
    asked: list[tuple[Any, Any]] = []

    def keep(execute: Any, statement: str, values: Any, many: bool, context: Any) -> Any:
        asked.append((statement, values))
        return execute(statement, values, many, context)

    # Lists pass by the wrappers only while somebody counts.
    with CaptureQueriesContext(connection), connection.execute_wrapper(keep):
        read()
    statement, values = asked[-1]
    return in_turns(repeat((read, lambda: stage.plain.execute(statement, values).fetchall()), TIMES))


def _measure_record(stage: Stage, path: str) -> Iterator[Figure]:
    middleware = list(settings.MIDDLEWARE)
    middleware.remove(RECORD)
    with override_settings(MIDDLEWARE=middleware):
        unrecorded = Application(stage.key)
    read, read_unrecorded = (
        partial(application.get, f"/api/v1/{path}/", f"page_size={ROWS}")
        for application in (stage.application, unrecorded)
    )
    gc.disable()  # taking turns, one of the two would meet all collections
    try:
        kept, unkept = in_turns(repeat((read, read_unrecorded), RECORD_TIMES))
    finally:
        gc.enable()
    name, bar = f"{ROWS} {path} and the record of who looked", AT_MOST_TIMES_UNRECORDED
    yield Figure(name=f"{name}, client CPU", value=kept.cpu_ms, floor=unkept.cpu_ms, unit="ms", bar=bar)
    yield Figure(name=f"{name}, wall time", value=kept.wall_ms, floor=unkept.wall_ms, unit="ms", bar=bar)


def _measure_small_clinic(stage: Stage, people: list[UUID]) -> Figure:
    """The hardest list: by score, for a clinic that owns one row in a hundred, strewn over the index."""
    clinic = Clinic.objects.create(name="Small")
    User.objects.filter(id__in=people).update(clinic=clinic)
    key = create_key(clinic=clinic, name="bench", scopes=[ApiKey.Scope.RECORDS_READ])
    _, floor = _costs(stage, Application(key.text), "deviations", "ordering=-deviation_score")
    name = f"{ROWS} deviations by score of a small clinic, the query alone"
    return Figure(name=name, value=floor.wall_ms, unit="ms", bar=QUERY_MS)
