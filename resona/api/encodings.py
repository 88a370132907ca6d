"""Bodies that were compressed on the way (RFC 9110, 8.4.1): unpacked as they are read, never more than is asked for."""

from __future__ import annotations

import io
import zlib
from typing import IO, TYPE_CHECKING, Any, Final

from django.http import HttpRequest

from resona.api.preferences import preferred_handling
from resona.errors import Fault, InvalidInputError, ResonaError

if TYPE_CHECKING:
    from zlib import _Decompress

PACKED_AT_ONCE: Final = 2**14  # bytes
_WINDOW, _GZIP, _RAW = zlib.MAX_WBITS, zlib.MAX_WBITS | 16, -zlib.MAX_WBITS
_GZIP_MAGIC: Final = b"\x1f\x8b"
_KNOWN: Final = frozenset({"gzip", "x-gzip", "deflate"})
_PLAIN: Final = frozenset({"", "identity"})
# Encodings within one another that are unpacked; whoever packs twice does so by mistake.
MOST_LAYERS: Final = 2
# What a body that is not compressed begins with, after space and a byte order mark: an object, a list, a boundary.
_BEGINNINGS: Final = (b"{", b"[", b"--")
_BEFORE: Final = b" \t\r\n\0\xef\xbb\xbf\xfe\xff"


class UnknownEncodingError(ResonaError):
    """The body is compressed in a way that is not read here: gzip and deflate are."""

    status = 415
    problem = "encoding-unknown"


class BrokenBodyError(InvalidInputError):
    """A body breaks off, or cannot be unpacked to its end. What came before was read."""

    def __init__(self) -> None:
        super().__init__([Fault(pointer="", detail="cannot be read from here on")])


def is_packed(request: HttpRequest) -> bool:
    """Whether the body says that it is compressed."""
    return bool(_encodings_of(request))


def unpacked(stream: IO[bytes], request: HttpRequest) -> IO[bytes]:
    """The body as it was before it was compressed. What says it is compressed and is not is read as it is.

    What is cut short ends where it was cut, and so does what is broken: reading on then raises BrokenBodyError. Raises
    UnknownEncodingError for what is compressed in another way and, strictly, for what says so.
    """
    encodings = _encodings_of(request)
    is_known = _KNOWN.issuperset(encodings)
    if not is_known and preferred_handling(request) == "strict":
        raise UnknownEncodingError
    for encoding in reversed(encodings[-MOST_LAYERS:]):
        layer = _Unpacked(stream, may_be_raw=encoding == "deflate")
        if not is_known and layer.is_foreign:
            raise UnknownEncodingError
        reader: Any = io.BufferedReader(layer)
        stream = reader
    return stream


def _encodings_of(request: HttpRequest) -> list[str]:
    given = request.META.get("HTTP_CONTENT_ENCODING", "").lower().split(",")
    named = [one.partition(";")[0].strip() for one in given]
    return [name for name in named if name not in _PLAIN]


class _Unpacked(io.RawIOBase):
    """Unpacks no more than is read from it."""

    def __init__(self, stream: IO[bytes], *, may_be_raw: bool) -> None:
        super().__init__()
        self._stream = stream
        self._held = stream.read(PACKED_AT_ONCE)  # not unpacked yet
        self._is_plain = self._held.lstrip(_BEFORE).startswith(_BEGINNINGS)
        ways = () if self._is_plain else (_GZIP, _WINDOW, _RAW) if may_be_raw else (_GZIP, _WINDOW)
        self._way = next((way for way in ways if _begins(self._held, way)), None)
        self._decoder = None if self._way is None else zlib.decompressobj(self._way)
        self._is_careful = False  # something in what is held is broken: it is unpacked byte by byte, up to there
        self._is_broken = self._has_ended = False

    @property
    def is_foreign(self) -> bool:
        """Whether it is compressed in a way that is not known here, as far as its beginning shows."""
        return bool(self._held) and self._decoder is None and not self._is_plain

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._read_plain(len(buffer)) if self._decoder is None else self._unpack(self._decoder, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _read_plain(self, size: int) -> bytes:
        data, self._held = self._held[:size], self._held[size:]
        return data or self._more(size) or self._end()

    def _unpack(self, decoder: _Decompress, size: int) -> bytes:
        """At least one byte, unless nothing follows. Raises BrokenBodyError after the end of what is broken."""
        while not self._is_broken:
            if decoder.eof:
                following = self._next_member(decoder)
                if following is None:
                    break
                self._decoder = decoder = following
            packed = self._held or self._more()
            step, before = (packed[:1], decoder) if self._is_careful else (packed, decoder.copy())
            try:
                data = decoder.decompress(step, size)
            except zlib.error:
                self._is_broken, self._is_careful = self._is_careful, True
                self._decoder = decoder = before
                self._held = packed
                continue
            self._held = decoder.unconsumed_tail + packed[len(step) :]
            if data:
                return data
            if not packed:
                break
        return self._end()

    def _more(self, size: int = PACKED_AT_ONCE) -> bytes:
        try:
            return self._stream.read(size)
        except (BrokenBodyError, OSError):
            self._is_broken = True
            return b""

    def _end(self) -> bytes:
        """Nothing; of what is broken, whoever reads on after that is told."""
        if self._has_ended and self._is_broken:
            raise BrokenBodyError
        self._has_ended = True
        return b""

    def _next_member(self, decoder: _Decompress) -> _Decompress | None:
        """Of several that follow one another in gzip (RFC 1952, 2.2); None: it was the last."""
        following = decoder.unused_data
        while len(following) < len(_GZIP_MAGIC) and (more := self._more()):
            following += more
        if self._way != _GZIP or not following.startswith(_GZIP_MAGIC):
            return None
        self._held = following
        return zlib.decompressobj(_GZIP)


def _begins(packed: bytes, way: int) -> bool:
    """Whether this is the beginning of something compressed in this way."""
    try:
        zlib.decompressobj(way).decompress(packed, 1)
    except zlib.error:
        return False
    return True
