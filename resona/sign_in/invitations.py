"""How staff come in: invited by mail, they choose their own password. Nobody sets it for them."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from resona.accounts.models import Clinic, User
from resona.audit.actors import name_actor
from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.encryption.digests import keyed_digests
from resona.errors import ResonaError
from resona.postgres.models import new_id
from resona.sign_in.invitation_models import StaffInvitation
from resona.sign_in.queueing import queue_invitation

LASTS: Final = timedelta(days=7)


class InvitationOverError(ResonaError):
    """This invitation opens nothing any more. Ask for a new one."""

    status = 410


@transaction.atomic
def invite(
    *, email: str, role: str, clinic: Clinic, inviter: User | None, actor: str, now: datetime
) -> StaffInvitation:
    """Invites somebody to the staff of a clinic; an earlier invitation to the same address ends.

    It is told like any other, but no mail is sent, where the address is somebody's already: whose, nobody is told.
    """
    earlier = StaffInvitation.objects.filter(email__iexact=email, clinic=clinic, accepted_at=None, expires_at__gt=now)
    earlier.update(expires_at=now)
    invitation_id = new_id()
    invitation = StaffInvitation.objects.create(
        id=invitation_id,
        clinic=clinic,
        email=email,
        role=role,
        digest=_digest(_secrets(invitation_id)[0]),
        expires_at=now + LASTS,
        invited_by_uuid=None if inviter is None else inviter.id,
    )
    _record(clinic.id, actor=actor, change="invited", invitation=invitation_id)
    queue_invitation(invitation_id)
    return invitation


def end_invitation(*, invitation: StaffInvitation, actor: str, now: datetime) -> bool:
    """From now on its link opens nothing; whether it did."""
    open_ones = StaffInvitation.objects.filter(id=invitation.id, accepted_at=None, expires_at__gt=now)
    if not open_ones.update(expires_at=now):
        return False
    _record(invitation.clinic_id, actor=actor, change="invitation ended", invitation=invitation.id)
    return True


def secret_of(invitation: StaffInvitation) -> str:
    """What stands in its link: the same whenever it is mailed, and known to nobody without the keys."""
    return next(secret for secret in _secrets(invitation.id) if _digest(secret) == bytes(invitation.digest))


def find_invitation(secret: str, *, now: datetime) -> StaffInvitation | None:
    """The invitation with this link; None for one that opens nothing, or no longer."""
    found = StaffInvitation.objects.filter(digest=_digest(secret), accepted_at=None, expires_at__gt=now)
    invitation: StaffInvitation | None = found.select_related("clinic").first()
    return invitation


def accept(invitation: StaffInvitation, *, name: str, password: str, now: datetime) -> User:
    """Makes the account, in the clinic's time zone. Raises InvitationOverError, also where the address is taken."""
    try:
        with transaction.atomic():
            if not StaffInvitation.objects.filter(id=invitation.id, accepted_at=None, expires_at__gt=now).update(
                accepted_at=now
            ):
                raise InvitationOverError
            user = User.objects.create_user(
                invitation.email,
                password,
                name=name,
                role=invitation.role,
                clinic_id=invitation.clinic_id,
                timezone=invitation.clinic.timezone,
                is_pseudonymous=False,
            )
            _record(invitation.clinic_id, actor=name_actor(user), change="came in", invitation=invitation.id)
    except IntegrityError as error:
        raise InvitationOverError from error
    return user


def _secrets(invitation_id: UUID) -> list[str]:
    """Under each key there is, the newest first."""
    digests = keyed_digests(f"staff invitation\n{invitation_id}".encode())
    return [digest.partition(":")[2] for digest in digests]


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _record(clinic_id: UUID, *, actor: str, change: str, invitation: UUID) -> None:
    record_event(
        SecurityEvent.Kind.STAFF_CHANGED,
        actor=actor,
        clinic_id=clinic_id,
        detail={"change": change, "invitation": str(invitation)},
    )
