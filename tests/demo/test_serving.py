"""Whether a port can be had, and whether anything answers there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from resona.demo.serving import HOST, PortTakenError, answers, check_port


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server((HOST, 0)) as server:
        yield server


def port_of(server: socket.socket) -> int:
    port: int = server.getsockname()[1]
    return port


def reply(server: socket.socket, text: bytes) -> threading.Thread:
    """Answers the next connection with these bytes."""

    def run() -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(text)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def test_a_port_somebody_listens_on_is_taken(listener: socket.socket) -> None:
    with pytest.raises(PortTakenError, match=f"Port {port_of(listener)} cannot be used"):
        check_port(port_of(listener))


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(PortTakenError, match=str(port)):
        check_port(port)


def test_a_port_just_left_can_be_had_again(listener: socket.socket) -> None:
    port = port_of(listener)
    listener.close()

    check_port(port)
    check_port(port)  # asking takes nothing


@pytest.mark.parametrize("status", [b"200 OK", b"503 Service Unavailable", b"404 Not Found"])
def test_a_server_answers_whatever_it_says(listener: socket.socket, status: bytes) -> None:
    thread = reply(listener, b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")

    assert answers(port_of(listener))
    thread.join(5)


def test_something_else_than_a_web_server_is_no_answer(listener: socket.socket) -> None:
    thread = reply(listener, b"220 mail.example ESMTP\r\n")

    assert not answers(port_of(listener))
    thread.join(5)


def test_a_connection_cut_short_is_no_answer(listener: socket.socket) -> None:
    thread = reply(listener, b"")

    assert not answers(port_of(listener))
    thread.join(5)
