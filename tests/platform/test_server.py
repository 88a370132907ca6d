"""The server's configuration, as gunicorn itself reads it."""

from __future__ import annotations

import http.client
import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPResponse
from pathlib import Path

import pytest
from django.conf import settings

from resona.api.problem_types import ROOT, TYPES
from resona.server import _quote_path
from tests.api.clients import PROBLEM
from tests.postgres.house import wait_until

PATIENCE_SECONDS = 20
OURS = ("--config", "python:resona.server", "wsgiref.simple_server:demo_app")


class _Server:
    """Gunicorn with our configuration, in front of the application that comes with Python."""

    def __init__(self, log: Path) -> None:
        self._log, self._answered = log, 0
        with closing(socket.create_server(("127.0.0.1", 0))) as listening:
            self.port: int = listening.getsockname()[1]
        with log.open("wb") as written:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "gunicorn",
                    "--config",
                    "python:resona.server",
                    "wsgiref.simple_server:demo_app",
                ],
                cwd=settings.BASE_DIR,
                env={**os.environ, "WEB_BIND": f"127.0.0.1:{self.port}", "WEB_CONCURRENCY": "1"},
                stdout=written,
                stderr=subprocess.DEVNULL,
            )
        wait_until(self._answers)

    def get(self, path: str) -> HTTPResponse:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)) as client:
            client.request("GET", path, headers={"Referer": "https://private.example/", "User-Agent": "private agent"})
            answer = client.getresponse()
        self._answered += 1
        return answer

    def log_of(self, path: str) -> list[str]:
        """What is logged of one request."""
        before = self._logged()
        assert self.get(path).status == 200
        return self._logged()[len(before) :]

    def _logged(self) -> list[str]:
        """The lines, once there are as many as answers: each is written after its answer was sent."""
        wait_until(lambda: len(self._log.read_text().splitlines()) >= self._answered)
        return self._log.read_text().splitlines()

    def _answers(self) -> bool:
        try:
            return self.get("/waiting").status == 200
        except OSError:
            return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Server]:
    server = _Server(tmp_path_factory.mktemp("server") / "access.log")
    yield server
    server.process.terminate()
    server.process.wait(PATIENCE_SECONDS)


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
    assert server.get("/").headers["Server"] == "resona"


# What never becomes a request, and what is answered to it.
NO_REQUESTS = {
    414: b"GET /api/v1/users/?name=" + b"private" * 700 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    431: b"GET / HTTP/1.1\r\nHost: a\r\nX-Private: " + b"private" * 1_500 + b"\r\n\r\n",
    400: b"GET / private\r\n\r\n",
    417: b"GET / HTTP/1.1\r\nHost: a\r\nExpect: private\r\n\r\n",
    501: b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: private\r\n\r\n",
}


@pytest.mark.parametrize("status", NO_REQUESTS)
def test_what_is_no_request_is_answered_as_a_problem_that_quotes_nothing(server: _Server, status: int) -> None:
    with closing(socket.create_connection(("127.0.0.1", server.port), PATIENCE_SECONDS)) as client:
        client.sendall(NO_REQUESTS[status])
        answer = HTTPResponse(client)
        answer.begin()
        body = json.loads(answer.read())
    assert (answer.status, body["status"], answer.headers["Content-Type"]) == (status, status, PROBLEM)
    assert TYPES[body["type"].removeprefix(ROOT)].status == status
    assert answer.headers["X-Request-Id"]
    assert "private" not in json.dumps(body)
    assert server.get("/").status == 200
