"""A state directory with real processes that use its embedded server, to watch and to kill."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from resona.postgres.cluster import Cluster, find_server

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 20


class Client:
    """A process that uses the server in `state_directory`; see tests/postgres/client.py."""

    def __init__(self, state_directory: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.postgres.client", str(state_directory)],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def answer(self) -> object:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            pytest.fail(f"The client ended: {self.process.communicate()[1]}")
        return json.loads(line)

    def run(self, line: str) -> object:
        self.send(line)
        return self.answer()

    def send(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def leave(self) -> None:
        self.process.communicate(timeout=PATIENCE_SECONDS)

    def kill(self) -> None:
        with suppress(ProcessLookupError):  # the whole group: what Ctrl-C in a terminal reaches too
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=PATIENCE_SECONDS)


class House:
    """A state directory and its clients."""

    def __init__(self, state_directory: Path) -> None:
        self.cluster = Cluster(state_directory=state_directory)
        self.clients: list[Client] = []

    def client(self) -> Client:
        """A process that has the server running."""
        (client,) = self.clients_at_once(1)
        return client

    def clients_at_once(self, number: int) -> list[Client]:
        clients = [Client(self.cluster.state_directory) for _ in range(number)]
        self.clients += clients
        for client in clients:
            assert client.answer() == str(self.cluster.socket_directory)
        return clients

    def server(self) -> psutil.Process:
        server = find_server(self.cluster)
        assert server is not None
        return server

    def keeper(self) -> psutil.Process:
        state_directory = str(self.cluster.state_directory)
        command = ["resona.postgres.keeper", state_directory]
        (keeper,) = [process for process in psutil.process_iter() if _command(process)[-2:] == command]
        return keeper

    def wait_until_stopped(self) -> None:
        wait_until(lambda: find_server(self.cluster) is None)

    def clear(self) -> None:
        for client in self.clients:
            client.kill()
        self.wait_until_stopped()


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def wait_until(condition: Callable[[], bool], *, patience_seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + patience_seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail("Waited in vain.")
        time.sleep(0.02)
