"""Forgets sign-ins that are over, and mails staff what concerns their accounts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from resona.accounts.sessions import forget_expired_sign_ins
from resona.postgres.jobs import PERSISTENT, UPKEEP, Priority
from resona.sign_in.enrolments import forget_old_codes
from resona.sign_in.guesses import forget_old_guesses
from resona.sign_in.letters import Notice, send_invitation, send_notice
from resona.sign_in.oauth import forget_expired_tokens
from resona.sign_in.person_tokens import forget_dead_tokens
from resona.sign_in.queueing import ACCOUNT_MAIL, MAIL_INVITATION, MAIL_NOTICE


@app.periodic(cron="7 * * * *")
@app.task(name="forget_sign_ins", queue=UPKEEP, priority=Priority.CLOCK, queueing_lock="forget_sign_ins")
def forget_sign_ins(timestamp: int) -> None:
    """Deletes sign-ins and tokens that have expired and failures that count no longer, every hour."""
    forget_expired_sign_ins(now=timezone.now())
    forget_old_guesses(now=timezone.now())
    forget_expired_tokens(now=timezone.now())
    forget_dead_tokens(now=timezone.now())
    forget_old_codes(now=timezone.now())


@app.task(name=MAIL_INVITATION, queue=ACCOUNT_MAIL, priority=Priority.REQUEST, retry=PERSISTENT)
def mail_invitation(*, invitation_id: str) -> None:
    """Mails the link of an invitation."""
    send_invitation(UUID(invitation_id), now=timezone.now())


@app.task(name=MAIL_NOTICE, queue=ACCOUNT_MAIL, priority=Priority.REQUEST, retry=PERSISTENT)
def mail_notice(*, account_id: str, notice: str, at: str) -> None:
    """Mails a member of staff a link, or what happened to their account."""
    send_notice(UUID(account_id), Notice(notice), at=datetime.fromisoformat(at))
