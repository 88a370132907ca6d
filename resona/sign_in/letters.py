"""What staff are told by mail about their own account: links that open once, and what somebody did to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from resona.accounts.models import User
from resona.outgoing.mail import mail_id, send_mail
from resona.outgoing.mail_addresses import is_mail_address
from resona.sign_in.invitation_models import StaffInvitation
from resona.sign_in.invitations import secret_of
from resona.sign_in.mailed_links import NEW_PASSWORD, SIGN_IN, make_secret


class Notice(StrEnum):
    """Something that happened to an account, of which its owner is told."""

    FORGOTTEN = "forgotten"
    GO_ON = "go_on"
    CHANGED = "changed"
    RESET_ASKED = "reset_asked"
    SECOND_STEP_RESET = "second_step_reset"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What one mail says."""

    subject: str
    lines: tuple[str, ...]


_NOT_YOU: Final = "If you did not expect this, tell an administrator of your clinic at once."
LETTERS: Final[Mapping[Notice, Letter]] = {
    Notice.FORGOTTEN: Letter(
        subject="Resona: set a new password",
        lines=("Somebody asked for a link to set a new password for your account. It opens once, within an hour.",),
    ),
    Notice.GO_ON: Letter(
        subject="Resona: go on signing in",
        lines=(
            "Somebody signed in with your password while others were guessing at it.",
            "If it was you, go on with this link. It opens once, within an hour.",
            "If it was not, somebody knows your password: set another one.",
        ),
    ),
    Notice.CHANGED: Letter(
        subject="Resona: your password was changed", lines=("A new password was set for your account.", _NOT_YOU)
    ),
    Notice.RESET_ASKED: Letter(
        subject="Resona: a reset of your second step was asked for",
        lines=("An administrator asked that your second step is set up anew. A second one has to agree.", _NOT_YOU),
    ),
    Notice.SECOND_STEP_RESET: Letter(
        subject="Resona: your second step was reset",
        lines=("At your next sign-in you set up your second step anew.", _NOT_YOU),
    ),
    Notice.DEACTIVATED: Letter(
        subject="Resona: your account was deactivated", lines=("You can no longer sign in.", _NOT_YOU)
    ),
}


def send_notice(user_id: UUID, notice: Notice, *, at: datetime) -> None:
    """Tells a member of staff; nothing where the account is gone, or has no address that mail can be sent to.

    `at` is when it happened: the same notice of another time is another mail. Raises OutgoingError.
    """
    user = User.objects.exclude(role=User.Role.PERSON).filter(id=user_id).first()
    if user is None or not user.email or not is_mail_address(user.email):
        return
    letter = LETTERS[notice]
    send_mail(
        recipients=[user.email],
        subject=letter.subject,
        text=_text(letter.lines, _link(user, notice)),
        message_id=mail_id(notice, user_id, at),
    )


def send_invitation(invitation_id: UUID, *, now: datetime) -> None:
    """Sends the link, unless the invitation is over or the address is somebody's already. Raises OutgoingError."""
    open_ones = StaffInvitation.objects.filter(id=invitation_id, accepted_at=None, expires_at__gt=now)
    invitation = open_ones.select_related("clinic").first()
    if invitation is None or User.objects.of_address(invitation.email).exists():
        return
    lines = (
        f"You are invited to Resona as {invitation.get_role_display()} of {invitation.clinic}.",
        "With this link you set your password and your second step. It opens once, within a week.",
    )
    send_mail(
        recipients=[invitation.email],
        subject="Resona: you are invited",
        text=_text(lines, _address("invitation", secret_of(invitation))),
        message_id=mail_id("invitation", invitation.id),
    )


def _link(user: User, notice: Notice) -> str:
    if not user.is_active:
        return ""
    if notice == Notice.FORGOTTEN:
        return _address("new_password", make_secret(user, NEW_PASSWORD))
    return _address("link", make_secret(user, SIGN_IN)) if notice == Notice.GO_ON else ""


def _address(view: str, secret: str) -> str:
    return f"{settings.SITE_URL}{reverse(f'sign_in:{view}', args=[secret])}"


def _text(lines: tuple[str, ...], link: str) -> str:
    return "\n".join((*lines, *(("", link) if link else ()), ""))
