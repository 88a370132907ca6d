"""Mail that servers take, refuse, or leave hanging."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import Message as Received
from typing import Any

import pytest
from django.core import mail

from resona.outgoing.errors import OutgoingError, TooSlowError
from resona.outgoing.mail import NAME, DelayedMailError, MailTransport, RefusedMailError, mail_id, send_mail
from resona.outgoing.messages import Message, Outcome
from resona.outgoing.transports import find_transport
from tests.outgoing.mail_servers import BANNER, CLOSE, CONTENT, DRIP, HANG, mail_server, use
from tests.outgoing.servers import serving

ANN, BEN = "ann@clinic.example", "ben@clinic.example"
MESSAGE_ID = "<crisis.1@resona.example>"
MESSAGE = Message(
    recipient=ANN, subject="It waits", lines=("One", "Two"), link="https://resona.example/", message_id=MESSAGE_ID,
    purpose="crisis",
)  # fmt: skip


def send(*recipients: str, subject: str = "It waits", message_id: str = MESSAGE_ID, timeout_seconds: float = 5) -> None:
    send_mail(
        recipients=recipients or (ANN,), subject=subject, text="Zwölf\n", message_id=message_id,
        timeout_seconds=timeout_seconds,
    )  # fmt: skip


def test_plain_text_goes_to_all_from_the_sender_of_the_settings(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Resona <resona@resona.example>"
    taken: list[Received] = []
    with serving(mail_server(taken)) as server:
        use(settings, server.port)
        send(ANN, BEN)
    (received,) = taken
    assert (received["To"], received["From"]) == (f"{ANN}, {BEN}", "Resona <resona@resona.example>")
    assert (received["Subject"], received["Message-ID"]) == ("It waits", MESSAGE_ID)
    assert received.get_content_type() == "text/plain"
    content = received.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.decode().strip() == "Zwölf"


def test_a_second_try_carries_the_id_of_the_first(settings: Any) -> None:
    taken: list[Received] = []
    with serving(mail_server(taken)) as server:
        use(settings, server.port)
        for _ in range(2):
            send(message_id=mail_id("crisis", 7, "high"))
    assert taken[0]["Message-ID"] == taken[1]["Message-ID"] != mail_id("crisis", 7, "critical")


@pytest.mark.parametrize(
    ("replies", "error"),
    [
        ({f"RCPT TO:<{ANN}>".upper(): "550 unknown"}, RefusedMailError),
        ({f"RCPT TO:<{ANN}>".upper(): "450 busy"}, DelayedMailError),
        ({"MAIL": "553 no such sender"}, RefusedMailError),
        ({"MAIL": "451 later"}, DelayedMailError),
        ({"DATA": "554 no"}, RefusedMailError),
        ({CONTENT: "554 not this"}, RefusedMailError),
        ({CONTENT: "452 full"}, DelayedMailError),
        ({BANNER: "554 not you"}, DelayedMailError),
        ({"EHLO": "502 no", "HELO": "550 no"}, DelayedMailError),
        ({BANNER: HANG}, DelayedMailError),
        ({CONTENT: HANG}, DelayedMailError),
        ({BANNER: CLOSE}, DelayedMailError),
        ({"RCPT": CLOSE}, DelayedMailError),
        ({CONTENT: CLOSE}, DelayedMailError),
        ({BANNER: "no mail at all"}, DelayedMailError),
    ],
)
def test_a_failure_tells_whether_to_try_again(
    settings: Any, replies: Mapping[str, str], error: type[OutgoingError]
) -> None:
    with serving(mail_server([], replies)) as server:
        use(settings, server.port)
        with pytest.raises(error) as failure:
            send()
    assert failure.value.temporary == (error is DelayedMailError)
    assert ANN not in str(failure.value)


@pytest.mark.parametrize(("other", "error"), [("550 unknown", RefusedMailError), ("450 busy", DelayedMailError)])
def test_recipients_who_are_all_refused_are_tried_again_where_one_may_be(
    settings: Any, other: str, error: type[OutgoingError]
) -> None:
    replies = {f"RCPT TO:<{ANN}>".upper(): "550 unknown", f"RCPT TO:<{BEN}>".upper(): other}
    with serving(mail_server([], replies)) as server:
        use(settings, server.port)
        with pytest.raises(error):
            send(ANN, BEN)


def test_a_server_that_is_not_there_is_tried_again(settings: Any) -> None:
    with serving(mail_server([])) as server:
        use(settings, server.port)
    with pytest.raises(DelayedMailError):
        send()


def test_a_server_that_drips_ends_with_the_time_allowed(settings: Any) -> None:
    with serving(mail_server([], {BANNER: DRIP})) as server:
        use(settings, server.port)
        with pytest.raises(TooSlowError):
            send(timeout_seconds=0.6)


@pytest.mark.parametrize(
    "ending", [HANG, CLOSE, "500 what", 9000 * "2"], ids=["silent", "closed", "refused", "endless"]
)
def test_what_was_taken_is_sent_however_the_connection_ends(settings: Any, ending: str) -> None:
    taken: list[Received] = []
    with serving(mail_server(taken, {"QUIT": ending})) as server:
        use(settings, server.port)
        send()
    assert len(taken) == 1


@pytest.mark.parametrize(
    "given",
    [
        {"recipients": ()},
        {"recipients": ("",)},
        {"recipients": ("ann",)},
        {"recipients": (f"{ANN}\r\nBcc: ben@clinic.example",)},
        {"recipients": (f"{ANN}, {BEN}",)},
        {"recipients": (f"Ann <{ANN}>",)},
        {"recipients": ("ann@clinic.example\n",)},
        {"recipients": (f"{255 * 'a'}@clinic.example",)},
        {"subject": "It waits\r\nBcc: ben@clinic.example"},
        {"subject": "It\u2028waits"},
        {"message_id": "crisis"},
        {"message_id": f"{MESSAGE_ID}\nBcc: ben@clinic.example"},
        {"message_id": "<a b@c>"},
    ],
)
def test_what_no_header_may_hold_is_refused_and_nothing_sent(given: Mapping[str, Any]) -> None:
    whole: dict[str, Any] = {"recipients": (ANN,), "subject": "It waits", "text": "x", "message_id": MESSAGE_ID}
    with pytest.raises(RefusedMailError):
        send_mail(**{**whole, **given})
    assert mail.outbox == []


def test_one_that_is_no_address_keeps_nobody_else_from_being_told(caplog: pytest.LogCaptureFixture) -> None:
    send(ANN, "a, b@clinic.example", BEN)
    assert mail.outbox[0].to == [ANN, BEN]
    assert f"mail {MESSAGE_ID} leaves out 1 that are no e-mail address" in caplog.text
    assert "a, b" not in caplog.text


@pytest.mark.parametrize(
    "address",
    [ANN, '"ann.b"@clinic.example', "o'brien+crisis@xn--bcher-kva.example", "ann@mail", "ann@[192.0.2.7]"],
)
def test_usual_addresses_are_taken(address: str) -> None:
    send(address)
    assert mail.outbox[0].to == [address]


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("Resona <resona@clinic.example>", "clinic.example"),
        ("resona@[192.0.2.7]", "[192.0.2.7]"),
        ("resona@bücher.example", "localhost"),
        ("resona", "resona"),
        ("", "localhost"),
    ],
)
def test_every_sender_gives_an_id_that_can_be_sent(settings: Any, sender: str, domain: str) -> None:
    settings.DEFAULT_FROM_EMAIL = sender
    assert mail_id("crisis", 1).endswith(f"@{domain}>")
    send(message_id=mail_id("crisis", 1))


@pytest.mark.parametrize(
    ("replies", "outcome"),
    [
        ({}, Outcome(delivered=True)),
        ({"RCPT": "550 unknown"}, Outcome(delivered=False, temporary=False, code="refused_mail")),
        ({"RCPT": "450 busy"}, Outcome(delivered=False, temporary=True, code="delayed_mail")),
    ],
)
def test_the_transport_tells_what_became_of_a_message(
    settings: Any, replies: Mapping[str, str], outcome: Outcome
) -> None:
    taken: list[Received] = []
    with serving(mail_server(taken, replies)) as server:
        use(settings, server.port)
        assert find_transport(NAME).deliver(MESSAGE) == outcome
    assert [received["Message-ID"] for received in taken] == [MESSAGE_ID] * outcome.delivered


def test_a_message_has_its_lines_then_its_link() -> None:
    MailTransport().deliver(MESSAGE)
    assert mail.outbox[0].body == "One\nTwo\n\nhttps://resona.example/\n"
