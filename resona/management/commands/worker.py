"""Runs the jobs that wait in the queue."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from procrastinate import App, JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import close_db_connections
from procrastinate.periodic import PeriodicRegistry
from procrastinate.worker import Worker

from resona.audit.context import acting_as_job
from resona.checks import refuse_unsafe_production
from resona.management.keys import require_keys_to_begin
from resona.postgres.jobs import ALERTS, UPKEEP, WEBHOOKS
from resona.postgres.workers import Share, Workers, WorkInterruptedError

# Jobs at a time. They wait for the database and the mail server; the arithmetic of a replay has one core anyway.
CONCURRENCY: Final = 2


class Command(BaseCommand):
    help = (
        "Runs the jobs that wait: announcements of crisis events, and replays of people whose sessions arrived late. "
        "What is urgent has a slot of its own. What a worker that died left undone is done again, and a database that "
        "is away is waited for. "
        "Ends when asked to (Ctrl-C, SIGTERM), after the jobs under way. Any number may run, on any number of hosts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--concurrency",
            type=int,
            default=CONCURRENCY,
            metavar="N",
            help="jobs at a time, and one of alerts and one of webhooks",
        )
        parser.add_argument("--queue", action="append", metavar="NAME", help="only this queue; may be repeated")
        parser.add_argument("--name", default=f"{platform.node()}-{os.getpid()}", help="as the queue's tables show it")
        parser.add_argument("--once", action="store_true", help="ends when no job is left")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unsafe_production()
        require_keys_to_begin()
        middleware = [close_db_connections, _act_as_job]
        with _clock(app, is_on=not options["once"]):
            try:
                if options["once"]:
                    Workers(app, [_everything(options)], middleware=middleware).run_once()
                else:
                    Workers(app, _shares(options), middleware=middleware).run()
            except WorkInterruptedError as error:
                raise CommandError(str(error)) from error


def _shares(options: dict[str, Any]) -> list[Share]:
    """Everything, and what is urgent once more by itself: slots that no long job ever holds."""
    everything = _everything(options)
    apart = [queue for queue in (ALERTS, WEBHOOKS) if everything.queues is None or queue in everything.queues]
    return [everything, *(Share(name=f"{options['name']}-{queue}", queues=[queue], concurrency=1) for queue in apart)]


def _everything(options: dict[str, Any]) -> Share:
    queues: list[str] | None = options["queue"]
    return Share(name=options["name"], queues=queues and [*queues, UPKEEP], concurrency=options["concurrency"])


def _act_as_job(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    with acting_as_job(context.job.task_name):
        return call_next()


@contextmanager
def _clock(app: App, *, is_on: bool) -> Iterator[None]:
    """Who ends when no job is left queues none by the clock: it might come last and be left behind."""
    kept = app.periodic_registry
    if not is_on:
        app.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        app.periodic_registry = kept
