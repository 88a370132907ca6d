"""Recomputes the seals of the audit log and says whether anything in it was changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.audit.verification import Tail, verify_log


class Command(BaseCommand):
    help = (
        "Recomputes every seal of the audit log and its signature: reports the first that does not match, rows that "
        "are missing, were changed or slipped in, and what is not sealed yet. Exit status 1 where the log is not whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--digest",
            default="",
            metavar="HEX",
            help="a digest that an earlier run printed, noted elsewhere: must be among the seals",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify_log(expected_digest=options["digest"])
        self.stdout.write(f"Sound: {verdict.seals} seals over {verdict.rows} rows.")
        if verdict.tail is not None:
            self.stdout.write(f"Not sealed yet: {_describe(verdict.tail)}.")
        if verdict.digest:
            self.stdout.write(f"Digest of the last sound seal: {verdict.digest}")
        if verdict.faults:
            record_event(
                SecurityEvent.Kind.AUDIT_BROKEN,
                actor="command:verify_audit",
                detail={"faults": len(verdict.faults), "sound_seals": verdict.seals},
            )
            raise CommandError("The audit log is not whole: " + "; ".join(verdict.faults) + ".")


def _describe(tail: Tail) -> str:
    if tail.since is None:
        return "nothing"
    return f"{tail.rows} rows, the oldest {(timezone.now() - tail.since).total_seconds():.0f} s old"
