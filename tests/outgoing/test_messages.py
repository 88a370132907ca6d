"""Transports by name, and messages that are known again."""

from __future__ import annotations

import pytest

from resona.outgoing.errors import TooSlowError
from resona.outgoing.mail import NAME, MailTransport
from resona.outgoing.messages import (
    Message,
    Outcome,
    make_message_id,
    outcome_of,
)
from resona.outgoing.transports import TRANSPORTS, UnknownTransportError, find_transport
from tests.slots import added


class Pager:
    """A transport of the tests'."""

    def deliver(self, message: Message) -> Outcome:
        return Outcome(delivered=bool(message.recipient))


def test_a_transport_is_found_by_the_name_it_was_added_with() -> None:
    pager = Pager()
    with added(TRANSPORTS, pager):
        assert find_transport("of a test") is pager


def test_mail_is_there_from_the_start() -> None:
    assert isinstance(find_transport(NAME), MailTransport)


def test_a_transport_that_nobody_added_is_an_error() -> None:
    with pytest.raises(UnknownTransportError):
        find_transport("pigeon")


def test_the_id_is_of_what_the_message_is_about_and_tells_nothing_of_it() -> None:
    first, second = (make_message_id("crisis", "amina", 7, domain="resona.example") for _ in range(2))
    assert first == second
    assert first.startswith("<crisis.")
    assert first.endswith("@resona.example>")
    assert "amina" not in first
    others = {make_message_id("crisis", *about, domain="resona.example") for about in (("amina7",), ("amina", 8), ())}
    assert first not in others
    assert len(others) == 3


def test_a_message_without_a_link_is_its_lines() -> None:
    message = Message(recipient="r", subject="s", lines=("One",), link=None, message_id="<1@x>", purpose="p")
    assert message.text == "One\n"


def test_an_outcome_tells_the_error_that_was_raised() -> None:
    def fail() -> None:
        raise TooSlowError

    assert outcome_of(fail) == Outcome(delivered=False, temporary=True, code="too_slow")
    assert outcome_of(lambda: None) == Outcome(delivered=True)
