"""In care, and out of it: who is no longer in care raises no silence and no review, and is recorded no more.

A cry for help still reaches people: a session in which somebody's own words call for it is recorded, and raises a
crisis event, whoever has left.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from resona.accounts.models import CarePeriod, User
from resona.accounts.performers import Performer, seal_performer
from resona.accounts.teams import lock_person
from resona.errors import ResonaError
from resona.slots import Slot

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

Ended = CarePeriod.Ended


class NotInCareError(ResonaError):
    """The person is not in care: there is nothing to end."""

    status = 409
    problem = "not-in-care"


class InCareError(ResonaError):
    """The person is in care already."""

    status = 409
    problem = "in-care"


# What apps do when somebody comes back into care and is to be learned anew.
ON_BEGINNING_ANEW: Final[Slot[Callable[[User, Caller, datetime], None]]] = Slot()


@transaction.atomic
def end_care(
    *, user_id: UUID, because: Ended, caller: Caller, now: datetime, performer: Performer | None = None
) -> CarePeriod:
    """The person is no longer in care. Raises UnknownPersonError, NotInYourCareError, NotInCareError.

    `performer`: on whose behalf another system says so.
    """
    person = lock_person(user_id, caller)
    if person.care_ended:
        raise NotInCareError
    period = CarePeriod.objects.filter(user=person, ended_at=None).first()
    if period is None:  # from before there were periods: they were in care since they came
        period = CarePeriod(user=person, started_at=min(person.created_at, now))
    period.ended_at, period.ended_because = max(now, period.started_at), because
    period.ended_for = seal_performer(CarePeriod.ended_for, period.id, performer)
    period.save()
    return period


@transaction.atomic
def begin_care(
    *, user_id: UUID, keeps_normal: bool, caller: Caller, now: datetime, performer: Performer | None = None
) -> CarePeriod:
    """The person comes back into care: a new period begins, and with `keeps_normal` what is normal for them stays.

    Otherwise it is learned anew from their next session. Raises UnknownPersonError, NotInYourCareError, InCareError.
    """
    person = lock_person(user_id, caller)
    if not person.care_ended:
        raise InCareError
    period = CarePeriod(user=person, started_at=now)
    period.begun_for = seal_performer(CarePeriod.begun_for, period.id, performer)
    period.save(force_insert=True)
    if not keeps_normal:
        for begin_anew in ON_BEGINNING_ANEW:
            begin_anew(person, caller, now)
    return period
