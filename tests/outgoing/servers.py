"""Servers of the tests' own: each handles its connections in threads, as it is told to, and notes what it received."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

PATIENCE_SECONDS = 20.0
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Kept: yes\r\n\r\nok"

# Talks to one client; it may raise OSError once that has gone.
Behaviour = Callable[[socket.socket], None]


@dataclass(kw_only=True)
class Server:
    """A listening server. `peers` has a row for each connection, `requests` what an answering one read."""

    host: str
    port: int
    stopped: Event
    peers: list[str] = field(default_factory=list)

    def url(self, path: str = "/", *, scheme: str = "http", host: str | None = None) -> str:
        return f"{scheme}://{host or self.host}:{self.port}{path}"


@contextmanager
def serving(
    behaviour: Behaviour, *, host: str = "127.0.0.1", port: int = 0, context: ssl.SSLContext | None = None
) -> Iterator[Server]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
        server = Server(host=host, port=listener.getsockname()[1], stopped=Event())
        thread = Thread(target=_accept, args=(listener, server, behaviour, context), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def answering(answer: bytes, requests: list[bytes] | None = None) -> Behaviour:
    """Reads one request, then sends this answer and closes."""

    def behave(client: socket.socket) -> None:
        request = read_request(client)
        if requests is not None:
            requests.append(request)
        client.sendall(answer)

    return behave


def read_request(client: socket.socket) -> bytes:
    """The head of a request and as much body as it says."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _receive(client)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += _receive(client)
    return head + b"\r\n\r\n" + body


def _receive(client: socket.socket) -> bytes:
    data = client.recv(65_536)
    if not data:
        raise ConnectionResetError
    return data


def _accept(listener: socket.socket, server: Server, behaviour: Behaviour, context: ssl.SSLContext | None) -> None:
    clients: list[Thread] = []
    while not server.stopped.is_set():
        try:
            client, (peer, *_) = listener.accept()
        except OSError:
            break
        server.peers.append(peer)
        clients.append(Thread(target=_handle, args=(client, behaviour, context), daemon=True))
        clients[-1].start()
    for thread in clients:
        thread.join()


def _handle(client: socket.socket, behaviour: Behaviour, context: ssl.SSLContext | None) -> None:
    client.settimeout(PATIENCE_SECONDS)
    with suppress(OSError), client:
        if context is None:
            behaviour(client)
            return
        with context.wrap_socket(client, server_side=True) as secured:
            behaviour(secured)
            secured.unwrap()
