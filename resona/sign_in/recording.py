"""Keeps what happens at sign-in, as security events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from resona.accounts.models import User
from resona.audit.actors import name_actor
from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.sign_in.addresses import client_address
from resona.sign_in.guesses import is_first_of_its_minute

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

Kind = SecurityEvent.Kind


def record_of_staff(kind: SecurityEvent.Kind, user: User, request: HttpRequest, **detail: str | int) -> None:
    """Something that this member of staff did while signing in."""
    record_event(kind, actor=name_actor(user), clinic_id=user.clinic_id, address=client_address(request), detail=detail)


def record_reset(user: User, *, actor: str, address: str | None, change: str = "removed") -> None:
    """Somebody took another's second factor away, or asked for it."""
    record_event(
        Kind.SECOND_FACTOR_CHANGED,
        actor=actor,
        clinic_id=user.clinic_id,
        address=address,
        detail={"change": change, "account": name_actor(user)},
    )


def record_refusal(request: HttpRequest, kind: SecurityEvent.Kind, *, what: str, caller: Caller | None = None) -> None:
    """Something was refused over the API: at most one row for an address, a kind and a minute, however many come."""
    address = client_address(request)
    if not is_first_of_its_minute(kind, address or "", now=timezone.now()):
        return
    record_event(
        kind,
        actor=name_actor(caller or AnonymousUser()),
        clinic_id=getattr(caller, "clinic_id", None),
        address=address,
        detail={"what": what},
    )
