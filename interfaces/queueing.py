"""Queues builds of interfaces. The jobs themselves are in resona.analysis.tasks."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

BUILD_DUE = "build_due_interfaces"
FIND_DUE = "find_due_interfaces"  # comes by the clock
INTERFACES = "interfaces"  # the queue

WAITING = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"


def queue_builds(count: int) -> int:
    """Queues builds of whoever is due, so that this many wait, and returns how many it took.

    The jobs name nobody: each takes the people that are due when it runs, so none outlives a person's records.
    """
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [BUILD_DUE])
        waiting: int = cursor.fetchone()[0]
    jobs: list[dict[str, JSONValue]] = [{} for _ in range(count - waiting)]
    if jobs:
        app.configure_task(BUILD_DUE, queue=INTERFACES).batch_defer(*jobs)
    return len(jobs)
