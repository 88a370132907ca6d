"""A database server of the tests' own to restart, pause and kill, with the tests' schema, and workers beside it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import psutil
import psycopg
import pytest
from django.db import connection

from resona.postgres.cluster import PORT, SUPERUSER, find_server
from resona.postgres.embedded import DATABASE
from resona.postgres.installation import wheel_programs
from resona.postgres.roles import APP, OWNER
from tests.postgres.house import House, wait_until
from tests.system.serving import CHECKOUT, PATIENCE_SECONDS, environment, manage


class Outages:
    """The server and what happens to it. `client` keeps it: an ended one is started again."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.place = house.cluster.socket_directory

    def environment(self, **variables: str) -> dict[str, str]:
        """What makes another process use this database."""
        return environment(DATABASE_URL=self.url, **variables)

    def kill(self) -> None:
        """`kill -9` of the postmaster; returns when it runs again, maybe before it answers."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """A fast shutdown, as of `pg_ctl restart`: whoever is connected is thrown out. Returns as `kill` does."""
        self._end(signal.SIGINT)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """All its processes stand still, connections stay open."""
        server = self._house.server()
        stopped = [server, *server.children(recursive=True)]
        for process in stopped:
            process.suspend()
        try:
            yield
        finally:
            for process in stopped:
                with suppress(psutil.NoSuchProcess):
                    process.resume()

    @property
    def url(self) -> str:
        """As DATABASE_URL names it, with the application's rights."""
        return f"postgresql://{APP}@/{DATABASE}?host={self.place}&port={PORT}"

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Inside the block Django's connection here is to this database, as its owner."""
        theirs = {"NAME": DATABASE, "USER": OWNER, "HOST": str(self.place), "PORT": PORT, "OPTIONS": {}}
        usual = {name: connection.settings_dict[name] for name in theirs}
        _connect_to(theirs)
        try:
            yield
        finally:
            _connect_to(usual)

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A session of the superuser."""
        return psycopg.connect(
            host=str(self.place), port=PORT, user=SUPERUSER, dbname=DATABASE, autocommit=True, connect_timeout=5
        )

    def query(self, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement, run as the superuser."""
        with self.connect() as session:
            cursor = session.execute(statement.encode(), arguments)
            return cursor.fetchall() if cursor.description else []

    def queue(self, task: str, queue: str, *, priority: int = 0, number: int = 1, **arguments: str) -> None:
        """Queues jobs."""
        self.query(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, priority, args)"
            " SELECT %s, %s, %s, %s::jsonb FROM generate_series(1, %s)",
            task,
            queue,
            priority,
            psycopg.types.json.Jsonb(arguments),
            number,
        )

    def jobs(self, task: str) -> list[str]:
        """The states of the jobs of this task."""
        rows = self.query("SELECT status::text FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", task)
        return [status for (status,) in rows]

    def _end(self, number: signal.Signals) -> None:
        server = self._house.server()
        server.send_signal(number)
        wait_until(lambda: self._runs_anew(server.pid), patience_seconds=PATIENCE_SECONDS)

    def _runs_anew(self, killed_pid: int) -> bool:
        server = find_server(self._house.cluster)
        return server is not None and server.pid != killed_pid


class RunningWorker:
    """`manage.py worker` in a process of its own."""

    def __init__(self, environment: Mapping[str, str], log: Path, *arguments: str) -> None:
        self._log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                manage("worker", *arguments),
                cwd=CHECKOUT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)

    @property
    def log(self) -> str:
        return self._log.read_text()

    def end(self) -> int:
        """As a supervisor asks it to; its exit status."""
        self.process.terminate()
        return self.process.wait(PATIENCE_SECONDS)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_SECONDS)


def until(condition: Any, worker: RunningWorker, *, within_seconds: float = PATIENCE_SECONDS) -> float:
    """Waits until it is so, and returns how many seconds that took; while the database is away nothing is so."""
    began_at = time.monotonic()
    while time.monotonic() - began_at < within_seconds:
        with suppress(psycopg.OperationalError):
            if condition():
                return time.monotonic() - began_at
        time.sleep(0.05)
    pytest.fail(f"Waited in vain. The worker: {worker.process.poll()}\n{worker.log}")


@contextmanager
def outages_of_own() -> Iterator[Outages]:
    """A new server with a copy of the tests' database."""
    place = Path(tempfile.mkdtemp(prefix="resona-outages-")).resolve()
    place.chmod(0o711)
    house = House(place / "state")
    try:
        house.client()
        _copy_database(house)
        yield Outages(house)
    finally:
        house.clear()
        shutil.rmtree(place, ignore_errors=True)


def _connect_to(database: Mapping[str, object]) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(database)


def _copy_database(house: House) -> None:
    params = connection.get_connection_params()
    programs = wheel_programs()
    there = ["--host", str(params["host"]), "--port", str(params["port"]), "--username", SUPERUSER]
    dump = subprocess.run(
        [str(programs / "pg_dump"), *there, params["dbname"]], capture_output=True, check=True, timeout=PATIENCE_SECONDS
    )
    here = ["--host", str(house.cluster.socket_directory), "--port", str(PORT), "--username", SUPERUSER]
    subprocess.run(
        [str(programs / "psql"), *here, "--quiet", "--set", "ON_ERROR_STOP=1", DATABASE],
        input=dump.stdout,
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
