"""API keys: made once, shown once, looked up by their digest."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import ApiKey, Clinic
from resona.accounts.origins import read_origins
from resona.errors import ResonaError
from resona.postgres.ahead import Prepared
from resona.postgres.retry import retry_idempotent

PREFIX = "rk_"  # so that scanners find keys that were published by mistake
SECRET_BYTES = 32  # 256 random bits: nothing to guess, so a plain digest is enough
MAX_CHARACTERS = 100  # a key has 46; more is not even digested

# By hand: every request starts with it, and Django's way to it costs more than running it.
_FIND_KEY = Prepared(
    b"SELECT id, clinic_id, scopes, origins FROM api_keys WHERE digest = decode($1, 'hex') AND revoked_at IS NULL"
)


class UnknownScopeError(ResonaError):
    """An API key cannot have a scope that does not exist."""

    status = 400


class UnknownKeyError(ResonaError):
    """There is no such API key, or it is revoked already."""

    status = 404


@dataclass(frozen=True, kw_only=True, slots=True)
class NewKey:
    """A key that was just made: the only time its text is known."""

    id: UUID
    text: str


def create_key(*, clinic: Clinic, name: str, scopes: Iterable[str], origins: Iterable[str] = ()) -> NewKey:
    """Makes a key of this clinic, for web pages of these origins too. Raises UnknownScopeError, NotAnOriginError."""
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in ApiKey.Scope]
    if unknown or not wanted:
        raise UnknownScopeError(f"A key needs scopes out of: {', '.join(ApiKey.Scope)}.")
    text = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    key = ApiKey.objects.create(
        clinic=clinic, name=name, digest=_digest(text), scopes=wanted, origins=read_origins(origins)
    )
    return NewKey(id=key.id, text=text)


def revoke_key(*, key_id: UUID, now: datetime) -> None:
    """From now on the key opens nothing. Raises UnknownKeyError."""
    if not ApiKey.objects.filter(id=key_id, revoked_at=None).update(revoked_at=now):
        raise UnknownKeyError


def find_caller(text: str) -> ApiKeyCaller | None:
    """Who comes with this key, in one query; None if it was never given out, or was revoked."""
    if not text.startswith(PREFIX) or len(text) > MAX_CHARACTERS:
        return None
    digest = _digest(text).hex().encode()
    for key_id, clinic_id, scopes, origins in retry_idempotent(lambda: _FIND_KEY.fetch([digest])):
        return ApiKeyCaller(
            id=UUID(str(key_id, "ascii")),
            clinic_id=UUID(str(clinic_id, "ascii")),
            scopes=frozenset(json.loads(scopes)),
            origins=frozenset(json.loads(origins)),
        )
    return None


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
