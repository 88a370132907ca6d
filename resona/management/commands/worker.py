"""Runs the jobs that wait in the queue."""

from __future__ import annotations

import os
import platform
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandParser
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

# Jobs at a time. They wait for the database and the mail server; the arithmetic of a replay has one core anyway.
CONCURRENCY: Final = 2
# Jobs under way when the worker is asked to stop have so long; then they are aborted and, being repeatable, retried.
GRACE_SECONDS: Final = 30
# Besides one connection a job: one that listens, one that fetches.
OTHER_CONNECTIONS: Final = 2


class Command(BaseCommand):
    help = (
        "Runs the jobs that wait: announcements of crisis events, and replays of people whose sessions arrived late. "
        "Ends when asked to (Ctrl-C, SIGTERM), after the jobs under way. Any number may run, on any number of hosts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=CONCURRENCY, metavar="N", help="jobs at a time")
        parser.add_argument("--queue", action="append", metavar="NAME", help="only this queue; may be repeated")
        parser.add_argument("--name", default=f"{platform.node()}-{os.getpid()}", help="as the queue's tables show it")
        parser.add_argument("--once", action="store_true", help="ends when no job is left")

    def handle(self, *args: Any, **options: Any) -> None:
        concurrency: int = options["concurrency"]
        # Asking for the parameters starts the embedded server, where that is the database.
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=concurrency + OTHER_CONNECTIONS)
        with app.replace_connector(connector) as worker:
            worker.run_worker(
                queues=options["queue"],
                name=options["name"],
                concurrency=concurrency,
                wait=not options["once"],
                delete_jobs="successful",
                shutdown_graceful_timeout=GRACE_SECONDS,
            )
