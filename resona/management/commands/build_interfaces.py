"""Builds people's interfaces now, as the nightly build does."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction
from django.utils import timezone

from interfaces.services import CHUNK, BuildResult, Outcome, build_interfaces
from resona.accounts.models import User
from resona.management.interruption import INTERRUPTED, Interruption
from resona.management.progress import Progress
from resona.postgres.retry import retry_transient

# Of people whose build failed so many are named.
NAMED_FAILURES = 20


class Command(BaseCommand):
    help = (
        "Builds the interfaces of people in care now, as the worker does every night. A new version is stored only "
        "where something changed. Safe to repeat and to interrupt. Exit status 0 only if no build failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--user", metavar="ID", action="append", type=_person_id, help="only this person; may be repeated"
        )
        parser.add_argument("--dry-run", action="store_true", help="builds everything and keeps nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        self._results: list[BuildResult] = []
        people = _whom(options["user"])
        try:
            self._build(people, is_rehearsal=options["dry_run"])
        except KeyboardInterrupt:
            failure = f"Interrupted. {self._summary()} Run it again to go on."
            raise CommandError(failure, returncode=INTERRUPTED) from None
        except DatabaseError as error:
            raise CommandError(f"Stopped: {str(error).partition(chr(10))[0]}. {self._summary()}") from error
        self._conclude(is_rehearsal=options["dry_run"])

    def _build(self, people: list[UUID], *, is_rehearsal: bool) -> None:
        build = _rehearse if is_rehearsal else _build
        with Interruption() as interruption, self._progress(len(people)) as progress:
            for chunk in _chunks(people):
                with interruption.shielded():
                    self._results += retry_transient(partial(build, chunk))
                progress.reach(len(self._results))

    def _conclude(self, *, is_rehearsal: bool) -> None:
        summary = f"{self._summary()}{' Nothing was kept.' if is_rehearsal else ''}"
        failed = [result for result in self._results if result.outcome is Outcome.FAILED]
        if not failed:
            self.stdout.write(summary)
            return
        named = "\n".join(f"{result.user_id}: {result.failure}" for result in failed[:NAMED_FAILURES])
        more = "\n… and more" if len(failed) > NAMED_FAILURES else ""
        raise CommandError(f"{summary}\n{named}{more}")

    def _summary(self) -> str:
        counts = Counter(result.outcome for result in self._results)
        return (
            f"Interfaces: {counts[Outcome.CHANGED]:,} changed, {counts[Outcome.UNCHANGED]:,} unchanged, "
            f"{counts[Outcome.LEFT_ALONE]:,} left alone without consent, {counts[Outcome.FAILED]:,} failed."
        )

    def _progress(self, total: int) -> Progress:
        def write(text: str) -> None:
            self.stderr.write(text, lambda plain: plain, "")

        return Progress("Building", total, write=write, is_terminal=self.stderr.isatty())


def _whom(wanted: list[UUID] | None) -> list[UUID]:
    """Everybody in care, or those named. Raises CommandError for anyone unknown."""
    people = User.objects.people().order_by("id").values_list("id", flat=True)
    if wanted is None:
        return list(people)
    known = set(people.filter(id__in=wanted))
    unknown = [str(user_id) for user_id in wanted if user_id not in known]
    if unknown:
        raise CommandError(f"There is no person {', '.join(unknown)}. Nothing was done.")
    return sorted(known)


def _chunks(people: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(people), CHUNK):
        yield people[start : start + CHUNK]


def _build(people: list[UUID]) -> list[BuildResult]:
    return build_interfaces(people, now=timezone.now())


def _rehearse(people: list[UUID]) -> list[BuildResult]:
    """What building them would come to: built and taken back."""
    with transaction.atomic():
        results = _build(people)
        transaction.set_rollback(True)
    return results


def _person_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no id of a person.") from None
