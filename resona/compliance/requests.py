"""What people ask for under the law: received, decided about, begun.

Access and export begin by themselves, and so does a restriction, which can be lifted again. An erasure cannot: it
begins when an administrator asks for it or says so. A rectification is staff's own work.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from resona.accounts.callers import ApiKeyCaller, is_person_in_care
from resona.accounts.models import User
from resona.accounts.teams import lock_person_with_rights
from resona.audit.actors import name_actor
from resona.compliance.due_dates import one_month_after
from resona.compliance.holds import LegalHoldError, is_held, place_hold
from resona.compliance.queueing import queue_archive, queue_erasure
from resona.compliance.rights_models import OPEN_STATES, GdprRequest, PrivacyHold
from resona.errors import ResonaError
from resona.given_text import read_text, require_text
from resona.postgres.models import new_id

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

Kind, State = GdprRequest.Kind, GdprRequest.State
ARCHIVED: Final = frozenset({Kind.ACCESS, Kind.EXPORT})
BEGINS_BY_ITSELF: Final = ARCHIVED | {Kind.RESTRICTION}
_ASKED_FOR: Final = "Asked for by a privacy request."


class NotForYouError(ResonaError):
    """Privacy requests are for the person themselves, the clinic's administrators and its systems."""

    status = 403


class UnknownRequestError(ResonaError):
    """There is no such request, or none that you may see."""

    status = 404


class RequestClosedError(ResonaError):
    """This request is decided already, under way, or withdrawn."""

    status = 409
    problem = "request-closed"


class AskedByThePersonError(ResonaError):
    """The person asked for this themselves: they alone withdraw it. Staff may refuse it, with a reason."""

    status = 403
    problem = "decided-by-the-person"


def receive_request(
    *, user_id: UUID, kind: GdprRequest.Kind, caller: Caller, now: datetime, reason: str = ""
) -> GdprRequest:
    """Receives what a person asks for; while one of this kind is open, it is answered with that one.

    Raises UnknownPersonError, NotForYouError, InvalidInputError, and LegalHoldError for an erasure that would begin.
    """
    if not may_handle(caller):
        raise NotForYouError
    text = read_text(reason, field="reason", limit=GdprRequest.reason.max_characters)
    with transaction.atomic():
        person = lock_person_with_rights(user_id, caller)
        open_ = GdprRequest.objects.filter(subject=person.pseudonym, kind=kind, state__in=OPEN_STATES).first()
        if open_ is not None:
            return open_
        request = _create(person, kind, text, caller, now)
        if kind in BEGINS_BY_ITSELF or (kind == Kind.ERASURE and bool(caller.is_staff)):
            _begin(request, person, caller=caller, now=now)
        return request


@transaction.atomic
def begin_request(*, request_id: UUID, caller: Caller, now: datetime) -> GdprRequest:
    """An administrator says so: what was received, or failed, begins.

    Raises NotForYouError, UnknownRequestError, RequestClosedError, LegalHoldError.
    """
    _require_staff(caller)
    request, person = _lock(request_id, caller, states=(State.RECEIVED, State.FAILED))
    if person is None:
        raise UnknownRequestError
    _begin(request, person, caller=caller, now=now)
    return request


@transaction.atomic
def complete_request(*, request_id: UUID, caller: Caller, now: datetime) -> GdprRequest:
    """Staff have done what was asked: of a rectification. Raises as beginning does."""
    _require_staff(caller)
    request, _ = _lock(request_id, caller, states=(State.RECEIVED, State.IN_PROGRESS))
    if request.kind != Kind.RECTIFICATION:
        raise RequestClosedError("Only a rectification is completed by hand.")
    return _end(request, State.COMPLETED, caller, now)


@transaction.atomic
def refuse_request(*, request_id: UUID, reason: str, caller: Caller, now: datetime) -> GdprRequest:
    """An administrator refuses, and says why. Raises as beginning does, and InvalidInputError without a reason."""
    text = require_text(reason, field="reason", limit=GdprRequest.reason.max_characters)
    _require_staff(caller)
    request, _ = _lock(request_id, caller, states=(State.RECEIVED, State.FAILED))
    request.reason = GdprRequest.reason.seal(request.id, text)
    return _end(request, State.REFUSED, caller, now)


