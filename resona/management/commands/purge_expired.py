"""Deletes records that are older than they may be kept, as the worker does every night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from resona.compliance.retention import purge_expired
from resona.management.interruption import INTERRUPTED, Interruption
from resona.management.progress import Progress


class Command(BaseCommand):
    help = (
        "Deletes sessions that are older than the clinic or the person keeps them, with everything found in them, as "
        "the worker does every night. Nothing under legal hold or restriction goes. Safe to repeat and to interrupt."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="says what would go, and keeps all of it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with Interruption(), self._progress() as progress:
                purged = purge_expired(now=timezone.now(), is_rehearsal=options["dry_run"], on_people=progress.reach)
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Run it again to go on.", returncode=INTERRUPTED) from None
        for table, count in sorted(purged.rows.items()):
            self.stdout.write(f"{count:>9,}  {table}")
        total = f"{sum(purged.rows.values()):,} rows of {purged.people:,} people"
        self.stdout.write(f"{total} would go. Nothing was deleted." if options["dry_run"] else f"{total} are gone.")

    def _progress(self) -> Progress:
        def write(text: str) -> None:
            self.stderr.write(text, lambda plain: plain, "")

        return Progress("People", None, write=write, is_terminal=self.stderr.isatty())
