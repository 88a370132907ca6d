"""Connections to addresses that were checked: each host is resolved once, and only what was checked is connected to."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import httpcore2

from resona.outgoing.addresses import Address, Network, is_on_premises
from resona.outgoing.deadlines import Deadline
from resona.outgoing.errors import OutgoingError, TooSlowError
from resona.outgoing.resolving import Resolver, UnknownHostError
from resona.outgoing.urls import RefusedPortError, RefusedSchemeError, Target

PUBLIC_PORTS = frozenset({443, 8443})
LOWEST_FREE_PORT = 1024  # of what is on the premises any port from here on, and those of the web
WEB_PORTS = frozenset({80, 443})
# Ports of databases, queues, remote control and container engines: what they do with a request is nobody's wish.
OTHER_SERVICES = frozenset(
    {1433, 1521, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5432, 5672, 5900, 5984, 6000, 6379, 6443, 6667, 8500}
    | {9042, 9092, 9200, 9300, 10250, 11211, 27017}
)


class UnreachableError(OutgoingError):
    """The other side cannot be connected to, or ended the connection early."""

    code = "unreachable"
    temporary = True


class UntrustedServerError(OutgoingError):
    """The server's certificate is not valid for this host, or of no authority that is trusted."""

    code = "untrusted_server"
    temporary = True


class AnswerTooLargeError(OutgoingError):
    """The answer has more bytes than are read."""

    code = "answer_too_large"


@dataclass(frozen=True, kw_only=True)
class CheckedBackend(httpcore2.NetworkBackend):
    """Connects for one request: its host and port are the target's, whatever it is called with."""

    target: Target
    allowed: Sequence[Network]
    resolver: Resolver
    deadline: Deadline
    max_wire_bytes: int

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = self.checked_addresses()
        return BoundedStream(_connect(addresses, self.target.port, self.deadline), self.deadline, self.max_wire_bytes)

    def checked_addresses(self) -> Sequence[Address]:
        """Where the target's host stands. Raises what connecting raises where any of it is refused."""
        addresses = self._addresses()
        for address in addresses:
            self._check(address)
        return addresses

    def _addresses(self) -> Sequence[Address]:
        host = self.target.host
        if not isinstance(host, str):
            return [host]
        try:
            addresses = self.deadline.run(lambda: self.resolver(host))
        except (OSError, UnicodeError):
            raise UnknownHostError from None
        if not addresses:
            raise UnknownHostError
        return addresses

    def _check(self, address: Address) -> None:
        port = self.target.port
        if is_on_premises(address, self.allowed):
            fits = (port >= LOWEST_FREE_PORT or port in WEB_PORTS) and port not in OTHER_SERVICES
        elif self.target.scheme != "https":
            raise RefusedSchemeError
        else:
            fits = port in PUBLIC_PORTS
        if not fits:
            raise RefusedPortError


class BoundedStream(httpcore2.NetworkStream):
    """A connection whose every step ends with the deadline, and which reads so many bytes at most.

    Raises the errors of this package; but httpcore2.WriteError where a write fails, since httpcore2 then still reads
    the answer that the other side may have sent before it closed.
    """

    def __init__(self, connection: socket.socket, deadline: Deadline, max_bytes: int) -> None:
        self._socket = connection
        self._deadline = deadline
        self._bytes_left = max_bytes

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            self._socket.settimeout(self._deadline.remaining_seconds())
            data = self._socket.recv(max_bytes)
        except TimeoutError:
            raise TooSlowError from None
        except OSError as error:
            raise UnreachableError from error
        self._bytes_left -= len(data)
        if self._bytes_left < 0:
            raise AnswerTooLargeError
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        rest = memoryview(buffer)
        try:
            while rest:
                self._socket.settimeout(self._deadline.remaining_seconds())
                rest = rest[self._socket.send(rest) :]
        except TimeoutError:
            raise TooSlowError from None
        except OSError as error:
            raise httpcore2.WriteError from error

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        try:
            self._socket.settimeout(self._deadline.remaining_seconds())
            # An end without TLS's own closing message is an error: an answer must not be cut short unnoticed.
            self._socket = ssl_context.wrap_socket(
                self._socket, server_hostname=server_hostname, suppress_ragged_eofs=False
            )
        except (OSError, TooSlowError) as error:
            self.close()
            raise _tls_error(error) from error
        return self

    def get_extra_info(self, info: str) -> Any:
        return None


def _connect(addresses: Sequence[Address], port: int, deadline: Deadline) -> socket.socket:
    """To the first that takes it, by its number, so that nothing is resolved again; each has its share of the time."""
    failure: OSError | None = None
    for tried, address in enumerate(addresses):
        share = deadline.remaining_seconds() / (len(addresses) - tried)
        try:
            connection = socket.create_connection((str(address), port), timeout=share)
        except OSError as error:
            failure = error
            continue
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection
    if isinstance(failure, TimeoutError):
        raise TooSlowError from failure
    raise UnreachableError from failure


def _tls_error(error: OSError | TooSlowError) -> OutgoingError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return UntrustedServerError()
    return TooSlowError() if isinstance(error, TimeoutError | TooSlowError) else UnreachableError()
