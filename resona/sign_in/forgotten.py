"""A forgotten password: a link by mail, and a new password of one's own. The second factor stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.http import HttpRequest

from resona.accounts.models import User, UserSession
from resona.sign_in.guesses import is_first_within
from resona.sign_in.letters import Notice
from resona.sign_in.queueing import queue_notice
from resona.sign_in.recording import Kind, record_of_staff

ONE_MAIL_WITHIN: Final = timedelta(minutes=5)  # of a kind, to one account: who asks again finds the first one


def mail_password_link(email: str, *, now: datetime) -> None:
    """Mails a link to set a new password, if this is the address of somebody on the staff who may sign in."""
    user = User.objects.of_address(email).exclude(role=User.Role.PERSON).filter(is_active=True).first()
    if user is not None:
        mail_link(user, Notice.FORGOTTEN, now=now)


def mail_link(user: User, notice: Notice, *, now: datetime) -> None:
    """Mails a link, unless one like it has just been mailed."""
    if is_first_within(ONE_MAIL_WITHIN, notice, str(user.pk), now=now):
        queue_notice(user.pk, notice, now=now)


def set_password(request: HttpRequest, user: User, password: str, *, now: datetime) -> None:
    """Sets the password, signs every browser out, keeps that it happened and tells the owner."""
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        UserSession.objects.filter(user=user).delete()
        record_of_staff(Kind.STAFF_CHANGED, user, request, change="password set by a link")
        queue_notice(user.pk, Notice.CHANGED, now=now)
