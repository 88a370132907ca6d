"""Workers of the queue that outlast the database: lost, each begins again, after pauses that grow."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from django.db import OperationalError
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.middleware import TaskMiddleware
from procrastinate.signals import on_stop
from procrastinate.worker import Worker

from resona.errors import ResonaError
from resona.logs import describe_chain
from resona.postgres.stalled import requeue_stalled_jobs

# Seconds before a lost worker begins again, the last for as long as the database is away.
PAUSES: Final = (0.5, 1.0, 2.0, 4.0)
# A worker that was at work for so long has not failed to begin: pauses grow from the first again.
AT_WORK_SECONDS: Final = 10.0
# Jobs under way when a worker is asked to stop have so long; then they are aborted and, being repeatable, retried.
GRACE_SECONDS: Final = 30
# Seconds a statement waits for a connection, and the pool tries to make one: given up, the next statement asks anew.
POOL_TIMEOUT_SECONDS: Final = 10.0
POOL_RECONNECT_SECONDS: Final = 5.0
# Besides one connection a job: each worker fetches and gives signs of life.
OTHER_CONNECTIONS: Final = 2

logger = logging.getLogger(__name__)


class WorkInterruptedError(ResonaError):
    """The database was lost before all that waited was done."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """What one worker takes: jobs of which queues (None: of all), and how many at a time."""

    name: str
    queues: Sequence[str] | None
    concurrency: int


class Workers:
    """The workers of one process, which stop together."""

    def __init__(self, app: App, shares: Sequence[Share], *, middleware: Sequence[TaskMiddleware]) -> None:
        self._app = app
        self._shares = shares
        self._middleware = middleware
        self._at_work: dict[str, Worker] = {}
        self._is_lost = False
        self._stopping = asyncio.Event()
        connections = sum(share.concurrency + OTHER_CONNECTIONS for share in shares)
        self._connector = _Connector(
            on_loss=self._lose,
            # Asking for the parameters starts the embedded server, where that is the database.
            kwargs=connector_params(),
            min_size=1,
            max_size=connections,
            timeout=POOL_TIMEOUT_SECONDS,
            reconnect_timeout=POOL_RECONNECT_SECONDS,
        )

    def run(self) -> None:
        """Works until a signal asks to stop. Raises what nobody foresaw; never for a database that is away."""
        asyncio.run(self._run(self._keep_at_work))

    def run_once(self) -> None:
        """Works until no job is left. Raises WorkInterruptedError."""
        asyncio.run(self._run(self._work_once))

    async def _run(self, work: Callable[[Share], Any]) -> None:
        with self._app.replace_connector(self._connector), on_stop(self._stop):
            async with self._app.open_async():
                try:
                    async with asyncio.TaskGroup() as tasks:
                        for share in self._shares:
                            tasks.create_task(work(share))
                except BaseExceptionGroup as group:
                    raise group.exceptions[0] from None

    async def _keep_at_work(self, share: Share) -> None:
        left: list[int] = []  # signed up and, for want of a database, not signed off
        failures = 0
        while not self._stopping.is_set():
            began_at = time.monotonic()
            worker = self._begin(share, wait=True)
            try:
                await self._take_up(left)
                if failures:
                    logger.warning("The worker of %s has the database again.", share.name)
                if not self._stopping.is_set():
                    await worker.run()  # type: ignore[no-untyped-call]
            except (ConnectorException, psycopg.Error, OperationalError) as error:
                logger.warning("The worker of %s: %s", share.name, "; ".join(describe_chain(error)))
            if worker.worker_id is not None:
                left.append(worker.worker_id)
            failures = 0 if time.monotonic() - began_at > AT_WORK_SECONDS else failures
            await self._pause(share, PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1

    async def _work_once(self, share: Share) -> None:
        await self._take_up([])
        await self._begin(share, wait=False).run()  # type: ignore[no-untyped-call]
        if self._is_lost:
            raise WorkInterruptedError

    def _begin(self, share: Share, *, wait: bool) -> Worker:
        worker = self._at_work[share.name] = Worker(
            self._app,
            queues=share.queues,
            name=share.name,
            concurrency=share.concurrency,
            wait=wait,
            delete_jobs="successful",
            shutdown_graceful_timeout=GRACE_SECONDS,
            install_signal_handlers=False,
            task_middleware=list(self._middleware),
        )
        return worker

    async def _take_up(self, left: list[int]) -> None:
        """Puts back the jobs of workers that are gone, this one's own at once."""
        await asyncio.to_thread(connector_params)  # starts the embedded server if nobody is left who would
        await self._connector.pool.check()
        while left:
            await self._app.job_manager.unregister_worker(left[-1])
            left.pop()
        await requeue_stalled_jobs()

    async def _pause(self, share: Share, seconds: float) -> None:
        if self._stopping.is_set():
            return
        logger.warning("The worker of %s has ended by itself and begins again in %s s.", share.name, seconds)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    def _lose(self) -> None:
        """A worker goes on under another registration only: what it may have left under way is put back then."""
        self._is_lost = True
        self._end_all()

    def _stop(self) -> None:
        self._stopping.set()
        self._end_all()

    def _end_all(self) -> None:
        for worker in self._at_work.values():
            worker.stop()  # type: ignore[no-untyped-call]


class _Connector(PsycopgConnector):
    """Procrastinate's, which reports each statement of which nobody knows whether it was carried out.

    A job may be marked as under way then that no worker knows of, or that has long ended.
    """

    def __init__(self, *, on_loss: Callable[[], None], **options: Any) -> None:
        super().__init__(**options)
        self._on_loss = on_loss

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        with self._reporting():
            await super().execute_query_async(query, **arguments)

    async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:
        with self._reporting():
            row: dict[str, Any] = await super().execute_query_one_async(query, **arguments)
        return row

    async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:
        with self._reporting():
            rows: list[dict[str, Any]] = await super().execute_query_all_async(query, **arguments)
        return rows

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except UniqueViolation:
            raise
        except ConnectorException as error:
            # What procrastinate's own functions refuse was answered: the job has gone with its person, say.
            if not isinstance(error.__cause__, psycopg.errors.RaiseException):
                self._on_loss()
            raise
