"""Accounts of staff: a link to set a password, deactivation and return. Nobody opens an account for another."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from resona.accounts.leaving import open_work_of, pass_on_work
from resona.accounts.models import User, UserSession
from resona.audit.actors import name_actor
from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.errors import ResonaError
from resona.sign_in.enrolments import end_what_was_issued
from resona.sign_in.letters import Notice
from resona.sign_in.models import RecoveryCode, TotpDevice
from resona.sign_in.queueing import queue_notice


class WorkLeftError(ResonaError):
    """Something would be left undone."""

    status = 409

    def __init__(self, work: list[str]) -> None:
        self.work = tuple(work)
        super().__init__(f"Open: {'; '.join(work)}.")


@transaction.atomic
def deactivate(user: User, *, by: User, successor: User | None, now: datetime) -> None:
    """Takes the account out of use, once nothing hangs on it: what is open, the successor takes over.

    Whoever comes back begins anew: neither password nor second factor stays. Codes and tokens that they issued end,
    unless a device has confirmed them. Raises WorkLeftError.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if successor is not None:
        pass_on_work(user, successor, now)
    if left := open_work_of(user, now):
        raise WorkLeftError(left)
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    _take_what_opens(user)
    end_what_was_issued(by=name_actor(user), now=now)
    _record(user, by, change="deactivated")
    queue_notice(user.pk, Notice.DEACTIVATED, now=now)


@transaction.atomic
def reactivate(user: User, *, by: User, now: datetime) -> None:
    """Takes the account into use again: a link to set a new password is mailed, and the second step is set up anew."""
    user.is_active = True
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    _take_what_opens(user)
    _record(user, by, change="reactivated")
    queue_notice(user.pk, Notice.FORGOTTEN, now=now)


def send_password_link(user: User, *, by: User, now: datetime) -> None:
    """Mails the owner a link to set a new password: whoever asked for it never learns one."""
    _record(user, by, change="password link sent")
    queue_notice(user.pk, Notice.FORGOTTEN, now=now)


def _take_what_opens(user: User) -> None:
    """Sessions end by themselves where the account is deactivated; they are ended here for whoever comes back."""
    TotpDevice.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    UserSession.objects.filter(user=user).delete()


def _record(user: User, by: User, *, change: str) -> None:
    record_event(
        SecurityEvent.Kind.STAFF_CHANGED,
        actor=name_actor(by),
        clinic_id=user.clinic_id,
        detail={"change": change, "account": name_actor(user)},
    )
