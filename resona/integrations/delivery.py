"""One try to deliver a message: signed, sent through the one way out, judged by the status alone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from resona.integrations.claims import DueAttempt
from resona.integrations.codes import GONE, NOT_TAKEN, REDIRECTED, UNREADABLE, WITHHELD
from resona.integrations.payloads import payload_of
from resona.integrations.policy import WEBHOOKS
from resona.integrations.signatures import SigningSecret, headers_of, message_name
from resona.outgoing.errors import OutgoingError
from resona.outgoing.http import send

USER_AGENT: Final = "Resona-Webhooks/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What became of one try."""

    status_code: int | None
    error_code: str | None  # None: it was taken
    duration_ms: int

    @property
    def is_taken(self) -> bool:
        return self.error_code is None


def deliver(due: DueAttempt, *, now: datetime) -> Tried:
    """Makes a try. Asks the database nothing, so that many can be under way."""
    if due.is_withheld or not due.receiver.secrets:
        return Tried(status_code=None, error_code=WITHHELD if due.is_withheld else UNREADABLE, duration_ms=0)
    return post(
        due.receiver.url,
        message_id=message_name(due.message.id),
        body=payload_of(due.message),
        known=due.receiver.secrets,
        now=now,
        timeout_seconds=WEBHOOKS.timeout_seconds,
    )


def post(
    url: str, *, message_id: str, body: bytes, known: Sequence[SigningSecret], now: datetime, timeout_seconds: float
) -> Tried:
    """Signs and sends one message."""
    signed = headers_of(message_id=message_id, body=body, known=known, now=now)
    began = time.monotonic()
    try:
        answer = send(
            "POST",
            url,
            headers={"Content-Type": "application/json", "User-Agent": USER_AGENT, **signed},
            content=body,
            timeout_seconds=timeout_seconds,
            max_bytes=WEBHOOKS.max_answer_bytes,
        )
    except OutgoingError as error:
        return Tried(status_code=None, error_code=error.code, duration_ms=_since(began))
    return Tried(status_code=answer.status, error_code=error_of(answer.status), duration_ms=_since(began))


def error_of(status: int) -> str | None:
    """The code of an answer that does not take the message; None: it was taken, which 2xx alone says."""
    match status // 100:
        case 2:
            return None
        case 3:
            return REDIRECTED
    return GONE if status == HTTPStatus.GONE else NOT_TAKEN


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
