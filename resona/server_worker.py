"""A worker of gunicorn that takes a thread only for requests that have arrived: slow clients cost a socket, no thread.

Requests are read by the event loop, to their end or up to MOST_AHEAD bytes. What is longer, or comes in pieces of
unannounced length, is read by its thread, of which half may do so at a time. Whoever is slower than SLOWEST is left.
"""

from __future__ import annotations

import os
import re
import socket
import struct
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any, Final

from gunicorn import http
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from resona.logs import describe
from resona.server_problems import ServerProblem

MOST_AHEAD: Final = 2**20 + 2**16  # bytes of one request: the largest session and its head
MOST_HELD: Final = 2**27  # bytes of all requests that are being read
HEAD_BYTES: Final = 2**16
# Seconds until a head is there, and in which a body begins; then so many bytes a second are the least.
PATIENCE_SECONDS: Final = 10.0
SLOWEST: Final = 4_096
READ_AT_ONCE: Final = 2**17
# Seconds an answer may wait for its reader to take anything of it.
SEND_SECONDS: Final = 30

_HEAD_END: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_IN_PIECES: Final = re.compile(rb"\r\n(?:transfer-encoding|expect|upgrade):", re.IGNORECASE)


def connections_an_address() -> int:
    """How many connections one address may have to one process; 0: any number, for all come from the proxy."""
    given = os.environ.get("WEB_CONNECTIONS_PER_ADDRESS")
    return int(given) if given else 0 if os.environ.get("BEHIND_PROXY") == "1" else 64


class Arriving:
    """What has arrived of the next request of a connection."""

    def __init__(self, data: bytes) -> None:
        self.data = bytearray(data)
        self.since = time.monotonic()

    @property
    def deadline(self) -> float:
        return self.since + PATIENCE_SECONDS + len(self.data) / SLOWEST * self.has_head

    @property
    def has_head(self) -> bool:
        return _HEAD_END in self.data

    def is_whole(self) -> bool:
        """Whether nothing is missing, or what is there will be refused."""
        end = self.data.find(_HEAD_END)
        if end < 0:
            return len(self.data) > HEAD_BYTES
        head = self.data[: end + 2]
        if _IN_PIECES.search(head):
            return self.data.endswith(b"\r\n0\r\n\r\n")
        length = _LENGTH.search(head)
        return length is None or len(self.data) - end - len(_HEAD_END) >= int(length[1])

    def is_as_far_as_ahead(self) -> bool:
        """Whether a thread has to read the rest."""
        end = self.data.find(_HEAD_END)
        return end >= 0 and (len(self.data) >= MOST_AHEAD or _IN_PIECES.search(self.data[: end + 2]) is not None)


class RequestFirstWorker(ThreadWorker):
    """Reads requests before it gives them a thread."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._arriving: dict[TConn, Arriving] = {}
        self._waiting: deque[TConn] = deque()  # for a thread that reads the rest
        self._in_threads: set[TConn] = set()  # the rest of whose request a thread is reading
        self._of_address: dict[str, list[TConn]] = {}

    def accept(self, listener: Any) -> None:
        """Takes a connection, unless its address has as many as it may."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        if not self._may_connect(address):
            client.close()
            return
        self.nr_conns += 1
        connection = TConn(self.cfg, client, address, listener.getsockname())
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_SECONDS, 0))
        self._of_address.setdefault(_name_of(address), []).append(connection)
        self.enqueue_req(connection)

    def enqueue_req(self, connection: TConn) -> None:
        """Begins to read the next request; the bytes that came with the one before are its first."""
        data = connection.parser.unreader.take_buffered() if connection.parser else b""
        self._arriving[connection] = Arriving(data)
        connection.sock.setblocking(False)
        self.poller.register(connection.sock, EVENT_READ, partial(self._read, connection))
        if data:
            self._judge(connection)

    def finish_request(self, connection: TConn, future: Any) -> None:
        self._in_threads.discard(connection)
        super().finish_request(connection, future)
        self._let_wait_no_longer()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """What no application was asked for is answered as its own errors are, and logged without what was sent."""
        answer = ServerProblem.of(exc)
        self.log.log(answer.level, "%s, answered %s", describe(exc), answer.status)
        with suppress(OSError):
            client.sendall(answer.written())

    def murder_pending(self) -> None:
        """Called once a second: closes what is too slow."""
        super().murder_pending()
        now = time.monotonic()
        for connection in [one for one, arriving in self._arriving.items() if arriving.deadline < now]:
            self._drop(connection)
        self._of_address = {name: left for name, them in self._of_address.items() if (left := list(_alive(them)))}

    def _may_connect(self, address: Any) -> bool:
        most, them = connections_an_address(), self._of_address.get(_name_of(address), ())
        return not most or len(them) < most or sum(1 for _ in _alive(them)) < most

    def _read(self, connection: TConn, _: Any) -> None:
        arriving = self._arriving[connection]
        try:
            data = connection.sock.recv(READ_AT_ONCE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        arriving.data += data
        if not data and not arriving.has_head:
            self._drop(connection)
        elif not data:
            self._hand_over(connection)
        elif sum(len(one.data) for one in self._arriving.values()) > MOST_HELD:
            self._drop(connection)
        else:
            self._judge(connection)

    def _judge(self, connection: TConn) -> None:
        arriving = self._arriving[connection]
        if arriving.is_whole():
            self._hand_over(connection)
        elif arriving.is_as_far_as_ahead() and connection not in self._waiting:
            self.poller.unregister(connection.sock)
            self._waiting.append(connection)
            self._let_wait_no_longer()

    def _let_wait_no_longer(self) -> None:
        while self._waiting and len(self._in_threads) < max(self.cfg.threads // 2, 1):
            connection = self._waiting.popleft()
            if connection in self._arriving:
                self._in_threads.add(connection)
                self._hand_over(connection)

    def _hand_over(self, connection: TConn) -> None:
        """Gives the request a thread, with what has arrived of it."""
        arriving = self._arriving.pop(connection)
        self._forget(connection)
        if connection.parser is None:
            connection.parser = http.get_parser(self.cfg, connection.sock, connection.client)
            connection.parser.unreader = _PatientUnreader(connection.sock)
            connection.initialized = True
        connection.parser.unreader.begin(bytes(arriving.data))
        super().enqueue_req(connection)

    def _drop(self, connection: TConn) -> None:
        del self._arriving[connection]
        self._forget(connection)
        self.nr_conns -= 1
        connection.close()

    def _forget(self, connection: TConn) -> None:
        if connection in self._waiting:
            self._waiting.remove(connection)
        elif connection.sock in self.poller.get_map():
            self.poller.unregister(connection.sock)


class _PatientUnreader(SocketUnreader):
    """Reads the rest of a request while it comes fast enough; what is too slow has come to its end."""

    def begin(self, data: bytes) -> None:
        self.unread(data)
        self._deadline = time.monotonic() + PATIENCE_SECONDS

    def chunk(self, size_hint: int | None = None) -> bytes:
        left = self._deadline - time.monotonic()
        try:
            self.sock.settimeout(max(left, 0.001))
            data: bytes = super().chunk(size_hint)
        except TimeoutError:
            return b""
        finally:
            self.sock.settimeout(None)
        self._deadline += len(data) / SLOWEST
        return data


def _name_of(address: Any) -> str:
    return str(address[0]) if isinstance(address, tuple) else ""


def _alive(connections: Iterable[TConn]) -> Iterator[TConn]:
    return (one for one in connections if one.sock.fileno() != -1)
