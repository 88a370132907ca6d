"""Queues mails about accounts, in the transaction that makes them due. The jobs are in tasks.py."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from procrastinate.jobs import JobDeferrer

from resona.postgres.jobs import Priority, job_named

MAIL_INVITATION: Final = "mail_invitation"
MAIL_NOTICE: Final = "mail_notice"
ACCOUNT_MAIL: Final = "account_mail"  # the queue


def queue_invitation(invitation_id: UUID) -> None:
    """Queues the mail with an invitation's link."""
    _job(MAIL_INVITATION).defer(invitation_id=str(invitation_id))


def queue_notice(account_id: UUID, notice: str, *, now: datetime) -> None:
    """Queues a mail to a member of staff about their account: one of resona.sign_in.letters.Notice."""
    _job(MAIL_NOTICE).defer(account_id=str(account_id), notice=notice, at=now.isoformat())


def _job(name: str) -> JobDeferrer:
    return job_named(name, queue=ACCOUNT_MAIL, priority=Priority.REQUEST)
