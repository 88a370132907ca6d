"""Codes that change with time (RFC 6238): which step a code belongs to, and how a secret is told to an app.

Pure.
"""

from __future__ import annotations

import base64
import hmac
import unicodedata
from collections.abc import Collection, Iterable

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES = 20  # 160 bits, as RFC 4226 (section 4, R6) recommends
DIGITS = 6
STEP_SECONDS = 30  # what every authenticator app assumes
DRIFT_STEPS = 1  # a telephone's clock may be so far off either way (RFC 6238, section 5.2)
ISSUER = "Resona"
_GROUP = 4  # characters of a secret that are read in one go
# Dashes of every kind, and what scripts that run from right to left leave behind when a code is pasted.
_IGNORED = frozenset({"Pd", "Cf"})


def code_at(secret: bytes, at_seconds: float) -> str:
    """The code of this moment, in seconds since 1970."""
    return _totp(secret).generate(at_seconds).decode()


def find_step(secret: bytes, code: str, at_seconds: float, *, used: Collection[int] = ()) -> int | None:
    """The time step whose code this is, among those around this moment that are not used; None if it is none of them.

    Not only steps after the last used one: a clock that was put right has gone back, and a code opens all the same. All
    are compared, each in constant time, so that an answer's time tells nothing.
    """
    now = int(at_seconds // STEP_SECONDS)
    steps = range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1)
    matching = [step for step in steps if _equals(code, code_at(secret, step * STEP_SECONDS)) and step not in used]
    return max(matching, default=None)


def as_typed(text: str) -> str:
    """The text without spaces and dashes, digits of any script (Unicode, category Nd) as those from 0 to 9."""
    kept = (sign for sign in text if not sign.isspace() and unicodedata.category(sign) not in _IGNORED)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in kept)


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
