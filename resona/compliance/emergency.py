"""Emergency access: a clinician opens the record of somebody who is not in their care, for an hour, on the record.

Whoever opens says why, and the person's care team is told (emergency_announcing). They see what the team sees, and do
what a crisis asks; what else is decided about a person stays with those who care for them (`in_care_of`). It opens the
record whatever the person refused to share, and while its processing is restricted, as an open crisis event does:
somebody's life goes first, and the person reads who looked and why. What they said stays hidden if they let no staff
read their words: findings tell what has to be known.

The person is found by what the clinician knows already, an id or a code: nobody's name is asked for, none is told, and
there is one answer for whoever does not exist, belongs elsewhere, or shares their code with another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeGuard
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest, Now

from resona.accounts.models import User
from resona.accounts.teams import UnknownPersonError
from resona.audit.actors import name_actor
from resona.audit.context import acting
from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.compliance.emergency_models import LASTS, EmergencyAccess
from resona.compliance.querysets import EmergencyAccessQuerySet
from resona.compliance.queueing import queue_emergency
from resona.errors import ResonaError
from resona.given_text import require_text
from resona.postgres.models import new_id
from resona.site.search import Sought

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

MIN_REASON_CHARACTERS: Final = 10  # "emergency" alone tells nobody what it was
# Openings and tries that found nobody, of one clinician. A night on call needs a handful; of the 16.7 million codes
# twenty guesses a day find one of a clinic's ten thousand people in three months, and then their team is told.
MOST_TRIES: Final = 20
COUNTED_FOR: Final = timedelta(days=1)
LONGEST_READ: Final = timedelta(minutes=1)  # from finding somebody to telling who looked: far longer than any page
REASON_KEPT: Final = "emergency access "  # and its id, with each look; what was said stays sealed
Kind = SecurityEvent.Kind


class NotForYouError(ResonaError):
    """Emergency access is for clinicians who are signed in themselves. Administrators see everybody of their clinic."""

    status = 403


class SeenAnywayError(ResonaError):
    """You see this person's record anyway: no emergency access is needed."""

    status = 409
    problem = "seen-anyway"

    def __init__(self, person_id: UUID) -> None:
        super().__init__()
        self.person_id = person_id


class TooManyTriesError(ResonaError):
    """Too many emergency accesses within a day. An administrator of your clinic sees everybody: ask them."""

    status = 429


class UnknownAccessError(ResonaError):
    """There is no such emergency access, or none that you may end."""

    status = 404


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """An access that is open now, and whether it was opened just now."""

    access: EmergencyAccess
    is_new: bool


def may_open(caller: Caller) -> TypeGuard[User]:
    """Whether emergency access is any of this caller's business."""
    return isinstance(caller, User) and caller.is_active and _is_clinician(caller)


def open_emergency_access(*, sought: Sought, reason: str, caller: Caller, now: datetime) -> Opened:
    """Opens a person's record to this clinician for an hour; one that is open already is answered as it is.

    Raises NotForYouError, InvalidInputError, TooManyTriesError, UnknownPersonError and SeenAnywayError.
    """
    if not may_open(caller):
        raise NotForYouError
    most = EmergencyAccess.reason.max_characters
    text = require_text(reason, field="reason", limit=most, least=MIN_REASON_CHARACTERS)
    with transaction.atomic():
        came_of_it = _try_to_open(sought, text, caller.id, now)
    if isinstance(came_of_it, ResonaError):  # only now: that it was tried is kept
        raise came_of_it
    return came_of_it


def end_emergency_access(*, access_id: UUID, caller: Caller, now: datetime) -> EmergencyAccess:
    """Ends an access before its time: whoever opened it, or an administrator; one that is over is answered as it is.

    Raises UnknownAccessError.
    """
    own = _endable_by(caller).filter(id=access_id)
    own.filter(ended_at__isnull=True, expires_at__gt=now).update(ended_at=Greatest(F("started_at"), Value(now)))
    access = own.first()
    if access is None:
        raise UnknownAccessError
    return access


def end_open_access_to(person_id: UUID, *, caller: Caller, now: datetime) -> None:
    """Ends the access by which this clinician sees this person. Raises UnknownAccessError where there is none."""
    access = open_access_to(person_id, caller)
    if access is None:
        raise UnknownAccessError
    end_emergency_access(access_id=access.id, caller=caller, now=now)


def may_end(access: EmergencyAccess, caller: Caller) -> bool:
    """Whether this caller, who sees this access, may end it."""
    if not isinstance(caller, User) or not caller.is_active or not caller.is_staff:
        return False
    return access.opened_by_id == caller.id or not _is_clinician(caller)


def open_access_to(person_id: UUID, caller: Caller) -> EmergencyAccess | None:
    """By what this clinician sees this person now; None: by no emergency access."""
    return _opened_by(caller.id).filter(user_id=person_id).first() if may_open(caller) else None


def may_read_reason(access: EmergencyAccess, caller: Caller) -> bool:
    """Whether this caller, who sees this access, may read why: not who sees the person by one of their own alone."""
    return access.id in with_readable_reason([access], caller)


