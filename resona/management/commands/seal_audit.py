"""Seals what is final in the audit log, as the worker does every minute."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from resona.audit.sealing import seal_finished


class Command(BaseCommand):
    help = "Seals the rows of the audit log that are final. The worker does it every minute; this does it now."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Rows sealed: {seal_finished()}.")
