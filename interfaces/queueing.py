"""Queues builds of interfaces. The jobs are in tasks.py."""

from __future__ import annotations

from typing import Final

from django.db import connection
from procrastinate.types import JSONValue

from resona.postgres.jobs import Priority, job_named

BUILD_DUE: Final = "build_due_interfaces"
FIND_DUE: Final = "find_due_interfaces"  # comes by the clock
INTERFACES: Final = "interfaces"  # the queue

WAITING: Final = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"


def queue_builds(count: int) -> int:
    """Queues builds of whoever is due, so that this many wait, and returns how many it took.

    The jobs name nobody: each takes the people that are due when it runs, so none outlives a person's records.
    """
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [BUILD_DUE])
        waiting: int = cursor.fetchone()[0]
    jobs: list[dict[str, JSONValue]] = [{} for _ in range(count - waiting)]
    if jobs:
        job_named(BUILD_DUE, queue=INTERFACES, priority=Priority.INTERFACE).batch_defer(*jobs)
    return len(jobs)
