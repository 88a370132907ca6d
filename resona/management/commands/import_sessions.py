"""Records sessions from files of NDJSON."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from resona.accounts.models import Clinic, User
from resona.analysis.import_lines import Line, in_chunks, read_lines
from resona.analysis.importing import ImportedLine, LineReader, Tally, check_chunk, import_chunk
from resona.analysis.planner_statistics import count_anew_after
from resona.analysis.rejects import write_reject
from resona.management.interruption import INTERRUPTED, Interruption
from resona.management.keys import require_keys_to_begin
from resona.management.progress import Progress
from resona.management.rejects_file import rejects_file

STANDARD_INPUT: Final = "-"
# Without a rejects file so many faulty lines are named.
NAMED_REJECTS: Final = 20

Keep = Callable[[str, ImportedLine], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chunk:
    """Lines to record together, and where they come from."""

    source: str
    lines: list[Line]
    read_before: int  # bytes of the sources before this one


class Command(BaseCommand):
    help = (
        "Records the sessions in files of NDJSON, one session a line as the API takes them, with the whole analysis. "
        "Safe to repeat (what is there is left as it is) and to interrupt. Exit status 0 only if every line went in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="NDJSON; - is standard input")
        parser.add_argument("--dry-run", action="store_true", help="checks every line and keeps nothing")
        parser.add_argument(
            "--rejects",
            metavar="FILE",
            type=Path,
            help="takes faulty lines as they were, with what is wrong; written anew, readable by its owner only. "
            "Mended or not, it can be imported itself. A line over 1 MiB is named by its place alone",
        )
        parser.add_argument(
            "--strict",
            action="store_true",
            help="rejects a line for whatever is wrong with it; without it what can be read is recorded, words first",
        )
        parser.add_argument(
            "--historical",
            action="store_true",
            help="the sessions are of the past: what is found in them calls nobody",
        )
        parser.add_argument("--clinic", metavar="CLINIC", help="only people of this clinic, given by name or id")

    def handle(self, *args: Any, **options: Any) -> None:
        _check_sources(options["files"], options["rejects"])
        if not options["dry_run"]:
            require_keys_to_begin()
        self._tally, self._last, self._named = Tally(), "none", 0
        try:
            self._import(options)
            if not options["dry_run"]:
                count_anew_after(self._tally.recorded)
        except KeyboardInterrupt:
            failure = f"Interrupted. {self._so_far()} Run it again to go on."
            raise CommandError(failure, returncode=INTERRUPTED) from None
        except (DatabaseError, OSError) as error:
            reason = str(error).partition("\n")[0]
            raise CommandError(f"Stopped: {reason}. {self._so_far()}") from error
        self._conclude(options)

    def _import(self, options: dict[str, Any]) -> None:
        take = check_chunk if options["dry_run"] else import_chunk
        caller = _caller(options["clinic"])
        reader = LineReader(
            handling="strict" if options["strict"] else "lenient",
            may_import=True,
            is_historical=options["historical"],
        )
        # What is loaded by now stays: walking it at every collection of garbage takes a tenth of an import's time.
        gc.freeze()
        with (
            Interruption() as interruption,
            self._rejects(options["rejects"]) as keep,
            self._progress(options["files"]) as progress,
        ):
            for chunk in _chunks(options["files"]):
                with interruption.shielded():
                    imported = take(chunk.lines, reader, caller=caller, now=timezone.now())
                    for one in imported:
                        if one.is_rejected:
                            keep(chunk.source, one)
                    self._tally = self._tally.with_lines(imported)
                    self._last = f"line {chunk.lines[-1].number} of {chunk.source}"
                progress.reach(chunk.read_before + chunk.lines[-1].end)

    def _conclude(self, options: dict[str, Any]) -> None:
        if not self._tally.rejected:
            self.stdout.write(f"{_in_words(self._tally)}{' Nothing was kept.' if options['dry_run'] else ''}")
            return
        where = f"they are in {options['rejects']}" if options["rejects"] else "--rejects FILE would keep them"
        raise CommandError(f"{_in_words(self._tally)} Of the rejected lines: {where}.")

    def _so_far(self) -> str:
        return f"So far: {_in_words(self._tally)} The last line dealt with: {self._last}."

    def _progress(self, names: list[str]) -> Progress:
        paths = [Path(name) for name in names]
        is_measurable = all(path.is_file() for path in paths)
        return Progress(
            "Importing",
            sum(path.stat().st_size for path in paths) if is_measurable else None,
            write=self._write_error,
            is_terminal=self.stderr.isatty(),
        )

    @contextmanager
    def _rejects(self, path: Path | None) -> Iterator[Keep]:
        """Where rejected lines go: into the file, or by place and fault onto the terminal."""
        if path is None:
            yield self._name_reject
            return
        with rejects_file(path) as file:
            yield lambda source, one: write_reject(file, source, one.line, one.faults)

    def _name_reject(self, source: str, one: ImportedLine) -> None:
        if self._named == NAMED_REJECTS:
            self._write_error("… and more\n")
        elif self._named < NAMED_REJECTS:
            place = f"{source}:{one.line.number}"
            self._write_error("".join(f"{place}: {fault.pointer} {fault.detail}\n" for fault in one.faults))
        self._named += 1

    def _write_error(self, text: str) -> None:
        self.stderr.write(text, lambda plain: plain, "")


def _check_sources(names: list[str], rejects: Path | None) -> None:
    """Raises CommandError before anything is read."""
    for name in names:
        path = Path(name)
        if name != STANDARD_INPUT and (not path.exists() or path.is_dir()):
            raise CommandError(f"{name} is not a file.")
        if rejects and rejects.exists() and path.exists() and rejects.samefile(path):
            raise CommandError(f"{rejects} is to be imported: give the rejects of this import another name.")


def _chunks(names: list[str]) -> Iterator[_Chunk]:
    read_before = 0
    for name in names:
        with _open(name) as file:
            for lines in in_chunks(read_lines(file)):
                yield _Chunk(source=name, lines=lines, read_before=read_before)
            read_before += 0 if name == STANDARD_INPUT else Path(name).stat().st_size


@contextmanager
def _open(name: str) -> Iterator[IO[bytes]]:
    if name == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as file:
        yield file


def _caller(clinic: str | None) -> User:
    """Whoever runs this is no account: they see everyone or, given a clinic, what its administrator sees."""
    if clinic is None:
        return User(is_superuser=True, role=User.Role.ADMINISTRATOR)
    try:
        found = Clinic.objects.filter(id=UUID(clinic)).first()
    except ValueError:
        found = Clinic.objects.filter(name=clinic).first()
    if found is None:
        raise CommandError(f"There is no clinic {clinic!r}.")
    return User(clinic=found, role=User.Role.ADMINISTRATOR)


def _in_words(tally: Tally) -> str:
    mended = f" {tally.mended:,} with something wrong that was read all the same." if tally.mended else ""
    return (
        f"{tally.lines:,} lines: {tally.recorded:,} recorded, {tally.already_there:,} already there, "
        f"{tally.rejected:,} rejected.{mended}"
    )
