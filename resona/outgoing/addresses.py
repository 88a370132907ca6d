"""Which network addresses a request may go to: public ones, and those of services on the premises. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

from resona.outgoing.errors import OutgoingError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class RefusedAddressError(OutgoingError):
    """The address is not public, and not on the allow-list."""

    code = "refused_address"

    def __init__(self, reason: str | None = None) -> None:
        super().__init__(f"The address is refused: {reason}" if reason else None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Range:
    """Addresses that are not public, and the document that says so."""

    network: Network
    name: str
    source: str
    allowable: bool  # whether services on the premises may stand there, so that the allow-list may name it


def _range(network: str, name: str, source: str, *, allowable: bool = False) -> Range:
    return Range(network=ip_network(network), name=name, source=source, allowable=allowable)


PUBLIC_IPV6 = IPv6Network("2000::/3")  # the only part of IPv6 assigned as global unicast (RFC 4291, IANA)

# OUTGOING.md has the same table.
RANGES = (
    _range("0.0.0.0/8", "this network", "RFC 791"),
    _range("10.0.0.0/8", "private", "RFC 1918", allowable=True),
    _range("100.64.0.0/10", "shared by carriers", "RFC 6598", allowable=True),
    _range("127.0.0.0/8", "loopback", "RFC 1122", allowable=True),
    _range("169.254.0.0/16", "link-local", "RFC 3927"),
    _range("172.16.0.0/12", "private", "RFC 1918", allowable=True),
    _range("192.0.0.0/24", "protocol assignments", "RFC 6890"),
    _range("192.0.2.0/24", "documentation", "RFC 5737"),
    _range("192.31.196.0/24", "AS112", "RFC 7535"),
    _range("192.52.193.0/24", "multicast tunnelling", "RFC 7450"),
    _range("192.88.99.0/24", "6to4 relays", "RFC 7526"),
    _range("192.168.0.0/16", "private", "RFC 1918", allowable=True),
    _range("192.175.48.0/24", "AS112", "RFC 7534"),
    _range("198.18.0.0/15", "benchmarking", "RFC 2544"),
    _range("198.51.100.0/24", "documentation", "RFC 5737"),
    _range("203.0.113.0/24", "documentation", "RFC 5737"),
    _range("224.0.0.0/4", "multicast", "RFC 1112"),
    _range("240.0.0.0/4", "reserved, broadcast", "RFC 1112, RFC 919"),
    _range("::/128", "unspecified", "RFC 4291"),
    _range("::1/128", "loopback", "RFC 4291", allowable=True),
    _range("::/96", "IPv4-compatible", "RFC 4291"),
    _range("::ffff:0:0/96", "IPv4-mapped", "RFC 4291"),
    _range("::ffff:0:0:0/96", "IPv4-translated", "RFC 2765"),
    _range("64:ff9b::/96", "IPv4 behind NAT64", "RFC 6052"),
    _range("64:ff9b:1::/48", "IPv4 behind local NAT64", "RFC 8215"),
    _range("100::/64", "discarded", "RFC 6666"),
    _range("100:0:0:1::/64", "dummy prefix", "RFC 9780"),
    _range("2001::/23", "protocol assignments, Teredo, benchmarking, ORCHID", "RFC 2928, RFC 4380, RFC 5180, RFC 7343"),
    _range("2001:db8::/32", "documentation", "RFC 3849"),
    _range("2002::/16", "6to4", "RFC 3056"),
    _range("2620:4f:8000::/48", "AS112", "RFC 7534"),
    _range("3fff::/20", "documentation", "RFC 9637"),
    _range("5f00::/16", "segment routing", "RFC 9602"),
    _range("fc00::/7", "unique local", "RFC 4193", allowable=True),
    _range("fe80::/10", "link-local", "RFC 4291"),
    _range("fec0::/10", "site-local", "RFC 3879"),
    _range("ff00::/8", "multicast", "RFC 4291"),
)
# Where clouds tell a machine its own credentials: refused though an allowed network holds them.
METADATA = frozenset(
    {
        IPv4Address("100.100.100.200"),
        IPv4Address("169.254.169.254"),
        IPv6Address("fd00:ec2::254"),
        IPv6Address("fd20:ce::254"),
    }
)


def is_on_premises(address: Address, allowed: Sequence[Network]) -> bool:
    """Whether an allowed network holds the address; False for a public one. Raises RefusedAddressError for others."""
    if address in METADATA:
        raise RefusedAddressError("metadata of a cloud")
    if any(address in network for network in allowed):
        return True
    for refused in RANGES:
        if address in refused.network:
            raise RefusedAddressError(f"{refused.name} ({refused.source})")
    if not address.is_global or (isinstance(address, IPv6Address) and address not in PUBLIC_IPV6):
        raise RefusedAddressError("not public")
    return False


def parse_allowed_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks in CIDR notation. Raises ValueError for what is no network, or no place of services on the premises."""
    networks = tuple(ip_network(text.strip()) for text in texts)
    for network in networks:
        if not any(_contains(each.network, network) for each in RANGES if each.allowable):
            raise ValueError(f"{network} is not within a private, shared or loopback network")
    return networks


def _contains(outer: Network, inner: Network) -> bool:
    first, last = int(inner.network_address), int(inner.broadcast_address)
    return outer.version == inner.version and int(outer.network_address) <= first <= last <= int(
        outer.broadcast_address
    )
