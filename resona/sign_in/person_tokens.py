"""Tokens of people's own apps, one a device: given for a code, refreshed by the device, ended one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from resona.accounts.callers import is_person_in_care
from resona.accounts.models import User
from resona.accounts.teams import UnknownPersonError, refuse_who_only_looks
from resona.audit.actors import name_actor
from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.audit.names import reason_of_app
from resona.errors import ResonaError
from resona.postgres.models import new_id
from resona.sign_in.person_models import PersonToken
from resona.sign_in.random_secrets import Prefix, digest_of, new_secret

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

LASTS: Final = timedelta(days=90)  # without a refresh
# The token before the last refresh opens so long: the answer with the new one may be lost on the way.
OLD_TOKEN_LASTS: Final = timedelta(days=1)
# A device that refreshes its token so long after it came in is the person's. What somebody brought in with a stolen key
# or account, and is found out earlier, ends with that.
CONFIRMS_AFTER: Final = timedelta(days=1)


class NotForPeopleError(ResonaError):
    """Codes are issued, and all tokens at once ended, by staff and by the clinic's systems, not by an app."""

    status = 403


class UnknownTokenError(ResonaError):
    """There is no such token of this person, or it is ended already."""

    status = 404


class NoTokenError(ResonaError):
    """Only an app that comes with a person's token is given a new one."""

    status = 403


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPersonToken:
    """A token that was just given: the only time its text is known."""

    id: UUID
    user_id: UUID
    text: str
    expires_at: datetime


def make_token(person: User, *, device: str, issued_by: str, now: datetime) -> NewPersonToken:
    """A token for one device of this person. `device` is what it is called; empty: not told."""
    token_id, text = new_id(), new_secret(Prefix.PERSON)
    token = PersonToken.objects.create(
        id=token_id,
        user=person,
        digest=digest_of(text, Prefix.PERSON),
        device=PersonToken.device.seal(token_id, device) if device else None,
        issued_by=issued_by,
        expires_at=now + LASTS,
    )
    return NewPersonToken(id=token.id, user_id=person.id, text=text, expires_at=token.expires_at)


@transaction.atomic
def refresh_token(token: PersonToken | None, *, now: datetime) -> NewPersonToken:
    """A new token in the place of this one, with which the device came. Raises NoTokenError."""
    if token is None:
        raise NoTokenError
    text = new_secret(Prefix.PERSON)
    kept = PersonToken.objects.select_for_update(of=("self",)).filter(id=token.id, revoked_at=None).first()
    if kept is None:
        raise NoTokenError
    kept.previous_digest, kept.digest = token.came_with, digest_of(text, Prefix.PERSON)
    kept.refreshed_at, kept.expires_at = now, now + LASTS
    if kept.confirmed_at is None and now - kept.created_at >= CONFIRMS_AFTER:
        kept.confirmed_at = now
    kept.save(update_fields=["previous_digest", "digest", "refreshed_at", "expires_at", "confirmed_at"])
    return NewPersonToken(id=kept.id, user_id=kept.user_id, text=text, expires_at=kept.expires_at)


def revoke_person_token(*, user_id: UUID, token_id: UUID, caller: Caller, now: datetime) -> None:
    """Ends one of the person's tokens. Raises UnknownPersonError, NotInYourCareError and UnknownTokenError."""
    person = _find_in_care(user_id, caller)
    if not PersonToken.objects.filter(id=token_id, user=person, revoked_at=None).update(revoked_at=now):
        raise UnknownTokenError
    record_change(person, actor=name_actor(caller), change="revoked", token=str(token_id))


def revoke_person_tokens(*, user_id: UUID, caller: Caller, now: datetime) -> int:
    """Ends all tokens of this person, and returns how many. Raises UnknownPersonError, NotInYourCareError and
    NotForPeopleError."""
    if is_person_in_care(caller):
        raise NotForPeopleError
    person = _find_in_care(user_id, caller)
    ended = PersonToken.objects.filter(user=person, revoked_at=None).update(revoked_at=now)
    if ended:
        record_change(person, actor=name_actor(caller), change="revoked", tokens=ended)
    return ended


def end_unconfirmed_tokens(*, by: str, now: datetime) -> int:
    """Tokens for codes of this issuer that no device has confirmed open nothing from now on; returns how many."""
    return PersonToken.objects.filter(issued_by=by, confirmed_at=None, revoked_at=None).update(revoked_at=now)


def find_token(text: str, *, now: datetime) -> PersonToken | None:
    """The token that an app comes with, and its person, in one query; None if it opens nothing."""
    digest = digest_of(text, Prefix.PERSON)
    if digest is None:
        return None
    is_this = Q(digest=digest) | Q(previous_digest=digest, refreshed_at__gt=now - OLD_TOKEN_LASTS)
    opening = PersonToken.objects.filter(
        is_this, expires_at__gt=now, revoked_at=None, user__is_active=True, user__role=User.Role.PERSON
    )
    token: PersonToken | None = opening.select_related("user").first()
    if token is not None:
        token.came_with = digest
        token.user.app_issued_by = token.issued_by
    return token


def explain_apps(caller: Caller, people: list[UUID]) -> Mapping[UUID, str]:
    """Why somebody is shown: by their own app, and who issued the code for it."""
    issued_by: str = getattr(caller, "app_issued_by", "")
    return dict.fromkeys(people, reason_of_app(issued_by)) if issued_by else {}


def forget_dead_tokens(*, now: datetime) -> int:
    """Deletes what has expired, and returns how many."""
    deleted, _ = PersonToken.objects.filter(expires_at__lte=now).delete()
    return deleted


def record_change(person: User, *, actor: str, **detail: str | int) -> None:
    """Keeps that something by which this person's app comes in was made or ended."""
    record_event(
        SecurityEvent.Kind.CREDENTIAL_CHANGED,
        actor=actor,
        clinic_id=person.clinic_id,
        detail={"person": str(person.pseudonym), **detail},
    )


def _find_in_care(user_id: UUID, caller: Caller) -> User:
    person = User.objects.addressed_by(caller).people().filter(pk=user_id).first()
    if person is None:
        refuse_who_only_looks(user_id, caller)
        raise UnknownPersonError
    return person