def with_readable_reason(accesses: Collection[EmergencyAccess], caller: Caller) -> set[UUID]:
    """The ids of those of these accesses of which this caller may read why; at most one statement."""
    own = {access.id for access in accesses if isinstance(caller, User) and access.opened_by_id == caller.id}
    people = {access.user_id for access in accesses if access.id not in own}
    in_care = set(User.objects.in_care_of(caller).filter(id__in=people).values_list("id", flat=True))
    return own | {access.id for access in accesses if access.user_id in in_care}


def read_access_reason(access: EmergencyAccess) -> str:
    """What the clinician said, in clear."""
    return EmergencyAccess.reason.open(access.id, access.reason)


def opened_people(clinician_id: UUID) -> QuerySet[Any, Any]:
    """The ids of the people whose record this clinician has open."""
    return _opened_by(clinician_id).values("user_id")


def reasons_of_looking(caller: Caller, people: list[UUID]) -> Mapping[UUID, str]:
    """Which of these people this caller sees by emergency access, and by which; for clinicians it takes a statement.

    One that was open a minute ago counts too: it is asked for once the record was read, and may have ended meanwhile.
    """
    if not may_open(caller):
        return {}
    lately = EmergencyAccess.objects.open_since(Now() - LONGEST_READ).filter(opened_by_id=caller.id)
    opened = lately.filter(user_id__in=set(people)).order_by("started_at").values_list("user_id", "id")
    return {person_id: f"{REASON_KEPT}{access_id}" for person_id, access_id in opened}


@contextmanager
def explaining(caller: Caller, person_id: UUID) -> Iterator[None]:
    """What is written inside is kept with the emergency access by which this caller sees this person, if by one."""
    reason = reasons_of_looking(caller, [person_id]).get(person_id)
    if reason is None:
        yield
        return
    with acting(reason=reason), transaction.atomic():
        yield


def access_in_reason(reason: str) -> UUID | None:
    """The emergency access that was kept as the reason of a look; None: it was another reason, or none."""
    return UUID(reason.removeprefix(REASON_KEPT)) if reason.startswith(REASON_KEPT) else None


def _is_clinician(user: User) -> bool:
    return user.role == User.Role.CLINICIAN and user.clinic_id is not None and not user.is_superuser


def _opened_by(clinician_id: UUID) -> QuerySet[EmergencyAccess]:
    return EmergencyAccess.objects.open().filter(opened_by_id=clinician_id).order_by()


def _endable_by(caller: Caller) -> EmergencyAccessQuerySet:
    accesses: EmergencyAccessQuerySet = EmergencyAccess.objects.all()
    if not isinstance(caller, User) or not caller.is_active or not caller.is_staff:
        return accesses.none()
    if _is_clinician(caller):
        return accesses.filter(opened_by_id=caller.id)
    return accesses.visible_to(caller)


def _try_to_open(sought: Sought, reason: str, clinician_id: UUID, now: datetime) -> Opened | ResonaError:
    """One try after another of one clinician: their own row is locked first, and read as it is by now."""
    clinician = User.objects.select_related("clinic").select_for_update(of=("self",), no_key=True).get(pk=clinician_id)
    if not may_open(clinician):
        return NotForYouError()
    if _tries_of(clinician, now) >= MOST_TRIES:
        return TooManyTriesError()
    person = _find(sought, clinician)
    if person is None:
        _record(clinician, opened=0)
        return UnknownPersonError()
    if User.objects.in_care_of(clinician).filter(id=person.id).exists():
        return SeenAnywayError(person.id)
    open_already = open_access_to(person.id, clinician)
    if open_already is not None:
        return Opened(access=open_already, is_new=False)
    access = _open(person, reason, clinician, now)
    _record(clinician, opened=1, access=str(access.id), person=str(person.pseudonym))
    queue_emergency(user_id=person.id, access_id=access.id)
    return Opened(access=access, is_new=True)


def _tries_of(clinician: User, now: datetime) -> int:
    """As the security events tell: those nobody takes back."""
    tries = SecurityEvent.objects.filter(
        clinic=clinician.clinic, created_at__gt=now - COUNTED_FOR, kind=Kind.BREAK_GLASS
    )
    return tries.filter(actor=name_actor(clinician)).count()


def _find(sought: Sought, clinician: User) -> User | None:
    """Whoever of the clinic is meant, if it is one; locked, as whoever decides about a person does."""
    people = User.objects.people().filter(clinic=clinician.clinic)
    if sought.id is not None:
        people = people.filter(id=sought.id)
    elif sought.code_tail is not None:
        people = people.called(sought.code_tail)
    else:
        return None
    found = people.order_by("id").select_for_update(of=("self",), no_key=True)[:2]
    return found[0] if len(found) == 1 else None


def _open(person: User, reason: str, clinician: User, now: datetime) -> EmergencyAccess:
    own = EmergencyAccess.objects.filter(user=person, opened_by=clinician, ended_at__isnull=True)
    own.update(ended_at=F("expires_at"))  # one at a time: that of before is over, and may say so
    access_id = new_id()
    return EmergencyAccess.objects.create(
        id=access_id,
        user=person,
        opened_by=clinician,
        opened_by_uuid=clinician.id,
        reason=EmergencyAccess.reason.seal(access_id, reason),
        started_at=now,
        expires_at=now + LASTS,
    )


def _record(clinician: User, **detail: str | int) -> None:
    record_event(
        Kind.BREAK_GLASS,
        actor=name_actor(clinician),
        clinic_id=clinician.clinic_id,
        address=None,  # the audit log has the request
        detail=detail,
    )
