"""Clients that send a byte now and then hold a socket each, and keep nobody else waiting."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.conf import settings

from resona.server_worker import PATIENCE_SECONDS, Arriving, connections_an_address
from tests.postgres.house import wait_until

THREADS = 2
# More than threads: each would hold one.
SLOW = 16
MOST = 80
ANSWER_SECONDS = 3
HEADS = {
    "a head": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    "a body": b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\n\r\nx",
    "a body in pieces": b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nx",
    "a body to be asked for": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n",
    "a large body": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 1_200_000,
    "nothing": b"",
}
# Reads the whole body and says how long it was.
APP = """
def app(environ, start_response):
    body = b"".join(iter(lambda: environ["wsgi.input"].read(2**16), b""))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(len(body)).encode()]
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("slow")
    (folder / "reading.py").write_text(APP)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port: int = listening.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "python:resona.server", "--threads", str(THREADS)]
    process = subprocess.Popen(
        [*command, "--pythonpath", str(folder), "--bind", f"127.0.0.1:{port}", "reading:app"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "WEB_CONCURRENCY": "1", "WEB_CONNECTIONS_PER_ADDRESS": str(MOST)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(20)


def answers(port: int) -> bool:
    try:
        return ask(port) == b"0"
    except (OSError, http.client.HTTPException):
        return False


def ask(port: int, body: bytes | None = None) -> bytes:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)) as client:
        client.request("POST" if body is not None else "GET", "/", body=body)
        return client.getresponse().read()


@contextmanager
def slow_sockets(port: int, head: bytes, number: int = SLOW) -> Iterator[list[socket.socket]]:
    sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(number)]
    try:
        for one in sockets:
            one.sendall(head)
        time.sleep(0.3)
        yield sockets
    finally:
        for one in sockets:
            one.close()


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_nobody_waits_for_who_sends_slowly(port: int, head: bytes) -> None:
    with slow_sockets(port, head):
        assert [ask(port) for _ in range(3)] == [b"0"] * 3
        assert ask(port, b"x" * 500_000) == b"500000"


def test_what_is_sent_in_pieces_and_what_is_large_arrives_whole(port: int) -> None:
    large = b"y" * 3_000_000
    assert ask(port, large) == b"3000000"
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)) as client:
        for _ in range(2):  # and the connection serves another request
            client.request("POST", "/", body=(large[start : start + 10_000] for start in range(0, 100_000, 10_000)))
            assert client.getresponse().read() == b"100000"


def test_two_requests_sent_at_once_are_both_answered(port: int) -> None:
    request = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
    with closing(socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)) as client:
        client.sendall(request * 2)
        received = b""
        while received.count(b"200 OK") < 2:
            received += client.recv(4096)


def test_an_address_has_so_many_connections(port: int) -> None:
    with slow_sockets(port, b"", MOST):
        assert not answers(port)
    wait_until(lambda: answers(port))


def test_who_is_too_slow_is_left(port: int) -> None:
    with slow_sockets(port, HEADS["a head"], 1) as [client]:
        client.settimeout(PATIENCE_SECONDS + 5)
        assert client.recv(1) == b""


def test_a_body_gets_the_time_its_bytes_earn() -> None:
    arriving = Arriving(HEADS["a body"])
    assert arriving.deadline - arriving.since == pytest.approx(PATIENCE_SECONDS, abs=0.1)
    arriving.data += b"x" * 4_096 * 60
    assert arriving.deadline - arriving.since == pytest.approx(PATIENCE_SECONDS + 60, abs=0.1)


def test_a_proxy_may_have_any_number_of_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WEB_CONNECTIONS_PER_ADDRESS", raising=False)
    monkeypatch.setenv("BEHIND_PROXY", "1")
    assert connections_an_address() == 0
    monkeypatch.delenv("BEHIND_PROXY")
    assert connections_an_address() == 64
