"""A mail server of the tests' own (RFC 5321), which takes everything but what it is told to refuse."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from email import message_from_bytes
from email.message import Message
from typing import Any

from tests.outgoing.servers import Behaviour

BANNER, CONTENT = "BANNER", "CONTENT"
HANG, CLOSE, DRIP, LATE, TOO_LATE, LOSE = "hang", "close", "drip", "late", "too late", "lose"
GREETING = "220 mail.example"
USUAL = {"DATA": "354 go on", "QUIT": "221 bye"}
HANG_SECONDS = 1.0
LATE_SECONDS = 0.2
DRIPS, DRIP_SECONDS = 15, 0.1


def mail_server(taken: list[Message], replies: Mapping[str, str] | None = None) -> Behaviour:
    """Puts what it takes into `taken`.

    `replies` has, by command (the whole of it, or its first four letters), what is answered instead of 250; or HANG,
    CLOSE, DRIP, which happen then. Of a mail itself (CONTENT), LATE: it is taken, and answered a little later;
    TOO_LATE: likewise, when nobody waits any more; LOSE: it is answered for as taken, and is not.
    """
    given = replies or {}

    def behave(client: socket.socket) -> None:
        lines = client.makefile("rb")
        _reply(client, given.get(BANNER, GREETING))
        while line := lines.readline():
            command = line.decode().strip().upper()
            verb = command[:4]
            _reply(
                client,
                given.get(command, given.get(verb, {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 OK"))),
            )
            if verb == "DATA" and "DATA" not in given:
                content = b"".join(iter(lines.readline, b".\r\n"))
                answer = given.get(CONTENT, "250 taken")
                if answer in (LATE, TOO_LATE) or answer.startswith("250"):  # kept before it is answered for
                    taken.append(message_from_bytes(content))
                _reply(client, answer)

    return behave


def use(settings: Any, port: int) -> None:
    """Has Django send mail to a server at this port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.4


def _reply(client: socket.socket, reply: str) -> None:
    if reply in (LATE, TOO_LATE, LOSE):
        time.sleep({LATE: LATE_SECONDS, TOO_LATE: HANG_SECONDS}.get(reply, 0))
        reply = "250 taken"
    if reply == CLOSE:
        raise ConnectionAbortedError
    if reply == HANG:
        time.sleep(HANG_SECONDS)
        raise ConnectionAbortedError
    if reply == DRIP:
        for _ in range(DRIPS):
            client.sendall(b"2")
            time.sleep(DRIP_SECONDS)
        raise ConnectionAbortedError
    client.sendall(f"{reply}\r\n".encode())
