"""Shows the code with which the demo's staff sign in just now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from resona.demo.logins import read_second_factor
from resona.sign_in.totp import code_at


class Command(BaseCommand):
    help = "Shows the code that the demo asks for after the password. It changes twice a minute, and each opens once."

    def handle(self, *args: Any, **options: Any) -> None:
        secret = None if settings.IS_PRODUCTION else read_second_factor(settings.STATE_DIRECTORY)
        if secret is None:
            raise CommandError("There is no demo here: `manage.py demo` installs it, in an embedded database only.")
        self.stdout.write(code_at(secret, timezone.now().timestamp()))
