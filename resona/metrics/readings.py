"""What is read off the database when somebody asks: how the queue, the alerts and the workers stand.

Apps add readings of their own (`READINGS.add` in `AppConfig.ready`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import DatabaseError, connection

from resona.api.queue_health import alert_counts, worker_counts
from resona.slots import Slot


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One number now."""

    name: str
    help: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


READINGS: Final[Slot[Callable[[], Iterable[Reading]]]] = Slot()

# Of each queue: jobs by state, how long the oldest that is due has been so. Those that ended well are of no interest.
_QUEUES: Final = """
SELECT queue_name, status::text, count(*),
       max(extract(epoch FROM now() - coalesce(job.scheduled_at, deferred.at)))
           FILTER (WHERE status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now()))::float
  FROM procrastinate_jobs job
  LEFT JOIN LATERAL (SELECT max(event.at) AS at FROM procrastinate_events event WHERE event.job_id = job.id) deferred
    ON status = 'todo'
 WHERE status IN ('todo', 'doing', 'failed')
 GROUP BY queue_name, status
"""
_HEARTBEAT: Final = "SELECT extract(epoch FROM now() - max(last_heartbeat))::float FROM procrastinate_workers"


def read_all() -> Iterator[Reading]:
    """Every reading that can be had; `resona_database_up` says whether the database could be asked."""
    try:
        readings = [reading for read in READINGS for reading in read()]
    except DatabaseError:
        readings = []
        up = 0.0
    else:
        up = 1.0
    yield Reading(name="resona_database_up", help="Whether the database could be asked.", value=up)
    yield from readings


def queue_readings() -> Iterator[Reading]:
    """Jobs by queue and state, and the longest wait in each queue."""
    for queue, status, count, wait in _rows(_QUEUES):
        labels = (("queue", queue), ("state", status))
        yield Reading(name="resona_jobs", help="Jobs by queue and state.", value=count, labels=labels)
        if status == "todo":
            yield Reading(
                name="resona_job_wait_seconds",
                help="How long the job that is due longest has waited.",
                value=wait or 0.0,
                labels=(("queue", queue),),
            )


def alert_readings() -> Iterator[Reading]:
    """Alerts of which nobody has been told."""
    text = "Alerts that failed, are tried again, nobody takes, or a lost worker left."
    for state, count in alert_counts().items():
        yield Reading(name="resona_alerts_undelivered", help=text, value=count, labels=(("state", state),))


def worker_readings() -> Iterator[Reading]:
    """Who is at work, and when one was last heard of."""
    for state, count in worker_counts().items():
        yield Reading(
            name="resona_workers", help="Workers heard of lately, and silent.", value=count, labels=(("state", state),)
        )
    ((age,),) = _rows(_HEARTBEAT)
    if age is not None:
        yield Reading(name="resona_worker_heartbeat_age_seconds", help="Since a worker was last heard of.", value=age)


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


READINGS.add("queues", queue_readings)
READINGS.add("alerts", alert_readings)
READINGS.add("workers", worker_readings)
