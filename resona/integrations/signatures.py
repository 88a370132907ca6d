"""Secrets and signatures of Standard Webhooks (standardwebhooks.com, version 1.0.0).

A secret is `whsec_` and base64 of 24 to 64 random bytes. What is signed is the id, the time and the body of a message;
the header holds one signature for each secret that is valid, so that receivers can change over at their leisure.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
MESSAGE_NAME: Final = "msg_"
MOST_SECRETS: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class SigningSecret:
    """What messages are signed with, until a time; None: until another one follows it."""

    text: str
    until: datetime | None = None

    @property
    def key(self) -> bytes:
        return base64.b64decode(self.text.removeprefix(PREFIX))


def make_signing_secret() -> SigningSecret:
    """A new one, of 256 random bits."""
    return SigningSecret(text=PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode())


def follow(
    known: Sequence[SigningSecret], new: SigningSecret, *, now: datetime, overlap: timedelta
) -> tuple[SigningSecret, ...]:
    """The new secret first, and the one it follows for a while; an older one ends."""
    latest = known[:1]
    return (new, *(SigningSecret(text=one.text, until=now + overlap) for one in latest))


def valid_at(known: Sequence[SigningSecret], now: datetime) -> tuple[SigningSecret, ...]:
    """Those that sign at this time, the newest first."""
    return tuple(one for one in known if one.until is None or now < one.until)


def headers_of(*, message_id: str, body: bytes, known: Sequence[SigningSecret], now: datetime) -> dict[str, str]:
    """The headers of one try, signed with every secret that is valid."""
    seconds = str(int(now.timestamp()))
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(_signature(one, signed) for one in valid_at(known, now)),
    }


def message_name(message_id: UUID) -> str:
    """A message's id as receivers know it: the same for every try."""
    return f"{MESSAGE_NAME}{message_id.hex}"


def write_secrets(known: Sequence[SigningSecret]) -> str:
    """JSON, to be sealed."""
    return json.dumps([{"secret": one.text, "until": one.until and one.until.isoformat()} for one in known])


def read_secrets(text: str) -> tuple[SigningSecret, ...]:
    """What `write_secrets` wrote."""
    return tuple(
        SigningSecret(text=one["secret"], until=one["until"] and datetime.fromisoformat(one["until"]))
        for one in json.loads(text)
    )


def _signature(secret: SigningSecret, signed: bytes) -> str:
    return "v1," + base64.b64encode(hmac.new(secret.key, signed, hashlib.sha256).digest()).decode()
