"""OAuth 2 clients and their tokens: made once, shown once, looked up by their digest."""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.keys import UnknownScopeError
from resona.accounts.models import ApiKey, Clinic
from resona.accounts.origins import read_origins
from resona.errors import ResonaError
from resona.sign_in.oauth_models import OAuthClient, OAuthToken
from resona.sign_in.random_secrets import Prefix, digest_of, new_secret

LIFETIME = timedelta(hours=1)

# By hand: every request starts with it, and making the statement anew costs more than running it.
_FIND_BY_DIGEST = """
SELECT client.id, client.clinic_id, token.scopes, client.origins
FROM oauth_tokens token JOIN oauth_clients client ON client.id = token.client_id
WHERE token.digest = %s AND token.expires_at > %s AND client.revoked_at IS NULL
"""


class UnknownClientError(ResonaError):
    """There is no such OAuth client, or it is revoked already."""

    status = 404


@dataclass(frozen=True, kw_only=True, slots=True)
class NewClient:
    """A client that was just made: the only time its secret is known."""

    id: UUID
    secret: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NewToken:
    """A token that was just issued: the only time its text is known."""

    text: str
    scopes: tuple[str, ...]


def create_client(*, clinic: Clinic, name: str, scopes: Iterable[str], origins: Iterable[str] = ()) -> NewClient:
    """Makes a client of this clinic, for web pages of these origins too. Raises UnknownScopeError, NotAnOriginError."""
    wanted = sorted(set(scopes))
    if not wanted or any(scope not in ApiKey.Scope for scope in wanted):
        raise UnknownScopeError(f"A client needs scopes out of: {', '.join(ApiKey.Scope)}.")
    secret = new_secret(Prefix.CLIENT)
    digest = digest_of(secret, Prefix.CLIENT)
    client = OAuthClient.objects.create(
        clinic=clinic, name=name, secret_digest=digest, scopes=wanted, origins=read_origins(origins)
    )
    return NewClient(id=client.id, secret=secret)


def revoke_client(*, client_id: UUID, now: datetime) -> None:
    """From now on neither it nor its tokens open anything. Raises UnknownClientError."""
    if not OAuthClient.objects.filter(id=client_id, revoked_at=None).update(revoked_at=now):
        raise UnknownClientError


def find_client(client_id: str, secret: str) -> OAuthClient | None:
    """The client with these credentials; None if either is wrong, or it was revoked."""
    digest = digest_of(secret, Prefix.CLIENT)
    if digest is None:
        return None
    client: OAuthClient | None = OAuthClient.objects.filter(secret_digest=digest, revoked_at=None).first()
    if client is None or not hmac.compare_digest(str(client.id).encode(), client_id.lower().encode()):
        return None
    return client


def issue_token(client: OAuthClient, *, scopes: Collection[str], now: datetime) -> NewToken:
    """A token for some of the client's scopes, good for LIFETIME; for all of them where none are named.

    Raises UnknownScopeError for a scope that the client does not have.
    """
    wanted = tuple(sorted(set(scopes or client.scopes)))
    if not set(wanted) <= set(client.scopes):
        raise UnknownScopeError("The client does not have all of these scopes.")
    text = new_secret(Prefix.ACCESS)
    digest = digest_of(text, Prefix.ACCESS)
    OAuthToken.objects.create(client=client, digest=digest, scopes=wanted, expires_at=now + LIFETIME)
    return NewToken(text=text, scopes=wanted)


def find_token_caller(text: str, *, now: datetime) -> ApiKeyCaller | None:
    """Who comes with this token, in one query; None if it was never issued, or opens nothing any more."""
    digest = digest_of(text, Prefix.ACCESS)
    if digest is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_FIND_BY_DIGEST, [digest, now])
        row = cursor.fetchone()
    if row is None:
        return None
    client_id, clinic_id, scopes, origins = row
    return ApiKeyCaller(
        id=client_id,
        clinic_id=clinic_id,
        scopes=frozenset(json.loads(scopes)),
        origins=frozenset(json.loads(origins)),
    )


def forget_expired_tokens(*, now: datetime) -> int:
    """Deletes tokens that open nothing any more, and returns how many."""
    deleted, _ = OAuthToken.objects.filter(expires_at__lte=now).delete()
    return deleted
