"""Tokens of people's own apps: issued by whoever runs the app for the clinic, reaching one person only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import User
from resona.accounts.teams import UnknownPersonError, refuse_who_only_looks
from resona.audit.actors import name_actor
from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.errors import ResonaError
from resona.sign_in.person_models import PersonToken
from resona.sign_in.random_secrets import Prefix, digest_of, new_secret

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

MOST_DAYS = 365
USUAL_DAYS = 90


class NotForPeopleError(ResonaError):
    """Tokens are ended by staff and by the clinic's systems, not by an app for itself."""

    status = 403


class NotForCliniciansError(ResonaError):
    """Tokens are issued by administrators and by the clinic's systems: whoever holds one acts as the person."""

    status = 403


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPersonToken:
    """A token that was just issued: the only time its text is known."""

    id: UUID
    text: str
    expires_at: datetime


def issue_person_token(*, user_id: UUID, days: int, caller: Caller, now: datetime) -> NewPersonToken:
    """A token for this person's app. Raises UnknownPersonError, NotForPeopleError, NotForCliniciansError."""
    person = _find_in_care(user_id, caller)
    if not isinstance(caller, ApiKeyCaller) and getattr(caller, "role", None) != User.Role.ADMINISTRATOR:
        raise NotForCliniciansError
    text = new_secret(Prefix.PERSON)
    token = PersonToken.objects.create(
        user=person,
        digest=digest_of(text, Prefix.PERSON),
        issued_by=name_actor(caller),
        expires_at=now + timedelta(days=days),
    )
    _record(person, caller, change="issued", token=str(token.id))
    return NewPersonToken(id=token.id, text=text, expires_at=token.expires_at)


def revoke_person_tokens(*, user_id: UUID, caller: Caller, now: datetime) -> int:
    """Ends all tokens of this person, and returns how many. Raises UnknownPersonError, NotInYourCareError and
    NotForPeopleError."""
    person = _find_in_care(user_id, caller)
    ended = PersonToken.objects.filter(user=person, revoked_at=None).update(revoked_at=now)
    if ended:
        _record(person, caller, change="revoked", tokens=ended)
    return ended


def find_person(text: str, *, now: datetime) -> User | None:
    """Whose app comes with this token, in one query; None if it opens nothing."""
    digest = digest_of(text, Prefix.PERSON)
    if digest is None:
        return None
    mine = User.objects.people().filter(
        is_active=True, app_tokens__digest=digest, app_tokens__expires_at__gt=now, app_tokens__revoked_at=None
    )
    return mine.first()


def forget_dead_tokens(*, now: datetime) -> int:
    """Deletes what has expired, and returns how many."""
    deleted, _ = PersonToken.objects.filter(expires_at__lte=now).delete()
    return deleted


def _find_in_care(user_id: UUID, caller: Caller) -> User:
    if not isinstance(caller, ApiKeyCaller) and not getattr(caller, "is_staff", False):
        raise NotForPeopleError
    person = User.objects.addressed_by(caller).people().filter(pk=user_id).first()
    if person is None:
        refuse_who_only_looks(user_id, caller)
        raise UnknownPersonError
    return person


def _record(person: User, caller: Caller, **detail: str | int) -> None:
    record_event(
        SecurityEvent.Kind.CREDENTIAL_CHANGED,
        actor=name_actor(caller),
        clinic_id=person.clinic_id,
        detail={"person": str(person.pseudonym), **detail},
    )
