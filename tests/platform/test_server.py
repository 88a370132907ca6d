"""The server's configuration, as gunicorn itself reads it."""

from __future__ import annotations

import http.client
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.conf import settings

from resona.server import _quote_path

PATIENCE_SECONDS = 20


class _Server:
    """Gunicorn with our configuration, in front of the application that comes with Python."""

    def __init__(self) -> None:
        with closing(socket.create_server(("127.0.0.1", 0))) as listening:
            self.port: int = listening.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "python:resona.server", "wsgiref.simple_server:demo_app"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "WEB_BIND": f"127.0.0.1:{self.port}", "WEB_CONCURRENCY": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._wait_until_it_answers()

    def get(self, path: str) -> int:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)) as client:
            client.request("GET", path, headers={"Referer": "https://private.example/", "User-Agent": "private agent"})
            return client.getresponse().status

    def banner(self) -> str | None:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)) as client:
            client.request("GET", "/")
            return client.getresponse().headers["Server"]

    def log_of(self, path: str) -> list[str]:
        """What is logged of one request, once the server has ended."""
        assert self.get(path) == 200
        self.process.send_signal(signal.SIGTERM)
        logged, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        return [line for line in logged.splitlines() if "/waiting" not in line]

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                self.get("/waiting")
            except OSError:
                time.sleep(0.05)
            else:
                return
        pytest.fail("The server does not answer.")


@pytest.fixture
def server() -> Iterator[_Server]:
    server = _Server()
    yield server
    server.process.kill()
    server.process.communicate()


@pytest.mark.parametrize("path", ["/users/P-\u4ffd/", "/users/P-\u00e9/", "/users/P-\udcff/"])
def test_a_path_is_logged_whatever_stands_in_it(path: str) -> None:
    record = logging.LogRecord("gunicorn.access", logging.INFO, "", 0, "%(U)s", ({"U": path},), None)
    assert _quote_path(record)
    assert record.getMessage().startswith("/users/P-%")


def test_the_log_holds_the_path_and_nothing_else_of_a_request(server: _Server) -> None:
    (line,) = server.log_of("/api/v1/users/0192/?search=private&cursor=private")
    assert " GET /api/v1/users/0192/ 200 " in line
    assert "private" not in line
    assert "127.0.0.1" not in line


def test_a_path_cannot_write_a_line_of_its_own_into_the_log(server: _Server) -> None:
    (line,) = server.log_of("/ordinary%0A%0DGET%20/forged/%20200")
    assert "/ordinary%0A%0DGET%20/forged/%20200 200 " in line


def test_nobody_is_told_what_serves(server: _Server) -> None:
    assert server.banner() == "resona"
