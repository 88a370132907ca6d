"""What health checks ask of the queue: is anybody at work, were alerts delivered, has anything waited too long?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection

from resona.postgres.jobs import ALERTS

# Workers sign every 10 s (procrastinate's default).
MAX_WORKER_SILENCE_SECONDS: Final = 60
# An alert is taken within a second where a worker is free for it, as one always should be.
MAX_ALERT_WAIT_SECONDS: Final = 60
MAX_QUEUE_WAIT_SECONDS: Final = 300

_WORKERS: Final = """
SELECT count(*) FILTER (WHERE heard), count(*) FILTER (WHERE NOT heard)
  FROM (SELECT last_heartbeat >= now() - %(silence)s * interval '1 s' AS heard FROM procrastinate_workers) worker
"""

# Alerts that have failed for good, that failed and are tried again, that nobody takes, and that are under way at no
# living worker: one that was lost is as bad as one that waits. What comes by the clock, which has a lock, comes again.
_ALERTS: Final = """
SELECT count(*) FILTER (WHERE status = 'failed'),
       count(*) FILTER (WHERE status = 'todo' AND attempts > 0),
       count(*) FILTER (WHERE status = 'todo' AND attempts = 0 AND now() - %(wait)s * interval '1 s' > coalesce(
           scheduled_at, (SELECT max(event.at) FROM procrastinate_events event WHERE event.job_id = job.id))),
       count(*) FILTER (WHERE status = 'doing' AND NOT EXISTS (
           SELECT FROM procrastinate_workers worker
            WHERE worker.id = job.worker_id AND worker.last_heartbeat >= now() - %(silence)s * interval '1 s'))
  FROM procrastinate_jobs job
 WHERE queue_name = %(alerts)s AND queueing_lock IS NULL
"""

# For how long the first of the due jobs has been waiting.
_OLDEST: Final = """
SELECT extract(epoch FROM now() - coalesce(job.scheduled_at, max(event.at)))::float
  FROM (SELECT id, scheduled_at FROM procrastinate_jobs
         WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) ORDER BY id LIMIT 1) job
  LEFT JOIN procrastinate_events event ON event.job_id = job.id
 GROUP BY job.id, job.scheduled_at
"""


def worker_counts() -> dict[str, int]:
    """How many are at work, and how many have fallen silent and are not forgotten yet."""
    return dict(zip(("heard", "silent"), _ask(_WORKERS) or (0, 0), strict=True))


def workers_fault() -> str | None:
    """Nobody is at work, or somebody has fallen silent."""
    counts = worker_counts()
    if not counts["heard"]:
        return "no worker is running: start manage.py worker"
    return f"workers that have fallen silent: {counts['silent']}" if counts["silent"] else None


def alert_counts() -> dict[str, int]:
    """Alerts of which nobody has been told, by what became of them."""
    return dict(zip(("failed", "tried_again", "waiting", "left"), _ask(_ALERTS) or (0, 0, 0, 0), strict=True))


def alerts_fault() -> str | None:
    """Somebody was to be told of a person in danger, and is not."""
    return "; ".join(_alert_faults(**alert_counts())) or None


def queue_fault() -> str | None:
    """A job has been due for too long."""
    (wait,) = _ask(_OLDEST) or (None,)
    return f"a job has waited {wait:.0f} s" if wait is not None and wait > MAX_QUEUE_WAIT_SECONDS else None


def _alert_faults(failed: int, tried_again: int, waiting: int, left: int) -> Iterator[str]:
    if failed:
        yield f"alerts that have failed for good: {failed}"
    if tried_again:
        yield f"alerts that have failed and are tried again: {tried_again}"
    if waiting:
        yield f"alerts that nobody has taken for {MAX_ALERT_WAIT_SECONDS} s: {waiting}"
    if left:
        yield f"alerts left under way by a worker that is gone: {left}"


def _ask(statement: str) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            statement, {"alerts": ALERTS, "silence": MAX_WORKER_SILENCE_SECONDS, "wait": MAX_ALERT_WAIT_SECONDS}
        )
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row
