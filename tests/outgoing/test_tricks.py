"""Requests and answers by which somebody would reach what they may not, or hold the client up."""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack
from ipaddress import ip_network
from typing import Any

import pytest

from resona.outgoing.addresses import RefusedAddressError
from resona.outgoing.errors import TooSlowError
from resona.outgoing.http import send
from resona.outgoing.resolving import UnknownHostError
from tests.outgoing.certificates import Authority
from tests.outgoing.names import fixed, naming
from tests.outgoing.servers import OK, answering, serving
from tests.outgoing.tricks import HOST, SERVER, SOON_SECONDS, TRICKS, Trick

FEWEST_TRICKS = 40
NO_LONGER_SECONDS = 4.0  # on a busy machine; each that has to wait is given SOON_SECONDS


@pytest.fixture(autouse=True)
def only_one_address_is_allowed(settings: Any, authority: Authority) -> None:
    settings.OUTGOING_ALLOWED_NETWORKS = (ip_network(f"{SERVER}/32"),)
    settings.OUTGOING_CA_FILE = authority.path


def test_there_are_many() -> None:
    assert len(TRICKS) >= FEWEST_TRICKS


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
def test_a_trick_is_refused(trick: Trick, authority: Authority, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    context = trick.context(authority) if trick.context else None
    with ExitStack() as stack:
        server = stack.enter_context(serving(trick.behaviour or answering(OK), host=SERVER, context=context))
        neighbour = stack.enter_context(serving(answering(OK), host="127.0.0.1", port=server.port))
        started = time.monotonic()
        with pytest.raises(trick.error) as refusal:
            send(
                trick.method, trick.url.replace("{port}", str(server.port)), resolver=fixed(*trick.addresses),
                **trick.given,
            )  # fmt: skip
        assert time.monotonic() - started < NO_LONGER_SECONDS
        assert type(refusal.value) is trick.error
    assert neighbour.peers == []
    assert bool(server.peers) == (trick.behaviour is not None)
    assert caplog.text == ""


def test_what_all_tricks_differ_from_is_answered() -> None:
    plain = Trick(error=RefusedAddressError)
    with serving(answering(OK), host=SERVER) as server:
        url = plain.url.replace("{port}", str(server.port))
        assert send(plain.method, url, resolver=fixed(*plain.addresses)).content == b"ok"


def test_a_name_that_leads_elsewhere_the_next_time_leads_nowhere() -> None:
    with (
        naming([SERVER], ["127.0.0.1"]) as names,
        serving(answering(OK), host=SERVER) as server,
        serving(answering(OK), host="127.0.0.1", port=server.port) as neighbour,
    ):
        url = server.url(host=HOST)
        assert send("GET", url, resolver=names.resolve).content == b"ok"
        with pytest.raises(RefusedAddressError):
            send("GET", url, resolver=names.resolve)
    assert (len(server.peers), neighbour.peers, len(names.asked)) == (1, [], 2)


def test_name_servers_that_are_silent_take_no_longer_than_the_rest() -> None:
    started = time.monotonic()
    with naming([]) as names, pytest.raises(TooSlowError):
        send("GET", "https://service.example/", resolver=names.resolve, timeout_seconds=SOON_SECONDS)
    assert time.monotonic() - started < NO_LONGER_SECONDS


def test_a_name_without_an_address_is_unknown() -> None:
    with pytest.raises(UnknownHostError):
        send("GET", "https://nothing.invalid/")
    with pytest.raises(UnknownHostError):
        send("GET", "https://service.example/", resolver=fixed())
