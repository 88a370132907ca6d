"""Sessions that come one a line, recorded and answered while the rest is still being sent."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING, Any, Final
from uuid import UUID

import orjson
from django.utils import timezone

from resona.accounts.callers import is_person_in_care
from resona.analysis.import_lines import Line, in_chunks, read_lines
from resona.analysis.importing import ImportedLine, LineReader, import_chunk
from resona.analysis.receipts import receipt_of
from resona.analysis.work import analysing_lines, streaming
from resona.api.encodings import BrokenBodyError
from resona.api.renderers import write_json
from resona.audit.accesses import begin_explained
from resona.errors import Fault, InvalidInputError

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# Of a line that is too long, and of blank ones, before the next that is read; each of those counts for so many.
MOST_BETWEEN_BYTES: Final = 8 * 2**20
BLANK_LINE_COSTS: Final = 100
BATCH: Final = "POST api/v1/sessions/batch/"


def record_stream(stream: IO[bytes], reader: LineReader, caller: Caller) -> Iterator[bytes]:
    """A result line for each line, and a last one that says the answer is whole."""
    lines = failed = 0
    sent = _Lines(stream)
    with streaming(caller):
        for chunk in in_chunks(sent):
            with analysing_lines(caller):
                imported = import_chunk(chunk, reader, caller=caller, now=timezone.now())
            lines += len(imported)
            failed += sum(bool(one.faults) for one in imported)
            _keep_what_is_shown_again(imported, caller)
            yield b"".join(write_json(_describe(one, caller)) + b"\n" for one in imported)
    if sent.break_off is not None:
        lines, failed = lines + 1, failed + 1
        yield write_json(_describe(sent.break_off, caller)) + b"\n"
    blank = {"blank": sent.blank} if sent.blank else {}
    yield write_json({"done": True, "lines": lines, **blank, "failed": failed}) + b"\n"


class NoLineError(InvalidInputError):
    """Too much follows a line that is none."""

    def __init__(self) -> None:
        detail = f"holds no line for more than {MOST_BETWEEN_BYTES // 2**20} MiB: nothing is read from here on"
        super().__init__([Fault(pointer="", detail=detail)])


class _Lines:
    """The lines of a body, up to where it breaks off: each by its number, which counts the blank ones too."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream: Any = _Bounded(stream)
        self.break_off: ImportedLine | None = None
        self.blank = 0

    def __iter__(self) -> Iterator[Line]:
        line, lines = Line(number=0, offset=0, size=0, content=None), 0
        try:
            for line in read_lines(self._stream, self._pass_over):
                lines += 1
                self._stream.passed = 0
                yield line
            self._stream.read(1)  # which tells of a break after a whole line
        except (BrokenBodyError, NoLineError, OSError) as broken:
            error = broken if isinstance(broken, NoLineError) else BrokenBodyError()
            rest = Line(number=lines + self.blank + 1, offset=line.end, size=0, content=None)
            self.break_off = ImportedLine(line=rest, status=error.status, faults=error.faults)

    def _pass_over(self) -> None:
        self.blank += 1


class _Bounded(io.RawIOBase):
    """Breaks off where too much comes that is no line: a few bytes unpack to any number of blank ones."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream
        self.passed = 0  # bytes since the last line

    def read(self, size: int | None = -1, /) -> bytes:
        return self._stream.read(-1 if size is None else size)

    def readline(self, size: int | None = -1, /) -> bytes:
        part = self._stream.readline(-1 if size is None else size)
        self.passed += max(len(part), BLANK_LINE_COSTS)
        if self.passed > MOST_BETWEEN_BYTES:
            raise NoLineError
        return part


def _keep_what_is_shown_again(imported: Sequence[ImportedLine], caller: Caller) -> None:
    """As of single sessions, but here: the lines are made when the middleware that keeps it is done."""
    people = [UUID(orjson.loads(one.body)["user_id"]) for one in imported if one.was_there and one.body is not None]
    if people:
        begin_explained(caller, people, records=len(people), source=BATCH).finish()


def _describe(one: ImportedLine, caller: Caller) -> dict[str, Any]:
    """A result line: what became of the line and what to look at first; the rest can be read over the API."""
    line: dict[str, Any] = {"line": one.line.number, "id": one.session_id, "status": one.status}
    if one.faults:
        line["errors"] = [{"pointer": fault.pointer, "detail": fault.detail} for fault in one.faults]
    if one.body is None:
        return line | dict(one.error.members if one.error else {})
    found = orjson.loads(one.body)
    if one.faults:
        line["recorded_as"] = found["session_id"]
    if is_person_in_care(caller):
        return line | receipt_of(one.body)
    risk, event = found["risk"] or {}, found["crisis_event"] or {}
    return line | {
        "risk_level": risk.get("risk_level"),
        "needs_review": risk.get("needs_review", True),
        "not_assessed": found["not_assessed"],
        "crisis_event_id": event.get("id"),
        "warnings": found.get("warnings", []),
        "warning_count": found.get("warning_count", 0),
    }
