"""Writes everything held on a person into a ZIP."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from resona.audit.events import record_event
from resona.audit.models import SecurityEvent
from resona.compliance.export import write_archive
from resona.compliance.person_tables import Names
from resona.management.person_ids import find_person, person_id
from resona.management.progress import Progress

STANDARD_OUTPUT: Final = "-"
OWNER_ONLY: Final = 0o600


class Command(BaseCommand):
    help = (
        "Writes everything held on a person into a ZIP: JSON, readable pages, and the sessions as import_sessions "
        "takes them. The file is in clear and readable by its owner only: keep it where nobody else can."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", metavar="ID", type=person_id, help="the person's id")
        parser.add_argument(
            "file", metavar="FILE", help="the ZIP to write, which must not be there yet; - is standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        person, now = find_person(options["person"]), timezone.now()
        names = Names(id=person.id, pseudonym=person.pseudonym)
        with _file(options["file"]) as file, self._progress() as progress:
            contents = write_archive(names, file, now=now, on_step=lambda done, _: progress.reach(done))
        record_event(
            SecurityEvent.Kind.EXPORTED,
            actor="command:export_person",
            clinic_id=person.clinic_id,
            detail={"records": sum(contents.rows.values())},
        )
        lost = f" {contents.unreadable} values could not be opened: a key is missing." if contents.unreadable else ""
        self.stderr.write(f"{sum(contents.rows.values()):,} records of {len(contents.rows)} kinds.{lost}")

    def _progress(self) -> Progress:
        def write(text: str) -> None:
            self.stderr.write(text, lambda plain: plain, "")

        return Progress("Exporting, tables", None, write=write, is_terminal=self.stderr.isatty())


@contextmanager
def _file(name: str) -> Iterator[IO[bytes]]:
    """The file, new and its owner's; removed again where it was not finished."""
    if name == STANDARD_OUTPUT:
        yield sys.stdout.buffer
        return
    try:
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except OSError as error:
        raise CommandError(f"{name} cannot be written: {error.strerror}.") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
