"""GET /health/: ready to serve, or why not. Needs no sign-in and says nothing about anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from resona.api.renderers import write_json
from resona.postgres.jobs import ALERTS
from resona.slots import Slot

OK = "ok"
# A crisis is announced by a job: one that has waited longer means that nobody was told.
MAX_QUEUE_WAIT_SECONDS = 300
# Workers sign every 10 s (procrastinate's default).
MAX_WORKER_SILENCE_SECONDS = 60

# Seconds since a worker signed, for how long the first of the due jobs has been waiting, and how many urgent jobs have
# failed for good or are under way at no living worker: one that was lost is as bad as all waiting.
_QUEUE = """
SELECT (SELECT extract(epoch FROM now() - max(last_heartbeat))::float FROM procrastinate_workers),
       (SELECT extract(epoch FROM now() - coalesce(job.scheduled_at, max(event.at)))::float
          FROM (SELECT id, scheduled_at FROM procrastinate_jobs
                 WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) ORDER BY id LIMIT 1) job
          LEFT JOIN procrastinate_events event ON event.job_id = job.id
         GROUP BY job.id, job.scheduled_at),
       (SELECT count(*) FROM procrastinate_jobs WHERE queue_name = %(urgent)s AND status = 'failed'),
       (SELECT count(*) FROM procrastinate_jobs job
         WHERE queue_name = %(urgent)s AND status = 'doing'
           AND NOT EXISTS (SELECT FROM procrastinate_workers worker
                            WHERE worker.id = job.worker_id
                              AND worker.last_heartbeat >= now() - %(silence)s * interval '1 s'))
"""


class _NotMigratedError(Exception):
    """Some migration has not been applied."""


# What each app can tell of its own readiness: why it is not ready, or None.
CHECKS: Final[Slot[Callable[[], str | None]]] = Slot()


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 with `"status": "ready"`, or 503 with the reason beside each check that failed."""
    checks = {name: _outcome(find_fault) for name, find_fault in CHECKS.items()}
    ready = all(outcome == OK for outcome in checks.values())
    body = {"status": "ready" if ready else "not ready", "checks": checks}
    return HttpResponse(
        write_json(body), "application/json", 200 if ready else 503, headers={"Cache-Control": "no-store"}
    )


def _outcome(find_fault: Callable[[], str | None]) -> str:
    try:
        return find_fault() or OK
    except DatabaseError:
        return "the database cannot be used"


def _database_fault() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations_fault() -> str | None:
    try:
        _require_migrations()
    except _NotMigratedError:
        return "migrations are missing: run manage.py migrate"
    return None


@lru_cache(maxsize=1)
def _require_migrations() -> None:
    """Reads every migration file, so it is asked only until the answer is yes: errors are not cached."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _NotMigratedError


def _queue_fault() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, {"urgent": ALERTS, "silence": MAX_WORKER_SILENCE_SECONDS})
        silence, wait, failed, left = cursor.fetchone()
    return "; ".join(_queue_faults(silence, wait, failed, left)) or None


def _queue_faults(silence: float | None, wait: float | None, failed: int, left: int) -> Iterator[str]:
    is_worked = silence is not None and silence <= MAX_WORKER_SILENCE_SECONDS
    advice = "although a worker is running" if is_worked else "and no worker is running: start manage.py worker"
    if failed:
        yield f"jobs of the queue {ALERTS} that have failed for good: {failed}"
    if left:
        yield f"jobs of the queue {ALERTS} left under way by a worker that is gone: {left}, {advice}"
    if wait is not None and wait > MAX_QUEUE_WAIT_SECONDS:
        yield f"a job has waited {wait:.0f} s {advice}"


CHECKS.add("database", _database_fault)
CHECKS.add("migrations", _migrations_fault)
CHECKS.add("queue", _queue_fault)
