"""Which addresses are public, and which of the others the allow-list may name."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from resona.outgoing.addresses import (
    METADATA,
    RANGES,
    Range,
    RefusedAddressError,
    is_on_premises,
    parse_allowed_networks,
)

DOCUMENT = Path(settings.BASE_DIR) / "resona" / "outgoing" / "OUTGOING.md"
EVERYTHING = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@pytest.mark.parametrize("refused", RANGES, ids=lambda refused: str(refused.network))
def test_a_range_is_refused_from_its_first_address_to_its_last(refused: Range) -> None:
    for address in (refused.network[0], refused.network[-1]):
        with pytest.raises(RefusedAddressError):
            is_on_premises(address, ())


@pytest.mark.parametrize(
    "address",
    [
        "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "172.15.255.255", "172.32.0.0", "192.0.1.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
        "2001:200::", "2001:db7:ffff::", "2003::", "2606:4700:4700::1111", "3ffe:ffff::",
    ],
)  # fmt: skip
def test_what_lies_beside_them_is_public(address: str) -> None:
    assert not is_on_premises(ip_address(address), ())


@pytest.mark.parametrize("address", ["1fff::1", "4000::1", "8000::1", "fbff::1"])
def test_ipv6_that_is_assigned_to_nobody_is_refused(address: str) -> None:
    with pytest.raises(RefusedAddressError):
        is_on_premises(ip_address(address), ())


@given(st.integers(0, 2**32 - 1).map(IPv4Address) | st.integers(0, 2**128 - 1).map(IPv6Address))
def test_nothing_that_python_does_not_call_global_is_public(address: IPv4Address | IPv6Address) -> None:
    try:
        assert not is_on_premises(address, ())
    except RefusedAddressError:
        return
    assert address.is_global


@pytest.mark.parametrize(
    "text",
    ["10.1.2.0/24", "10.1.2.3", "172.16.0.0/12", "192.168.7.0/24", "100.64.0.0/10", "127.0.0.1", "::1", "fd12::/64"],
)
def test_networks_on_the_premises_may_be_allowed(text: str) -> None:
    allowed = parse_allowed_networks([f" {text}"])
    assert is_on_premises(allowed[0][0], allowed)


@pytest.mark.parametrize(
    "text",
    [
        "", "everything", "10.1.2.3/24", "10.0.0.0/7", "0.0.0.0/0", "::/0", "8.8.8.0/24", "2606:4700::/32", "::/127",
        "fc00::/6", *(str(each.network) for each in RANGES if not each.allowable),
    ],
)  # fmt: skip
def test_no_other_network_may_be_allowed(text: str) -> None:
    with pytest.raises(ValueError, match=r"does not appear|host bits|not within"):
        parse_allowed_networks([text])


@pytest.mark.parametrize("address", sorted(map(str, METADATA)))
def test_metadata_of_a_cloud_is_refused_whatever_is_allowed(address: str) -> None:
    with pytest.raises(RefusedAddressError):
        is_on_premises(ip_address(address), EVERYTHING)


def test_an_address_outside_of_what_is_allowed_stays_refused() -> None:
    allowed = parse_allowed_networks(["10.1.2.0/24"])
    for address in ("10.1.1.255", "10.1.3.0", "::ffff:10.1.2.3"):
        with pytest.raises(RefusedAddressError):
            is_on_premises(ip_address(address), allowed)


def test_the_document_lists_the_ranges() -> None:
    rows = [
        f"| {each.network} | {each.name} | {each.source} | {'yes' if each.allowable else ''} |".replace("|  |", "| |")
        for each in RANGES
    ]
    text = DOCUMENT.read_text().replace("|  |", "| |")
    assert [row for row in rows if row not in text] == []
    assert [str(address) for address in METADATA if str(address) not in text] == []
