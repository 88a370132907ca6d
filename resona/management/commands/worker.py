"""Runs the jobs that wait in the queue."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand, CommandParser
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.periodic import PeriodicRegistry
from procrastinate.worker import Worker

from resona.audit.context import acting_as_job
from resona.checks import refuse_unsafe_production
from resona.management.keys import require_keys_to_begin
from resona.postgres.jobs import UPKEEP
from resona.postgres.stalled import requeue_stalled_jobs

# Jobs at a time. They wait for the database and the mail server; the arithmetic of a replay has one core anyway.
CONCURRENCY: Final = 2
# Jobs under way when the worker is asked to stop have so long; then they are aborted and, being repeatable, retried.
GRACE_SECONDS: Final = 30
# Besides one connection a job: one that listens, one that fetches.
OTHER_CONNECTIONS: Final = 2


class Command(BaseCommand):
    help = (
        "Runs the jobs that wait: announcements of crisis events, and replays of people whose sessions arrived late. "
        "What a worker that died left undone is done again. "
        "Ends when asked to (Ctrl-C, SIGTERM), after the jobs under way. Any number may run, on any number of hosts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=CONCURRENCY, metavar="N", help="jobs at a time")
        parser.add_argument("--queue", action="append", metavar="NAME", help="only this queue; may be repeated")
        parser.add_argument("--name", default=f"{platform.node()}-{os.getpid()}", help="as the queue's tables show it")
        parser.add_argument("--once", action="store_true", help="ends when no job is left")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unsafe_production()
        concurrency: int = options["concurrency"]
        queues: list[str] | None = options["queue"]
        require_keys_to_begin()
        async_to_sync(requeue_stalled_jobs)()
        # Asking for the parameters starts the embedded server, where that is the database.
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=concurrency + OTHER_CONNECTIONS)
        with app.replace_connector(connector) as worker, _clock(worker, is_on=not options["once"]):
            worker.run_worker(
                queues=queues and [*queues, UPKEEP],
                name=options["name"],
                concurrency=concurrency,
                wait=not options["once"],
                delete_jobs="successful",
                shutdown_graceful_timeout=GRACE_SECONDS,
                task_middleware=[_act_as_job],
            )


def _act_as_job(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    with acting_as_job(context.job.task_name):
        return call_next()


@contextmanager
def _clock(worker: App, *, is_on: bool) -> Iterator[None]:
    """Who ends when no job is left queues none by the clock: it might come last and be left behind."""
    kept = worker.periodic_registry
    if not is_on:
        worker.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        worker.periodic_registry = kept
