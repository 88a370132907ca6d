"""Takes a member of staff's second factor away, for whoever lost it and has no administrator to ask."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from resona.accounts.models import User
from resona.sign_in.letters import Notice
from resona.sign_in.queueing import queue_notice
from resona.sign_in.recording import record_reset
from resona.sign_in.second_factor import remove_second_factor

ACTOR = "command:reset_second_factor"


class Command(BaseCommand):
    help = (
        "Takes the second factor of this member of staff away, with its recovery codes, and ends their sessions. At "
        "the next sign-in, with the password, they set up a new one. It is kept as a security event."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="what they sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.exclude(role=User.Role.PERSON).filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"Nobody on the staff signs in as {options['email']}.")
        if not remove_second_factor(user.pk):
            raise CommandError(f"{user.email} has no second factor. It is set up at the next sign-in.")
        record_reset(user, actor=ACTOR, address=None)
        queue_notice(user.pk, Notice.SECOND_STEP_RESET, now=timezone.now())
        self.stdout.write(f"{user.email} sets up a new second factor at the next sign-in.")
