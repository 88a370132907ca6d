"""A name server of the tests' own (RFC 1035), and a resolver that asks it over UDP."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address
from threading import Thread

from resona.outgoing.addresses import Address

A, IN, ANSWER, ANSWERS_BYTES = 1, 1, 0x8180, 512
PATIENCE_SECONDS = 20.0


@dataclass(kw_only=True)
class NameServer:
    """Answers questions for A with one of its answers after the other, then with the last; an empty one is silence."""

    answers: Sequence[Sequence[str]]
    port: int = 0
    asked: list[str] = field(default_factory=list)

    def resolve(self, host: str) -> Sequence[Address]:
        """The resolver that asks this server."""
        question = b"".join(bytes([len(label)]) + label.encode() for label in host.split(".")) + b"\0"
        query = struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0) + question + struct.pack("!2H", A, IN)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(PATIENCE_SECONDS)
            client.sendto(query, ("127.0.0.1", self.port))
            reply = client.recv(ANSWERS_BYTES)
        count, rest = struct.unpack("!H", reply[6:8])[0], reply[len(query) :]
        return [ip_address(rest[16 * row + 12 : 16 * row + 16]) for row in range(count)]


@contextmanager
def naming(*answers: Sequence[str]) -> Iterator[NameServer]:
    server = NameServer(answers=answers)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        server.port = listener.getsockname()[1]
        thread = Thread(target=_answer, args=(listener, server), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", ("127.0.0.1", server.port))
            thread.join()


def fixed(*addresses: str) -> Callable[[str], Sequence[Address]]:
    """A resolver that knows every name, by these addresses: of IPv6 too."""
    return lambda host: [ip_address(address) for address in addresses]


def _answer(listener: socket.socket, server: NameServer) -> None:
    while True:
        query, client = listener.recvfrom(ANSWERS_BYTES)
        if not query:
            return
        addresses = server.answers[min(len(server.asked), len(server.answers) - 1)]
        server.asked.append(_name_in(query))
        records = b"".join(struct.pack("!3HIH", 0xC00C, A, IN, 0, 4) + IPv4Address(each).packed for each in addresses)
        if addresses:
            listener.sendto(
                query[:2] + struct.pack("!5H", ANSWER, 1, len(addresses), 0, 0) + query[12:] + records, client
            )


def _name_in(query: bytes) -> str:
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode())
        at += 1 + query[at]
    return ".".join(labels)
