"""Analyses stored sessions again under today's policy, beside what was found before."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from resona.accounts.models import User
from resona.analysis.reanalysis import Reanalysed, note_people, reanalyse, waiting_people
from resona.management.interruption import INTERRUPTED, Interruption
from resona.management.progress import Progress

# Of people whose sessions could not be analysed again so many are named.
NAMED_FAILURES = 20
GO_ON = "`reanalyse --waiting` goes on."


class Command(BaseCommand):
    help = (
        "Analyses stored sessions again under today's policy and priors, in the order of time. What was found before "
        "stays beside it, marked as superseded; no crisis event is raised anew unless the words say more. Safe to "
        "interrupt: --waiting goes on where it stopped. Exit status 0 only if everybody's sessions were analysed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("--user", metavar="ID", action="append", type=_person_id, help="this person; may be repeated")
        whom.add_argument("--all", action="store_true", help="everybody")
        whom.add_argument("--waiting", action="store_true", help="only those an interrupted run still owes it")
        parser.add_argument(
            "--since", metavar="TIME", type=_instant, help="sessions from then on: a date, or a time with its zone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["waiting"] and options["since"]:
            raise CommandError("--since goes with --user or --all: for whom waits it is known already.")
        people = self._whom(options)
        try:
            with Interruption() as interruption, self._progress(len(people)) as progress:
                found = reanalyse(_shielded(people, interruption), clock=timezone.now, done=progress.reach)
        except KeyboardInterrupt:
            raise CommandError(f"Interrupted. {GO_ON}", returncode=INTERRUPTED) from None
        except DatabaseError as error:
            raise CommandError(f"Stopped: {str(error).partition(chr(10))[0]}. {GO_ON}") from error
        self._conclude(found)

    def _whom(self, options: dict[str, Any]) -> list[UUID]:
        if options["waiting"]:
            return waiting_people()
        wanted: list[UUID] | None = options["user"]
        if wanted is not None:
            known = set(User.objects.filter(id__in=wanted).values_list("id", flat=True))
            unknown = [str(user_id) for user_id in wanted if user_id not in known]
            if unknown:
                raise CommandError(f"There is no person {', '.join(unknown)}. Nothing was done.")
        return note_people(wanted, since=options["since"])

    def _conclude(self, found: Reanalysed) -> None:
        summary = f"{found.sessions:,} sessions of {found.people:,} people analysed again."
        if not found.failed:
            self.stdout.write(summary)
            return
        named = ", ".join(str(user_id) for user_id in found.failed[:NAMED_FAILURES])
        more = " and more" if len(found.failed) > NAMED_FAILURES else ""
        raise CommandError(f"{summary} {len(found.failed):,} people failed, see the log: {named}{more}. {GO_ON}")

    def _progress(self, total: int) -> Progress:
        def write(text: str) -> None:
            self.stderr.write(text, lambda plain: plain, "")

        return Progress("Analysing", total, write=write, is_terminal=self.stderr.isatty())


def _shielded(people: list[UUID], interruption: Interruption) -> Iterator[UUID]:
    """Each person is finished before an interruption takes effect."""
    for user_id in people:
        with interruption.shielded():
            yield user_id


def _person_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no id of a person.") from None


def _instant(text: str) -> datetime:
    """A date means its first instant in UTC; a time must name its zone."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no date and no time.") from None
    if instant.tzinfo is None and len(text) > len("2026-01-31"):
        raise ArgumentTypeError(f"{text!r} needs its zone, such as Z.")
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
