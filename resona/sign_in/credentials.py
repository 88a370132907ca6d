"""Credentials of other systems, API keys and OAuth 2 clients alike: made and revoked on the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from resona.accounts.keys import create_key, revoke_key
from resona.accounts.models import ApiKey, Clinic
from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.sign_in.enrolments import end_what_was_issued
from resona.sign_in.models import OAuthClient
from resona.sign_in.oauth import create_client, revoke_client

Credential = Literal["key", "client"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Maker:
    """Who acts, as it is kept, and from where."""

    actor: str
    address: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCredential:
    """What was just made: the only time its secret is known."""

    id: UUID
    secret: str


def make_credential(
    kind: Credential,
    *,
    clinic: Clinic,
    name: str,
    scopes: Iterable[str],
    maker: Maker,
    origins: Iterable[str] = (),
) -> NewCredential:
    """Makes a key or a client of this clinic. Raises UnknownScopeError, NotAnOriginError."""
    if kind == "key":
        key = create_key(clinic=clinic, name=name, scopes=scopes, origins=origins)
        made = NewCredential(id=key.id, secret=key.text)
    else:
        client = create_client(clinic=clinic, name=name, scopes=scopes, origins=origins)
        made = NewCredential(id=client.id, secret=client.secret)
    _record(kind, made.id, clinic.id, maker, change="made")
    return made


def revoke_credential(kind: Credential, *, credential_id: UUID, maker: Maker, now: datetime) -> None:
    """From now on it opens nothing, nor does what it issued for people's apps and no device has confirmed.

    Raises UnknownKeyError, UnknownClientError.
    """
    if kind == "key":
        revoke_key(key_id=credential_id, now=now)
        clinic_id = ApiKey.objects.values_list("clinic_id", flat=True).get(id=credential_id)
    else:
        revoke_client(client_id=credential_id, now=now)
        clinic_id = OAuthClient.objects.values_list("clinic_id", flat=True).get(id=credential_id)
    end_what_was_issued(by=f"key:{credential_id}", now=now)
    _record(kind, credential_id, clinic_id, maker, change="revoked")


def _record(kind: Credential, credential_id: UUID, clinic_id: UUID, maker: Maker, *, change: str) -> None:
    record_event(
        SecurityEvent.Kind.CREDENTIAL_CHANGED,
        actor=maker.actor,
        clinic_id=clinic_id,
        address=maker.address,
        detail={"change": change, kind: str(credential_id)},
    )