@transaction.atomic
def withdraw_request(*, request_id: UUID, caller: Caller, now: datetime) -> GdprRequest:
    """What was asked for is asked for no more: before it begins, or after it failed. Again, it changes nothing.

    Raises NotForYouError, UnknownRequestError, RequestClosedError, AskedByThePersonError.
    """
    request, person = _lock(request_id, caller, states=(State.RECEIVED, State.FAILED, State.WITHDRAWN))
    if request.state == State.WITHDRAWN:
        return request
    is_their_own = person is not None and request.requested_by == name_actor(person)
    if is_their_own and not is_person_in_care(caller):
        raise AskedByThePersonError
    return _end(request, State.WITHDRAWN, caller, now)


def read_request_reason(request: GdprRequest) -> str:
    """What was said about it, in clear; empty: nothing."""
    return "" if request.reason is None else GdprRequest.reason.open(request.id, request.reason)


def may_handle(caller: Caller) -> bool:
    """Whether requests are any of this caller's business; which ones, `visible_to` says."""
    if isinstance(caller, AnonymousUser):
        return False
    if isinstance(caller, ApiKeyCaller):
        return True  # its scope is judged by whoever lets it in
    return caller.is_superuser or caller.role in (User.Role.PERSON, User.Role.ADMINISTRATOR)


def person_of(request: GdprRequest) -> User | None:
    """Whom it is about; None once they are erased."""
    return User.objects.filter(pseudonym=request.subject).first()


def _create(person: User, kind: GdprRequest.Kind, reason: str, caller: Caller, now: datetime) -> GdprRequest:
    request_id = new_id()
    return GdprRequest.objects.create(
        id=request_id,
        clinic_id=person.clinic_id,
        subject=person.pseudonym,
        kind=kind,
        reason=GdprRequest.reason.seal(request_id, reason) if reason else None,
        requested_by=name_actor(caller),
        created_at=now,
        due_at=one_month_after(now),
    )


def _begin(request: GdprRequest, person: User, *, caller: Caller, now: datetime) -> None:
    request.handled_by = name_actor(caller)
    request.state, request.done, request.total, request.receipt = State.IN_PROGRESS, 0, 0, {}
    if request.kind == Kind.RESTRICTION:
        reason = read_request_reason(request) or _ASKED_FOR
        place_hold(user_id=person.id, kind=PrivacyHold.Kind.RESTRICTION, reason=reason, caller=caller, now=now)
        request.state, request.ended_at, request.done, request.total = State.COMPLETED, now, 1, 1
    elif request.kind == Kind.ERASURE:
        if is_held(person.id, PrivacyHold.Kind.LEGAL_HOLD):
            raise LegalHoldError
        queue_erasure(request_id=request.id)
    elif request.kind in ARCHIVED:
        queue_archive(user_id=person.id, request_id=request.id)
    request.save(update_fields=["handled_by", "state", "done", "total", "receipt", "ended_at"])


def _require_staff(caller: Caller) -> None:
    if not bool(caller.is_staff):
        raise NotForYouError


def _lock(request_id: UUID, caller: Caller, *, states: tuple[str, ...]) -> tuple[GdprRequest, User | None]:
    """The request and its person, who is locked first as everywhere."""
    if not may_handle(caller):
        raise NotForYouError
    seen = GdprRequest.objects.visible_to(caller).filter(id=request_id)
    subject = seen.values_list("subject", flat=True).first()
    if subject is None:
        raise UnknownRequestError
    person = User.objects.people().filter(pseudonym=subject).select_for_update(of=("self",), no_key=True).first()
    request = seen.select_for_update(of=("self",)).get()
    if request.state not in states:
        raise RequestClosedError
    return request, person


def _end(request: GdprRequest, state: GdprRequest.State, caller: Caller, now: datetime) -> GdprRequest:
    request.state, request.handled_by, request.ended_at = state, name_actor(caller), now
    request.save(update_fields=["state", "handled_by", "ended_at", "reason"])
    return request
