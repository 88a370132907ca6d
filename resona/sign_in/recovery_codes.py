"""Recovery codes: made ten at a time, shown once, taken once each."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from resona.sign_in.models import RecoveryCode

CODES = 10
CODE_BYTES = 10  # 80 bits: more than anybody tries, so that a plain digest is enough (NIST SP 800-63B asks for 20)
CODE_CHARACTERS = 16
_GROUP = 4


def replace_codes(user_id: UUID) -> tuple[str, ...]:
    """New codes; the old ones open nothing any more. Called within a transaction."""
    codes = tuple(_new_code() for _ in range(CODES))
    RecoveryCode.objects.filter(user_id=user_id).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user_id=user_id, digest=_digest(user_id, code)) for code in codes)
    return tuple("-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP)) for code in codes)


def take_code(user_id: UUID, text: str, *, now: datetime) -> bool:
    """Whether this is one of the account's unused codes; from now on it is a used one.

    One conditional UPDATE: of two who come with it at once, one gets in.
    """
    unused = RecoveryCode.objects.filter(user_id=user_id, digest=_digest(user_id, text), used_at=None)
    return bool(unused.update(used_at=now))


def is_recovery_code(text: str) -> bool:
    """Whether the text, without hyphens and spaces, has the form of a recovery code."""
    return len(text) == CODE_CHARACTERS and text.isascii() and text.isalnum()


def _new_code() -> str:
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()


def _digest(user_id: UUID, code: str) -> bytes:
    return hashlib.sha256(user_id.bytes + code.upper().encode()).digest()
