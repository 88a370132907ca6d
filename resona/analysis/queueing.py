"""Queues what follows from a finding, in the transaction that makes it true. The jobs themselves are in tasks.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from procrastinate.types import JSONValue

from resona.compliance.queueing import ALERTS

ANNOUNCE_CRISIS = "announce_crisis"
REPLAY_PERSON = "replay_person"
ANALYSIS = "analysis"  # the queue
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
        _job(ANNOUNCE_CRISIS, ALERTS).batch_defer(*jobs)


def queue_replays(since: Mapping[UUID, datetime]) -> None:
    """Notes from when on these people are to be replayed, and queues it."""
    if not since:
        return
    with connection.cursor() as cursor:
        cursor.execute(REQUEST_REPLAY, [list(since), list(since.values())])
    jobs: list[dict[str, JSONValue]] = [{"user_id": str(user_id)} for user_id in since]
    _job(REPLAY_PERSON, ANALYSIS).batch_defer(*jobs)


def _job(name: str, queue: str) -> JobDeferrer:
    """A job to come, queued over Django's own connection, so that it commits with what makes it true.

    Inside a worker the app itself has another connection, over which an announcement would be seen before its event.
    """
    return configure_task(name=name, job_manager=_jobs(), queue=queue)


@cache
def _jobs() -> JobManager:
    return JobManager(DjangoConnector(alias=DEFAULT_DB_ALIAS))
