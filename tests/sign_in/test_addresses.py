"""Where a request comes from: one form for each address, and what the proxy saw rather than what was claimed."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from resona.sign_in.addresses import client_address


def address_of(given: str, **headers: str) -> str | None:
    return client_address(RequestFactory().get("/", REMOTE_ADDR=given, headers=headers))


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),  # of a socket that listens for IPv4 and IPv6
        ("fe80::1%eth0", "fe80::1"),
        ("", None),  # of a socket that is a file
        ("unix:", None),
        ("192.0.2.1:443", None),
        ("somewhere", None),
    ],
)
def test_an_address_has_one_form_and_what_is_none_is_none(given: str, address: str | None) -> None:
    assert address_of(given) == address


@pytest.mark.parametrize(
    ("claimed", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("203.0.113.9,198.51.100.7 ", "198.51.100.7"),
        ("203.0.113.9, ::ffff:198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, unknown", None),  # never what whoever asks wrote before it
        ("203.0.113.9, ", "192.0.2.1"),
        ("", "192.0.2.1"),
    ],
)
def test_behind_a_proxy_the_last_one_counts(settings: Settings, claimed: str, address: str | None) -> None:
    settings.BEHIND_PROXY = True

    assert address_of("192.0.2.1", **{"x-forwarded-for": claimed}) == address


def test_without_a_proxy_nobody_says_where_they_come_from(settings: Settings) -> None:
    settings.BEHIND_PROXY = False

    assert address_of("192.0.2.1", **{"x-forwarded-for": "198.51.100.7"}) == "192.0.2.1"
