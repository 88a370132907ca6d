"""Asks for the addresses of a host name."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import ip_address

from resona.outgoing.addresses import Address
from resona.outgoing.errors import OutgoingError

# Takes a host name. Raises OSError where there is none of that name.
Resolver = Callable[[str], Sequence[Address]]


class UnknownHostError(OutgoingError):
    """The host's name has no address, or the name servers do not answer."""

    code = "unknown_host"
    temporary = True


def ask_system(host: str) -> Sequence[Address]:
    """The addresses that the system's resolver gives, in its order of preference."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [ip_address(place[0]) for *_, place in found]
