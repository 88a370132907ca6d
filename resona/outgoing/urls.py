"""A URL that a request may go to, read strictly: what two parsers may read in two ways is refused. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from resona.outgoing.addresses import Address
from resona.outgoing.errors import OutgoingError

MAX_URL_CHARACTERS = 4_096
MAX_NAME_CHARACTERS = 253
DEFAULT_PORTS = {"https": 443, "http": 80}
HIGHEST_PORT = 65_535

# RFC 3986 without user information and fragment. In brackets only IPv6 without a zone; no percent-encoding in a host.
URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[A-Za-z0-9._~!$&'()*+,;=:@/%-]*)?)"
    r"(?P<query>(?:\?[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?)"
)
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# Any name that ends so is read as an IPv4 address by somebody: 127.1, 0x7f000001, 0177.0.0.1, 2130706433.
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class RefusedUrlError(OutgoingError):
    """The URL is not a plain one: it has user information, a fragment, spaces, or signs outside ASCII."""

    code = "refused_url"


class RefusedSchemeError(RefusedUrlError):
    """Only https is sent, and http to services on the premises."""

    code = "refused_scheme"


class RefusedHostError(RefusedUrlError):
    """The host is neither a plain name nor an address in its usual form."""

    code = "refused_host"


class RefusedPortError(RefusedUrlError):
    """The port is not one of web services."""

    code = "refused_port"


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Where a request goes. Its text shows no path: paths and query strings may hold secrets."""

    scheme: str
    host: str | Address
    port: int
    path: str  # with the query string

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if isinstance(self.host, IPv6Address) else str(self.host)
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def parse_url(url: str) -> Target:
    """Raises RefusedUrlError or one of its kinds."""
    if len(url) > MAX_URL_CHARACTERS:
        raise RefusedUrlError("The URL is too long")
    found = URL.fullmatch(url)
    if found is None:
        raise RefusedUrlError
    scheme = found["scheme"].lower()
    if scheme not in DEFAULT_PORTS:
        raise RefusedSchemeError
    port = int(found["port"]) if found["port"] is not None else DEFAULT_PORTS[scheme]
    if not 0 < port <= HIGHEST_PORT:
        raise RefusedPortError
    return Target(
        scheme=scheme, host=_parse_host(found["host"].lower()), port=port, path=(found["path"] or "/") + found["query"]
    )


def _parse_host(host: str) -> str | Address:
    try:
        if host.startswith("["):
            return IPv6Address(host[1:-1])
        labels = host.split(".")
        if NUMBER.fullmatch(labels[-1]):
            return IPv4Address(host)
    except AddressValueError:
        raise RefusedHostError from None
    if len(host) > MAX_NAME_CHARACTERS or not all(LABEL.fullmatch(label) for label in labels):
        raise RefusedHostError
    return host
