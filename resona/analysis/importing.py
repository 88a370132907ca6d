"""Imports sessions from lines of NDJSON: a chunk of lines is read, recorded together, and answered line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from conversations.reading import parse_session, read_session
from conversations.values import Session
from resona.analysis.import_lines import MAX_LINE_BYTES, Line
from resona.analysis.rejects import rejected_line
from resona.analysis.services import CREATED, REPEATED, Outcome, record_sessions
from resona.api.preferences import Handling
from resona.errors import Fault, InputWarning, InvalidInputError, ResonaError
from resona.logs import log_unforeseen

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

_UNREAD: Final = Fault(pointer="", detail="could not be read here; it has been logged")
_TOO_LONG: Final = Fault(pointer="", detail=f"is longer than {MAX_LINE_BYTES // 2**20} MiB")


class LineTooLongError(InvalidInputError):
    """A line is longer than a session may be."""

    status = 413
    problem = "too-large"


class UnreadLineError(InvalidInputError):
    """A line could not be read, for a fault of ours."""

    status = 500
    problem = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedLine:
    """What became of one line."""

    line: Line
    status: int = CREATED  # as the API answers a session
    session_id: UUID | None = None  # None: the line could not be read
    body: bytes | None = None  # the JSON a session is answered with
    faults: tuple[Fault, ...] = ()
    error: ResonaError | None = None  # that its session ended in
    is_mended: bool = False  # something was wrong with it and read all the same

    @property
    def is_rejected(self) -> bool:
        """Whether nothing of it is recorded; one with a fault may be, under another id."""
        return bool(self.faults) and self.body is None

    @property
    def was_there(self) -> bool:
        return self.status == REPEATED


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many lines went how."""

    recorded: int = 0
    already_there: int = 0
    rejected: int = 0
    mended: int = 0  # of those that were not rejected

    @property
    def lines(self) -> int:
        return self.recorded + self.already_there + self.rejected

    def with_lines(self, imported: Sequence[ImportedLine]) -> Tally:
        """Counted on."""
        rejected = sum(one.is_rejected for one in imported)
        was_there = sum(one.was_there for one in imported)
        return replace(
            self,
            recorded=self.recorded + len(imported) - rejected - was_there,
            already_there=self.already_there + was_there,
            rejected=self.rejected + rejected,
            mended=self.mended + sum(one.is_mended and not one.is_rejected for one in imported),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class LineReader:
    """How the sessions in lines are to be read."""

    handling: Handling = "lenient"
    may_import: bool = False  # a line may say that its session is of the past
    is_historical: bool = False  # all of them are
    warnings: tuple[InputWarning, ...] = ()  # what is wrong with all of them, and read all the same

    def read(self, line: Line, *, now: datetime) -> Session | InvalidInputError:
        """The session in a line, or why there is none."""
        if line.content is None:
            return LineTooLongError([_TOO_LONG])
        try:
            sent = parse_session(line.content, handling=self.handling)
            inside = rejected_line(sent.value)
            if inside is not None:
                sent = parse_session(inside, handling=self.handling)
            session = read_session(sent, now=now, handling=self.handling, may_import=self.may_import)
        except InvalidInputError as error:
            return error
        except Exception as error:  # a fault of ours in one line must cost no other its words
            log_unforeseen(error)
            return UnreadLineError([_UNREAD])
        if self.warnings:
            session = replace(session, warnings=(*self.warnings, *session.warnings))
        return replace(session, is_historical=True) if self.is_historical else session


def import_chunk(lines: Sequence[Line], reader: LineReader, *, caller: Caller, now: datetime) -> list[ImportedLine]:
    """Records the sessions of these lines; one result a line, in the order given."""
    read = [reader.read(line, now=now) for line in lines]
    sessions = [one for one in read if isinstance(one, Session)]
    return _join(lines, read, record_sessions(sessions, caller=caller, now=now, handling=reader.handling))


def check_chunk(lines: Sequence[Line], reader: LineReader, *, caller: Caller, now: datetime) -> list[ImportedLine]:
    """What `import_chunk` would find, with nothing kept of it: recorded and taken back."""
    with transaction.atomic():
        imported = import_chunk(lines, reader, caller=caller, now=now)
        transaction.set_rollback(True)
    return imported


def _join(
    lines: Sequence[Line], read: Sequence[Session | InvalidInputError], outcomes: Sequence[Outcome]
) -> list[ImportedLine]:
    """Each line with its faults or, in their order, the outcome of its session."""
    answers: Iterator[Outcome] = iter(outcomes)
    return [
        _judge(line, next(answers), is_mended=bool(one.warnings))
        if isinstance(one, Session)
        else ImportedLine(line=line, status=one.status, faults=one.faults)
        for line, one in zip(lines, read, strict=True)
    ]


def _judge(line: Line, outcome: Outcome, *, is_mended: bool) -> ImportedLine:
    return ImportedLine(
        line=line,
        status=outcome.status,
        session_id=outcome.session_id,
        body=outcome.body,
        faults=_faults_of(outcome.error),
        error=outcome.error,
        is_mended=is_mended,
    )


def _faults_of(error: ResonaError | None) -> tuple[Fault, ...]:
    if error is None:
        return ()
    return error.faults if isinstance(error, InvalidInputError) else (Fault(pointer="", detail=str(error)),)
