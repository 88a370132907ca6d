"""Lines of NDJSON, read in constant memory however long a line or a file is. Pure."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

MAX_LINE_BYTES: Final = 2**20  # 1 MiB, as a body of the API
# Lines recorded together: enough that a transaction costs little a session, few enough that others wait little.
CHUNK_LINES: Final = 100
CHUNK_BYTES: Final = 4 * 2**20  # and never more than this in memory at once

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_BLANK: Final = b" \t\r\n"
# How an object begins in UTF-16, as some shells write it: with a mark or without.
_WIDE: Final = re.compile(rb'(?:\xff\xfe)?\{\0"\0|(?P<is_big>(?:\xfe\xff)?\0\{\0")')
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


class _Source(Protocol):
    """What lines are read from."""

    def readline(self, size: int, /) -> bytes: ...


def read_lines(file: _Source, pass_over: Callable[[], None] = lambda: None) -> Iterator[Line]:
    """The lines of a file; a byte order mark, carriage returns and blank lines are passed over, each of them said.

    Of a file in UTF-16 they are given, and counted, as UTF-8.
    """
    number = offset = 0
    raw, source = file.readline(MAX_LINE_BYTES + 1), file
    if wide := _WIDE.match(raw):
        source = _Wide(file, raw, "utf-16-be" if wide["is_big"] else "utf-16-le")
        raw = source.readline(MAX_LINE_BYTES + 1)
    while raw:
        number += 1
        size = len(raw)
        is_too_long = size > MAX_LINE_BYTES and not raw.endswith(b"\n")
        if is_too_long:
            size += _skip_line(source)
        elif number == 1:
            raw = raw.removeprefix(_BYTE_ORDER_MARK)
        content = raw.strip(_BLANK)
        if content:
            yield Line(number=number, offset=offset, size=size, content=None if is_too_long else content)
        else:
            pass_over()
        offset += size
        raw = source.readline(MAX_LINE_BYTES + 1)


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


class _Wide:
    """The lines of a file in UTF-16, as UTF-8: what is no text in it is U+FFFD."""

    def __init__(self, file: _Source, begins: bytes, encoding: str) -> None:
        self._file, self._piece = file, begins
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._held = b""

    def readline(self, size: int, /) -> bytes:
        """A line, or as much of it."""
        while b"\n" not in self._held and len(self._held) < size:
            piece = self._piece or self._file.readline(size)
            self._held += self._decoder.decode(piece, final=not piece).encode()
            self._piece = b""
            if not piece:
                break
        end = min(self._held.find(b"\n") + 1 or size, size)
        line, self._held = self._held[:end], self._held[end:]
        return line


def _skip_line(file: _Source) -> int:
    """Reads to the end of the line and returns how many bytes that was."""
    skipped = 0
    while part := file.readline(_SKIPPED_AT_ONCE):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped
