"""Imports sessions from lines of NDJSON: a chunk of lines is read, recorded together, and answered line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from conversations.serializers import read_session
from conversations.values import Session
from resona.analysis.import_lines import MAX_LINE_BYTES, Line
from resona.analysis.rejects import rejected_line
from resona.analysis.services import CREATED, REPEATED, Outcome, record_sessions
from resona.api.strict_json import parse_strict
from resona.errors import Fault, InvalidInputError

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

_TOO_LONG: Final = Fault(pointer="", detail=f"is longer than {MAX_LINE_BYTES // 2**20} MiB")


class LineTooLongError(InvalidInputError):
    """A line is longer than a session may be."""

    status = 413


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedLine:
    """What became of one line."""

    line: Line
    status: int = CREATED  # as the API answers a session
    session_id: UUID | None = None  # None: the line could not be read
    body: bytes | None = None  # the JSON a session is answered with
    faults: tuple[Fault, ...] = ()  # any: it was rejected

    @property
    def was_there(self) -> bool:
        return self.status == REPEATED


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How many lines went how."""

    recorded: int = 0
    already_there: int = 0
    rejected: int = 0

    @property
    def lines(self) -> int:
        return self.recorded + self.already_there + self.rejected

    def with_lines(self, imported: Sequence[ImportedLine]) -> Tally:
        """Counted on."""
        rejected = sum(bool(one.faults) for one in imported)
        was_there = sum(one.was_there for one in imported)
        return replace(
            self,
            recorded=self.recorded + len(imported) - rejected - was_there,
            already_there=self.already_there + was_there,
            rejected=self.rejected + rejected,
        )


def import_chunk(lines: Sequence[Line], *, caller: Caller, now: datetime) -> list[ImportedLine]:
    """Records the sessions of these lines; one result a line, in the order given."""
    read = [_read(line, now) for line in lines]
    sessions = [one for one in read if isinstance(one, Session)]
    return _join(lines, read, record_sessions(sessions, caller=caller, now=now))


def check_chunk(lines: Sequence[Line], *, caller: Caller, now: datetime) -> list[ImportedLine]:
    """What `import_chunk` would find, with nothing kept of it: recorded and taken back."""
    with transaction.atomic():
        imported = import_chunk(lines, caller=caller, now=now)
        transaction.set_rollback(True)
    return imported


def _read(line: Line, now: datetime) -> Session | InvalidInputError:
    if line.content is None:
        return LineTooLongError([_TOO_LONG])
    try:
        value = parse_strict(line.content)
        inside = rejected_line(value)
        return read_session(value if inside is None else parse_strict(inside), now=now)
    except InvalidInputError as error:
        return error


def _join(
    lines: Sequence[Line], read: Sequence[Session | InvalidInputError], outcomes: Sequence[Outcome]
) -> list[ImportedLine]:
    """Each line with its faults or, in their order, the outcome of its session."""
    answers: Iterator[Outcome] = iter(outcomes)
    return [
        _judge(line, next(answers))
        if isinstance(one, Session)
        else ImportedLine(line=line, status=one.status, faults=one.faults)
        for line, one in zip(lines, read, strict=True)
    ]


def _judge(line: Line, outcome: Outcome) -> ImportedLine:
    faults = () if outcome.error is None else (Fault(pointer="", detail=str(outcome.error)),)
    return ImportedLine(
        line=line, status=outcome.status, session_id=outcome.session_id, body=outcome.body, faults=faults
    )
