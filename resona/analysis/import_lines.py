"""Lines of NDJSON, read in constant memory however long a line or a file is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Final

MAX_LINE_BYTES: Final = 2**20  # 1 MiB, as a body of the API
# Lines recorded together: enough that a transaction costs little a session, few enough that others wait little.
CHUNK_LINES: Final = 100
CHUNK_BYTES: Final = 4 * 2**20  # and never more than this in memory at once

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_BLANK: Final = b" \t\r\n"
_SKIPPED_AT_ONCE: Final = 2**16  # bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line that is not blank."""

    number: int  # from 1, blank lines counted
    offset: int  # of its first byte
    size: int  # bytes, its end included
    content: bytes | None  # without its end; None: longer than MAX_LINE_BYTES

    @property
    def end(self) -> int:
        """Bytes read when it has been read."""
        return self.offset + self.size


def read_lines(file: IO[bytes], pass_over: Callable[[], None] = lambda: None) -> Iterator[Line]:
    """The lines of a file; a byte order mark, carriage returns and blank lines are passed over, each of them said."""
    number = offset = 0
    while raw := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        size = len(raw)
        is_too_long = size > MAX_LINE_BYTES and not raw.endswith(b"\n")
        if is_too_long:
            size += _skip_line(file)
        elif number == 1:
            raw = raw.removeprefix(_BYTE_ORDER_MARK)
        content = raw.strip(_BLANK)
        if content:
            yield Line(number=number, offset=offset, size=size, content=None if is_too_long else content)
        else:
            pass_over()
        offset += size


def in_chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines in groups to be recorded together."""
    chunk: list[Line] = []
    held = 0
    for line in lines:
        chunk.append(line)
        held += len(line.content or b"")
        if len(chunk) == CHUNK_LINES or held >= CHUNK_BYTES:
            yield chunk
            chunk, held = [], 0
    if chunk:
        yield chunk


def _skip_line(file: IO[bytes]) -> int:
    """Reads to the end of the line and returns how many bytes that was."""
    skipped = 0
    while part := file.readline(_SKIPPED_AT_ONCE):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped
