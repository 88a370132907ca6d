"""The second factor of staff: set up, asked for, taken away."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db import IntegrityError, transaction

from resona.accounts.models import User, UserSession
from resona.audit.actors import name_actor
from resona.errors import ResonaError
from resona.postgres.models import new_id
from resona.sign_in import totp
from resona.sign_in.models import RecoveryCode, TotpDevice
from resona.sign_in.recovery_codes import is_recovery_code, replace_codes, take_code

Factor = Literal["totp", "recovery_code"]

MAX_CHARACTERS = 40  # of what is typed; a recovery code has 19 with its hyphens
# Used steps an account remembers, the latest first: a code that somebody has seen opens again only where a clock went
# back past as many sign-ins.
KEPT_STEPS = 100
RESET_LASTS = timedelta(days=1)  # within which a second administrator has to agree


class AlreadyEnrolledError(ResonaError):
    """This account has a second factor already. Sign in with it."""

    status = 409


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolment:
    """A second factor that is being set up: sealed for the row it will have, and kept by the browser's session."""

    device_id: UUID
    sealed: bytes

    @property
    def secret(self) -> bytes:
        """Raises SealedValueError."""
        return TotpDevice.secret.open(self.device_id, self.sealed)


def has_second_factor(user_id: UUID) -> bool:
    return TotpDevice.objects.filter(user_id=user_id).exists()


def begin_enrolment(secret: bytes | None = None) -> Enrolment:
    """A new secret for this one enrolment: two browsers that begin never share one."""
    device_id = new_id()
    secret = secret or os.urandom(totp.SECRET_BYTES)
    return Enrolment(device_id=device_id, sealed=TotpDevice.secret.seal(device_id, secret))


def enrol(user: User, enrolment: Enrolment, *, step: int) -> tuple[str, ...]:
    """Makes it the account's second factor and returns its recovery codes. Raises AlreadyEnrolledError.

    `step` is that of the code that proved the app right: it does not open again.
    """
    try:
        with transaction.atomic():
            TotpDevice.objects.create(id=enrolment.device_id, user=user, secret=enrolment.sealed, used_steps=[step])
            return replace_codes(user.pk)
    except IntegrityError as error:
        raise AlreadyEnrolledError from error


def take_factor(user_id: UUID, text: str, *, now: datetime) -> Factor | None:
    """What was typed as second factor: which one it is, used up from now on; None if it opens nothing."""
    code = totp.as_typed(text[:MAX_CHARACTERS])
    if totp.is_code(code):
        return "totp" if _take_totp(user_id, code, now) else None
    if is_recovery_code(code):
        return "recovery_code" if take_code(user_id, code, now=now) else None
    return None


@transaction.atomic
def ask_for_reset(device: TotpDevice, *, by: User, now: datetime) -> bool:
    """Takes it away where another administrator asked for that within a day; else keeps that this one asks.

    Whether it is taken away. Neither may be its owner: an administrator alone could then sign in as anybody whose
    password they can have replaced.
    """
    kept = TotpDevice.objects.filter(id=device.id).select_for_update(of=("self",), no_key=True).first()
    if kept is None or kept.user_id == by.pk:
        return False
    asked = kept.reset_asked_by if kept.reset_asked_at and now - kept.reset_asked_at < RESET_LASTS else ""
    if asked in ("", name_actor(by)):
        TotpDevice.objects.filter(id=kept.id).update(reset_asked_by=name_actor(by), reset_asked_at=now)
        return False
    return remove_second_factor(kept.user_id)


def remove_second_factor(user_id: UUID) -> bool:
    """Takes it away with its recovery codes and ends the account's sessions; whether there was one.

    The next sign-in with the password sets up a new one.
    """
    with transaction.atomic():
        removed, _ = TotpDevice.objects.filter(user_id=user_id).delete()
        RecoveryCode.objects.filter(user_id=user_id).delete()
        UserSession.objects.filter(user_id=user_id).delete()
    return bool(removed)


@transaction.atomic
def _take_totp(user_id: UUID, code: str, now: datetime) -> bool:
    """Locked, so that nobody uses a code twice, not even at the same moment."""
    device = TotpDevice.objects.filter(user_id=user_id).select_for_update(of=("self",), no_key=True).first()
    if device is None:
        return False
    secret = TotpDevice.secret.open(device.id, device.secret)
    step = totp.find_step(secret, code, now.timestamp(), used=device.used_steps)
    if step is None:
        return False
    # Whoever has it needs no reset: one that was asked for is off.
    TotpDevice.objects.filter(id=device.id).update(
        used_steps=[step, *device.used_steps[: KEPT_STEPS - 1]], reset_asked_by="", reset_asked_at=None
    )
    return True
