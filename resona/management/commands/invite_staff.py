"""Invites somebody to the staff of a clinic, by mail."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from resona.audit.context import acting_as_command
from resona.management.credential_command import find_clinic
from resona.outgoing.mail_addresses import check_mail_address
from resona.sign_in.invitation_models import STAFF_ROLES
from resona.sign_in.invitations import invite

NAME = "invite_staff"


class Command(BaseCommand):
    help = (
        "Invites somebody to the staff of a clinic: they are mailed a link, with which they set their own password and "
        "second step. The worker sends it. No mail is sent where the address is that of an account already."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="where the link is sent; what they will sign in with")
        parser.add_argument("--clinic", metavar="NAME|ID", required=True, help="the clinic they come to")
        parser.add_argument(
            "--role", choices=[role for role, _ in STAFF_ROLES], default="clinician", help="clinician, unless said"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email: str = options["email"]
        try:
            validate_email(email)
            check_mail_address(email)
        except ValidationError as error:
            raise CommandError(f"{email} is no e-mail address.") from error
        clinic = find_clinic(options["clinic"])
        with acting_as_command(NAME):
            invite(
                email=email,
                role=options["role"],
                clinic=clinic,
                inviter=None,
                actor=f"command:{NAME}",
                now=timezone.now(),
            )
        self.stdout.write(f"A mail to {email} is on its way, unless the address is that of an account already.")
