"""Queues what follows from a finding, in the transaction that makes it true. The jobs themselves are in tasks.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

ANNOUNCE_CRISIS = "announce_crisis"
REPLAY_PERSON = "replay_person"
ALERTS, ANALYSIS = "alerts", "analysis"  # queues: a clinic may run a worker for alerts alone
UPKEEP = "upkeep"  # what comes by the clock; every worker sees to it, whatever else it was given

REQUEST_REPLAY = """
INSERT INTO baseline_replays (user_id, since) SELECT * FROM unnest(%s::uuid[], %s::timestamptz[])
ON CONFLICT (user_id) DO UPDATE SET since = least(baseline_replays.since, EXCLUDED.since)
"""


def queue_announcements(events: Sequence[Mapping[str, Any]]) -> None:
    """Queues an announcement of each crisis event that calls for someone now."""
    jobs: list[dict[str, JSONValue]] = [
        {"user_id": str(event["user_id"]), "event_id": str(event["id"])}
        for event in events
        if event["escalation_required"]
    ]
    if jobs:
        app.configure_task(ANNOUNCE_CRISIS, queue=ALERTS).batch_defer(*jobs)


def queue_replays(since: Mapping[UUID, datetime]) -> None:
    """Notes from when on these people are to be replayed, and queues it."""
    if not since:
        return
    with connection.cursor() as cursor:
        cursor.execute(REQUEST_REPLAY, [list(since), list(since.values())])
    jobs: list[dict[str, JSONValue]] = [{"user_id": str(user_id)} for user_id in since]
    app.configure_task(REPLAY_PERSON, queue=ANALYSIS).batch_defer(*jobs)
