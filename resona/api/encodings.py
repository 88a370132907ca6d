"""Bodies that were compressed on the way (RFC 9110, 8.4.1): unpacked as they are read, never more than is asked for."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Final

from django.http import HttpRequest

from resona.errors import Fault, InvalidInputError, ResonaError

if TYPE_CHECKING:
    from zlib import _Decompress

PACKED_AT_ONCE: Final = 2**14  # bytes
_WINDOW, _GZIP, _RAW = zlib.MAX_WBITS, zlib.MAX_WBITS | 16, -zlib.MAX_WBITS
# Each encoding by the ways in which it is meant: much that is called deflate lacks the frame of zlib.
_WAYS: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {"gzip": (_GZIP,), "x-gzip": (_GZIP,), "deflate": (_WINDOW, _RAW)}
)
_PLAIN: Final = ("", "identity")


class UnknownEncodingError(ResonaError):
    """The body is compressed in a way that is not read here: gzip and deflate are."""

    status = 415
    problem = "encoding-unknown"


class BrokenEncodingError(InvalidInputError):
    """A compressed body breaks off, or is none."""

    def __init__(self) -> None:
        super().__init__([Fault(pointer="", detail="cannot be unpacked from here on")])


def is_packed(request: HttpRequest) -> bool:
    """Whether the body says that it is compressed."""
    return _encoding_of(request) not in _PLAIN


def unpacked(stream: IO[bytes], request: HttpRequest) -> IO[bytes]:
    """The body as it was before it was compressed. Raises UnknownEncodingError; reading it, BrokenEncodingError.

    What says it is compressed and is not is read as it is. What is cut short ends where it was cut.
    """
    encoding = _encoding_of(request)
    if encoding in _PLAIN:
        return stream
    if encoding not in _WAYS:
        raise UnknownEncodingError
    reader: Any = io.BufferedReader(_Unpacked(stream, _WAYS[encoding]))
    body: IO[bytes] = reader
    return body


def _encoding_of(request: HttpRequest) -> str:
    encoding: str = request.META.get("HTTP_CONTENT_ENCODING", "")
    return encoding.strip().lower()


class _Unpacked(io.RawIOBase):
    """Unpacks no more than is read from it."""

    def __init__(self, stream: IO[bytes], ways: Sequence[int]) -> None:
        super().__init__()
        self._stream = stream
        self._held = stream.read(PACKED_AT_ONCE)  # not unpacked yet
        self._way = next((way for way in ways if _begins(self._held, way)), None)
        self._decoder = None if self._way is None else zlib.decompressobj(self._way)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self._read_plain(len(buffer)) if self._decoder is None else self._unpack(self._decoder, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _read_plain(self, size: int) -> bytes:
        data, self._held = self._held[:size], self._held[size:]
        return data or self._stream.read(size)

    def _unpack(self, decoder: _Decompress, size: int) -> bytes:
        """At least one byte, unless nothing follows."""
        while not decoder.eof:
            packed = self._held or self._stream.read(PACKED_AT_ONCE)
            try:
                data = decoder.decompress(packed, size)
            except zlib.error:
                raise BrokenEncodingError from None
            self._held = decoder.unconsumed_tail
            if data or not packed:
                return data
        return b""


def _begins(packed: bytes, way: int) -> bool:
    """Whether this is the beginning of something compressed in this way; no compressed object begins as a plain one."""
    if packed.lstrip().startswith(b"{"):
        return False
    try:
        zlib.decompressobj(way).decompress(packed, 1)
    except zlib.error:
        return False
    return True
