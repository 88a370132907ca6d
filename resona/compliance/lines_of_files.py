"""Lines of a file that another system wrote, in whatever encoding, a few at a time however long the file is."""

from __future__ import annotations

import codecs
import io
from collections import deque
from typing import BinaryIO, Final

MAX_LINE_CHARACTERS: Final = 100_000
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PIECE: Final = 1 << 16  # bytes that are looked at in one go


class CutLine(str):
    """The beginning of a line that is longer than any of a person's."""

    __slots__ = ()


class Lines:
    """The lines of a file, to be looked at before they are taken."""

    def __init__(self, content: BinaryIO) -> None:
        """Reads from a file that can be read twice: what it was written in shows only at its end."""
        decoder = codecs.getincrementaldecoder(_encoding_of(content))(errors="replace")
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True)
        self._content = content
        self._content.seek(0)
        self._ahead: deque[str] = deque()
        self._begun = ""  # a line whose end was not read yet
        self._is_over = False
        self.taken = 0

    def look(self, place: int = 0) -> str | None:
        """The line so many places ahead; None: the file has ended."""
        while len(self._ahead) <= place and not self._is_over:
            self._read()
        return self._ahead[place] if place < len(self._ahead) else None

    def take(self, count: int) -> str:
        """The next lines, as one text."""
        self.taken += count
        return "\n".join(self._ahead.popleft() for _ in range(count))

    def _read(self) -> None:
        piece = self._content.read(_PIECE)
        self._is_over = not piece
        *lines, begun = f"{self._begun}{self._decoder.decode(piece, final=self._is_over)}".split("\n")
        if self._is_over and begun:
            lines.append(begun)
        self._begun = begun[: MAX_LINE_CHARACTERS + 1]
        self._ahead += [
            line if len(line) <= MAX_LINE_CHARACTERS else CutLine(line[: MAX_LINE_CHARACTERS + 1]) for line in lines
        ]


def count_lines(content: BinaryIO) -> int:
    """How many line breaks there are, roughly how many lines."""
    content.seek(0)
    return sum(piece.count(b"\n") for piece in iter(lambda: content.read(_PIECE), b""))


def _encoding_of(content: BinaryIO) -> str:
    content.seek(0)
    beginning = content.read(4)
    for mark, encoding in _MARKS:
        if beginning.startswith(mark):
            return encoding
    content.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in iter(lambda: content.read(_PIECE), b""):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"  # as what calls itself Latin-1 mostly is
    return "utf-8"
