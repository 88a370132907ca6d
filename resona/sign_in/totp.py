"""Codes that change with time (RFC 6238): which step a code belongs to, and how a secret is told to an app.

Pure.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES = 20  # 160 bits, as RFC 4226 (section 4, R6) recommends
DIGITS = 6
STEP_SECONDS = 30  # what every authenticator app assumes
DRIFT_STEPS = 1  # a telephone's clock may be so far off either way (RFC 6238, section 5.2)
ISSUER = "Resona"
_GROUP = 4  # characters of a secret that are read in one go


def code_at(secret: bytes, at_seconds: float) -> str:
    """The code of this moment, in seconds since 1970."""
    return _totp(secret).generate(at_seconds).decode()


def find_step(secret: bytes, code: str, at_seconds: float) -> int | None:
    """The time step whose code this is, among those around this moment; None if it is none of them.

    All are compared, each in constant time, so that an answer's time tells nothing.
    """
    now = int(at_seconds // STEP_SECONDS)
    steps = range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1)
    matching = [step for step in steps if _equals(code, code_at(secret, step * STEP_SECONDS))]
    return max(matching, default=None)


def is_code(text: str) -> bool:
    """Whether the text has the form of a code."""
    return len(text) == DIGITS and text.isascii() and text.isdigit()


def describe_secret(secret: bytes) -> str:
    """The secret to be typed: base32 in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(_groups(text))


def provisioning_uri(secret: bytes, account: str) -> str:
    """The `otpauth://` address that authenticator apps read from a QR code."""
    return _totp(secret).get_provisioning_uri(account, ISSUER)


def _totp(secret: bytes) -> TOTP:
    # SHA-1 is what all apps know; HMAC with it has no known weakness (RFC 6194).
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)


def _equals(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _groups(text: str) -> Iterable[str]:
    return (text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
