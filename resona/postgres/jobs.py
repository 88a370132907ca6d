"""The queue of jobs, which is in the database: the queues that all apps share, and how a job is queued."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import IntEnum
from functools import cache
from typing import Any, Final, LiteralString

import psycopg
from django.db import DEFAULT_DB_ALIAS, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

# The queue of announcements: its jobs tell somebody about a person in danger. Every worker has a slot for it alone, and
# a clinic may run workers for nothing else.
ALERTS: Final = "alerts"
# The queue of messages to other systems: they wait for the answers of others, so every worker has a slot for it alone.
WEBHOOKS: Final = "webhooks"
# The queue of what comes by the clock; every worker sees to it, whatever else it was given.
UPKEEP: Final = "upkeep"

# Seconds 5, 25, 125, … up to about a day in all: a mail server's bad night is outlasted.
PERSISTENT: Final = RetryStrategy(max_attempts=7, exponential_wait=5)


class Priority(IntEnum):
    """Which of the jobs that wait is taken first: the highest number. Every job has one of these."""

    ALERT = 50  # somebody must be told now
    WEBHOOK = 48  # another system must be told now
    REQUEUE = 45  # puts back what was lost, alerts among it
    WORDS = 42  # words that are not read yet
    CLOCK = 40  # what comes by the clock and is short
    REQUEST = 30  # what a person has asked for by right: archives, erasures
    INTERFACE = 20  # what people see when they get up
    ANALYSIS = 10  # replays, and what is learnt overnight


def job_named(
    name: str, *, queue: str, priority: Priority, lock: str | None = None, at: datetime | None = None
) -> JobDeferrer:
    """A job to be queued over Django's own connection, so that it commits with what makes it true.

    Inside a worker the app itself has another connection, over which an announcement would be seen before its event.
    By its name, as tasks import the services that queue them. Of a `lock` (queueing lock) one job waits at a time: what
    something else finds again. `at`: not before then.
    """
    return configure_task(
        name=name, job_manager=_jobs(), queue=queue, priority=priority, queueing_lock=lock, schedule_at=at
    )


@cache
def _jobs() -> JobManager:
    return JobManager(_Connector(alias=DEFAULT_DB_ALIAS))


class _Connector(DjangoConnector):
    """Fails as any other statement over Django's connection does, which is tried again or told of by that."""

    def execute_query_one(self, query: LiteralString, **arguments: Any) -> dict[str, Any]:
        with _errors_of_django():
            return super().execute_query_one(query, **arguments)

    def execute_query_all(self, query: LiteralString, **arguments: Any) -> list[dict[str, Any]]:
        with _errors_of_django():
            return super().execute_query_all(query, **arguments)


@contextmanager
def _errors_of_django() -> Iterator[None]:
    try:
        yield
    except ConnectorException as error:
        if isinstance(error.__cause__, psycopg.OperationalError):
            raise OperationalError(str(error.__cause__)) from error.__cause__
        raise
