"""The embedded PostgreSQL server: started by whoever needs it first, shared, stopped when the last one leaves.

Three locks in the state directory carry all of it, because the kernel drops them however their holder ends:
users.lock is held shared by every process that uses the server, start.lock by the one that is just starting it, and
keeper.lock by the keeper, a process of its own that keeps the server running until nobody holds users.lock any more.
"""

import hashlib
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from resona.postgres.cluster import (
    PORT,
    START_SECONDS,
    SUPERUSER,
    Cluster,
    check_socket_directory,
    log_tail,
    prepare_cluster,
)
from resona.postgres.installation import (
    ROOT_STORE,
    EmbeddedPostgresError,
    find_installation,
    make_folder,
    wheel_programs,
)
from resona.postgres.locks import exclusively, hold_shared, is_held
from resona.postgres.roles import OTHERS, OWNER

__all__ = ["DATABASE", "EmbeddedPostgresError", "Server", "default_state_directory", "make_state_directory", "start"]

DATABASE = "resona"

_OWNER_ONLY = 0o700
# Root's folders let the server's account pass through to its own, and nobody list them.
_PASSABLE = 0o711
_POLL_SECONDS = 0.02
_CONNECT_TIMEOUT_SECONDS = 10
_CODE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """How to reach the running server. No password: only its own user, or root, may enter the socket's folder."""

    socket_directory: Path
    port: int
    user: str  # owns the database and may create others (tests do), nothing more
    superuser: str
    database: str
    programs: Path  # psql, pg_dump and the like


def default_state_directory(checkout: Path) -> Path:
    """Where the server's data, socket and locks lie unless settings say otherwise.

    Inside the checkout; for root outside of it, since the server's own account may not be able to enter a home folder.
    """
    if os.geteuid() != 0:
        return checkout / ".resona"
    return ROOT_STORE / hashlib.sha256(os.fsencode(checkout.resolve())).hexdigest()[:16]


def make_state_directory(path: Path) -> None:
    """Make the state directory, closed to others; as root so that the server's account can pass through it."""
    if os.geteuid() != 0:
        make_folder(path, _OWNER_ONLY)
        return
    if path.is_relative_to(ROOT_STORE):
        make_folder(ROOT_STORE, _PASSABLE)
    make_folder(path, _PASSABLE)


def start(state_directory: Path) -> Server:
    """Make sure the server runs and stays until this process and its forks have ended; cheap when called again.

    Raises EmbeddedPostgresError, with the end of the server's log, if it cannot.
    """
    state_directory = state_directory.resolve()
    cluster = Cluster(state_directory=state_directory)
    with _in_this_process:
        try:
            if state_directory not in _holds:
                make_state_directory(state_directory)
                # Waits while a keeper is stopping the server.
                _holds[state_directory] = hold_shared(cluster.users_lock)
            with exclusively(cluster.start_lock):
                if state_directory not in _started or not is_held(cluster.keeper_lock):
                    _started[state_directory] = _start(cluster)
        except OSError as error:
            raise EmbeddedPostgresError(f"The embedded PostgreSQL server cannot start: {error}") from error
    return _started[state_directory]


_in_this_process = threading.Lock()
# Descriptors of users.lock. Never closed: the process's end does that, a killed one's too.
_holds: dict[Path, int] = {}
_started: dict[Path, Server] = {}


def _start(cluster: Cluster) -> Server:
    if not is_held(cluster.keeper_lock):
        prepare_cluster(cluster, find_installation(wheel_programs()))
        _spawn_keeper(cluster)
    check_socket_directory(cluster)
    server = Server(
        socket_directory=cluster.socket_directory,
        port=PORT,
        user=OWNER,
        superuser=SUPERUSER,
        database=DATABASE,
        programs=wheel_programs(),
    )
    with _connect_when_ready(cluster, server) as connection:
        _ensure_database(connection)
    return server


def _spawn_keeper(cluster: Cluster) -> None:
    """Start the keeper; it has taken its lock and left us when this returns. It shares no terminal, pipe or lock."""
    import_path = os.pathsep.join(path for path in (str(_CODE), os.environ.get("PYTHONPATH")) if path)
    with cluster.keeper_log.open("wb") as log:
        spawned = subprocess.run(
            [sys.executable, "-m", "resona.postgres.keeper", str(cluster.state_directory)],
            check=False,
            cwd="/",
            env={**os.environ, "PYTHONPATH": import_path},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    if spawned.returncode != 0:
        raise EmbeddedPostgresError("The keeper of the embedded server did not start.", log_tail(cluster))


def _connect_when_ready(cluster: Cluster, server: Server) -> psycopg.Connection[tuple[object, ...]]:
    """A superuser's connection, as soon as the keeper has the server running."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return psycopg.connect(
                host=str(server.socket_directory),
                port=server.port,
                user=server.superuser,
                dbname="postgres",
                autocommit=True,
                connect_timeout=_CONNECT_TIMEOUT_SECONDS,
            )
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline or not is_held(cluster.keeper_lock):
                failure = f"The embedded PostgreSQL server does not answer: {error}"
                raise EmbeddedPostgresError(failure, log_tail(cluster)) from error
        time.sleep(_POLL_SECONDS)


def _ensure_database(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Create our roles and database, each if missing: whoever was to do it may have been killed in between."""
    # The owner belongs to all the others: it may act as any of them, and hand functions over.
    attributes = {OWNER: "LOGIN CREATEDB", **{name: f"{login} ROLE {OWNER}" for name, login in OTHERS.items()}}
    for name, given in attributes.items():
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).rowcount == 0:
            connection.execute(f"CREATE ROLE {name} {given}".encode())
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount == 0:
        create = sql.SQL("CREATE DATABASE {} OWNER {}")
        connection.execute(create.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
