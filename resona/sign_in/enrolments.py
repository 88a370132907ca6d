"""The way in of people's own apps: a code, issued by staff or a system, and exchanged for a token by the app alone.

Whoever holds a token acts as the person, so nobody on staff and no system is given one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from resona.accounts.callers import is_person_in_care
from resona.accounts.models import User
from resona.accounts.teams import lock_person_with_rights
from resona.audit.actors import name_actor
from resona.audit.context import acting
from resona.compliance.refusals import RefusedToPersonError
from resona.encryption.digests import keyed_digest, keyed_digests
from resona.errors import ResonaError
from resona.sign_in.attempts import begin_enrolment_code
from resona.sign_in.guesses import take_back
from resona.sign_in.person_models import EnrolmentCode
from resona.sign_in.person_tokens import (
    NewPersonToken,
    NotForPeopleError,
    end_unconfirmed_tokens,
    make_token,
    record_change,
)
from resona.sign_in.short_codes import is_code, new_code
from resona.sign_in.totp import as_typed

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

LEAST_MINUTES: Final = 15
MOST_MINUTES: Final = 7 * 24 * 60
USUAL_MINUTES: Final = 60
# So long an app that comes with a code that is over is told so; then the code is deleted.
TOLD_FOR: Final = timedelta(days=30)


class EnrolmentRestrictedError(RefusedToPersonError):
    """The processing of this person's records is restricted: no app comes in."""

    problem = "restricted"


class UnknownCodeError(ResonaError):
    """There is no such code. Check it for a slip, or ask the clinic for a new one."""

    status = 404


class SpentCodeError(ResonaError):
    """This code has been used. Ask the clinic for a new one."""

    status = 410
    problem = "code-spent"


class ExpiredCodeError(ResonaError):
    """This code is no longer valid. Ask the clinic for a new one."""

    status = 410
    problem = "code-expired"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewCode:
    """A code that was just issued: the only time it is known."""

    id: UUID
    text: str
    expires_at: datetime


@transaction.atomic
def issue_code(*, user_id: UUID, minutes: int, caller: Caller, now: datetime) -> NewCode:
    """A code for this person's app; earlier ones that no app came with end.

    Raises NotForPeopleError, UnknownPersonError, NotInYourCareError and EnrolmentRestrictedError.
    """
    if is_person_in_care(caller):
        raise NotForPeopleError
    person = lock_person_with_rights(user_id, caller)
    if person.is_restricted:
        raise EnrolmentRestrictedError(user_id)
    EnrolmentCode.objects.filter(user=person, used_at=None, expires_at__gt=now).update(expires_at=now)
    text = new_code()
    code = EnrolmentCode.objects.create(
        user=person,
        digest=keyed_digest(_content(text)),
        created_by=name_actor(caller),
        expires_at=now + timedelta(minutes=minutes),
    )
    record_change(person, actor=code.created_by, change="code issued", code=str(code.id))
    return NewCode(id=code.id, text=text, expires_at=code.expires_at)


def exchange_code(request: HttpRequest, text: str, *, device: str, now: datetime) -> NewPersonToken:
    """The token for whoever comes with this code, once. Each try is counted before it is looked at.

    Raises TooManyGuessesError, UnknownCodeError, SpentCodeError, ExpiredCodeError and EnrolmentRestrictedError.
    """
    counted = begin_enrolment_code(request)
    code = _find(text)
    take_back(counted)
    if code.used_at is not None:
        raise SpentCodeError
    if code.expires_at <= now:
        raise ExpiredCodeError
    if code.user.is_restricted:
        raise EnrolmentRestrictedError(code.user_id)
    with acting(actor=name_actor(code.user)), transaction.atomic():
        # Of two who come with it at once, one gets in.
        if not EnrolmentCode.objects.filter(id=code.id, used_at=None, expires_at__gt=now).update(used_at=now):
            raise SpentCodeError
        token = make_token(code.user, device=device, issued_by=code.created_by, now=now)
        record_change(code.user, actor=name_actor(code.user), change="device came in", token=str(token.id))
    return token


def end_what_was_issued(*, by: str, now: datetime) -> None:
    """Codes of this issuer that no app came with, and tokens for them that no device has confirmed, open nothing."""
    EnrolmentCode.objects.filter(created_by=by, used_at=None, expires_at__gt=now).update(expires_at=now)
    end_unconfirmed_tokens(by=by, now=now)


def forget_old_codes(*, now: datetime) -> int:
    """Deletes codes that have been over for long, and returns how many."""
    deleted, _ = EnrolmentCode.objects.filter(expires_at__lte=now - TOLD_FOR).delete()
    return deleted


def _find(text: str) -> EnrolmentCode:
    typed = as_typed(text).upper()
    if not is_code(typed):
        raise UnknownCodeError
    people = EnrolmentCode.objects.filter(user__role=User.Role.PERSON, user__is_active=True).select_related("user")
    code: EnrolmentCode | None = people.filter(digest__in=keyed_digests(_content(typed))).first()
    if code is None:
        raise UnknownCodeError
    return code


def _content(code: str) -> bytes:
    return f"enrolment code\n{code}".encode()
