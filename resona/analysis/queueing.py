"""Queues replays of people, in the transaction that makes them due. The job is in tasks.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from procrastinate.types import JSONValue

from resona.postgres.jobs import Priority, job_named

REPLAY_PERSON: Final = "replay_person"
ANALYSIS: Final = "analysis"  # the queue

REQUEST_REPLAY: Final = """
INSERT INTO baseline_replays (user_id, since) SELECT * FROM unnest(%s::uuid[], %s::timestamptz[])
ON CONFLICT (user_id) DO UPDATE SET since = least(baseline_replays.since, EXCLUDED.since)
"""


def queue_replays(since: Mapping[UUID, datetime]) -> None:
    """Notes from when on these people are to be replayed, and queues it."""
    if not since:
        return
    with connection.cursor() as cursor:
        cursor.execute(REQUEST_REPLAY, [list(since), list(since.values())])
    jobs: list[dict[str, JSONValue]] = [{"user_id": str(user_id)} for user_id in since]
    job_named(REPLAY_PERSON, queue=ANALYSIS, priority=Priority.ANALYSIS).batch_defer(*jobs)
