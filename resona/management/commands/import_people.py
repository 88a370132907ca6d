"""Brings people into care from files of CSV or NDJSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from resona.accounts.models import Clinic
from resona.compliance.importing_people import CHUNK, ImportedPerson, Tally, count, import_people
from resona.compliance.lines_of_files import count_lines
from resona.compliance.people_files import REJECT_COLUMNS, PeopleFile, PersonRecord, read_people_file
from resona.errors import Fault, InvalidInputError
from resona.management.clinics import find_clinic
from resona.management.interruption import INTERRUPTED, Interruption
from resona.management.keys import require_keys_to_begin
from resona.management.progress import Progress
from resona.management.rejects_file import rejects_file

# Without a rejects file so many are named.
NAMED_REJECTS: Final = 20

Keep = Callable[[PeopleFile, ImportedPerson], None]


class Command(BaseCommand):
    help = (
        "Enrols the people in a file of CSV or NDJSON, one a line, with their identifiers, contacts, care teams and "
        "consents. Safe to repeat and to interrupt: who is known by an id or an identifier is left as they are. Exit "
        "status 0 only if every line went in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV with a header, or NDJSON as the API takes it")
        parser.add_argument("--clinic", required=True, metavar="CLINIC", help="their clinic, by name or id")
        parser.add_argument("--dry-run", action="store_true", help="checks every line and keeps nothing")
        parser.add_argument(
            "--rejects",
            metavar="FILE",
            type=Path,
            help="takes faulty lines as they were, with what is wrong; mended, it can be imported itself. It holds "
            "what was told of people: readable by its owner only",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["dry_run"]:
            require_keys_to_begin()
        self._tally, self._named = Tally(), 0
        try:
            self._import(find_clinic(options["clinic"]), options)
        except InvalidInputError as error:
            raise CommandError(f"Nothing was read: {_in_words(error.faults)}.") from None
        except KeyboardInterrupt:
            raise CommandError(f"Interrupted. {self._so_far()} Run it again.", returncode=INTERRUPTED) from None
        except (DatabaseError, OSError) as error:
            raise CommandError(f"Stopped: {type(error).__name__}. {self._so_far()}") from error
        if self._tally.rejected:
            raise CommandError(self._so_far())
        self.stdout.write(f"{self._so_far()}{' Nothing was kept.' if options['dry_run'] else ''}")

    def _import(self, clinic: Clinic, options: dict[str, Any]) -> None:
        with _open(options["file"]) as content:
            line_count = count_lines(content)
            file = read_people_file(content)
            with (
                Interruption() as interruption,
                self._rejects(options["rejects"]) as keep,
                Progress("Importing", line_count, write=self._write_error, is_terminal=self.stderr.isatty()) as bar,
            ):
                while records := list(islice(file.records, CHUNK)):
                    with interruption.shielded():
                        self._bring(file, records, clinic, keep, is_dry_run=options["dry_run"])
                    bar.reach(records[-1].line)

    def _bring(
        self, file: PeopleFile, records: Sequence[PersonRecord], clinic: Clinic, keep: Keep, *, is_dry_run: bool
    ) -> None:
        imported = import_people(records, clinic=clinic, now=timezone.now(), is_dry_run=is_dry_run)
        for one in imported:
            if one.faults:
                keep(file, one)
        self._tally = count(self._tally, imported)

    def _so_far(self) -> str:
        tally = self._tally
        return (
            f"{tally.records:,} people: {tally.enrolled:,} enrolled, {tally.already_there:,} already there, "
            f"{tally.rejected:,} rejected."
        )

    @contextmanager
    def _rejects(self, path: Path | None) -> Iterator[Keep]:
        if path is None:
            yield self._name_reject
            return
        with rejects_file(path) as out:
            is_begun = False

            def keep(file: PeopleFile, one: ImportedPerson) -> None:
                nonlocal is_begun
                if file.header and not is_begun:
                    out.write(f"{_rejects_header(file)}\n".encode())
                is_begun = True
                out.write(_reject(file, one))

            yield keep

    def _name_reject(self, file: PeopleFile, one: ImportedPerson) -> None:
        if self._named == NAMED_REJECTS:
            self._write_error("… and more\n")
        elif self._named < NAMED_REJECTS:
            self._write_error(f"line {one.record.line}: {_in_words(one.faults)}\n")
        self._named += 1

    def _write_error(self, text: str) -> None:
        self.stderr.write(text, lambda plain: plain, "")


def _open(path: Path) -> BinaryIO:
    """What can be read twice; a pipe is read whole."""
    if path.is_file():
        return path.open("rb")
    return io.BytesIO(path.read_bytes())


def _rejects_header(file: PeopleFile) -> str:
    own = file.header.lower()
    return own if REJECT_COLUMNS[0] in own else file.delimiter.join((own, *REJECT_COLUMNS))


def _reject(file: PeopleFile, one: ImportedPerson) -> bytes:
    reason = _in_words(one.faults)
    if not file.header:
        reject = {"line": one.record.line, "reject_reason": reason, "body": one.record.text}
        return orjson.dumps(reject, option=orjson.OPT_APPEND_NEWLINE)
    if REJECT_COLUMNS[0] in file.header.lower():
        return f"{one.record.text}\n".encode()
    added = io.StringIO()
    csv.writer(added, delimiter=file.delimiter, lineterminator="").writerow([one.record.line, reason])
    return f"{one.record.text}{file.delimiter}{added.getvalue()}\n".encode()


def _in_words(faults: Sequence[Fault]) -> str:
    return "; ".join(f"{fault.pointer} {fault.detail}".strip() for fault in faults)
