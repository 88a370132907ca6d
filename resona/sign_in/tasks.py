"""Forgets sign-ins that are over."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from resona.accounts.sessions import forget_expired_sign_ins
from resona.postgres.jobs import UPKEEP, Priority
from resona.sign_in.enrolments import forget_old_codes
from resona.sign_in.guesses import forget_old_guesses
from resona.sign_in.oauth import forget_expired_tokens
from resona.sign_in.person_tokens import forget_dead_tokens


@app.periodic(cron="7 * * * *")
@app.task(name="forget_sign_ins", queue=UPKEEP, priority=Priority.CLOCK, queueing_lock="forget_sign_ins")
def forget_sign_ins(timestamp: int) -> None:
    """Deletes sign-ins and tokens that have expired and failures that count no longer, every hour."""
    forget_expired_sign_ins(now=timezone.now())
    forget_old_guesses(now=timezone.now())
    forget_expired_tokens(now=timezone.now())
    forget_dead_tokens(now=timezone.now())
    forget_old_codes(now=timezone.now())
