"""`manage.py demo` as a person starts it: a process of its own on an embedded database of its own."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from resona.demo.serving import HOST
from resona.encryption.keyring import parse_keyring
from resona.postgres.cluster import PORT, Cluster, find_server
from resona.postgres.embedded import DATABASE
from resona.postgres.locks import hold_shared, is_held
from resona.postgres.roles import OWNER
from tests.postgres.house import wait_until

PATIENCE_SECONDS = 60
# What would lead it to another database or to other secrets than those it makes for itself.
OURS = ("DATABASE_URL", "SECRET_KEY", "RESONA_KEYS", "RESONA_KEYS_FILE", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT")


class RunningDemo:
    """The command, from its start to its end."""

    def __init__(self, state_directory: Path) -> None:
        with closing(socket.create_server((HOST, 0))) as listening:
            self.port: int = listening.getsockname()[1]
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(self.port)],
            cwd=settings.BASE_DIR,
            env={**environment, "RESONA_STATE_DIR": str(state_directory), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.printed = ""

    def wait_until_open(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.printed += line
            if line.startswith("Open "):
                return
        pytest.fail(f"It ended: {self.printed}")

    def status_of(self, path: str) -> int:
        """What its server answers a browser that asks for this page."""
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)) as browser:
            browser.request("GET", path)
            return browser.getresponse().status

    def status_after_a_kill(self, path: str, cluster: Cluster) -> int:
        """What its server answers once the postmaster was killed (`kill -9`) and has been started again."""
        killed = find_server(cluster)
        assert killed is not None
        killed.kill()
        wait_until(lambda: (found := find_server(cluster)) is not None and found.pid != killed.pid)
        return self.status_of(path)

    def end(self) -> int:
        """As Ctrl-C does; its exit status."""
        self._process.send_signal(signal.SIGINT)
        rest, _ = self._process.communicate(timeout=PATIENCE_SECONDS)
        self.printed += rest
        return self._process.returncode


@contextmanager
def empty_state_directory() -> Iterator[Path]:
    """One that is not there yet, with a short path that the database server's own account can pass through."""
    place = Path(tempfile.mkdtemp(prefix="resona-demo-")).resolve()
    place.chmod(0o711)
    cluster = Cluster(state_directory=place / "state")
    try:
        yield cluster.state_directory
    finally:
        # Only then is the server's last file written.
        wait_until(lambda: not cluster.state_directory.exists() or not is_held(cluster.keeper_lock))
        shutil.rmtree(place)


@contextmanager
def kept_running(state_directory: Path) -> Iterator[None]:
    """Its database server goes on inside the block, whoever else leaves it."""
    held = hold_shared(Cluster(state_directory=state_directory).users_lock)
    try:
        yield
    finally:
        os.close(held)


@contextmanager
def connected_to(state_directory: Path) -> Iterator[None]:
    """Inside the block Django's connection here is to that database, as its owner, and opens what is sealed there.

    The embedded server is addressed like any other: started by its option it would run as long as this process.
    """
    place = Cluster(state_directory=state_directory).socket_directory
    theirs = {"NAME": DATABASE, "USER": OWNER, "HOST": str(place), "PORT": PORT, "OPTIONS": {}}
    usual = {name: connection.settings_dict[name] for name in theirs}
    keyring = parse_keyring((state_directory / "secrets" / "keys").read_text())
    _connect_to(theirs)
    try:
        with override_settings(STATE_DIRECTORY=state_directory, RESONA_KEYRING=keyring):
            yield
    finally:
        _connect_to(usual)


def _connect_to(database: dict[str, object]) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update(database)
