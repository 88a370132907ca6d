"""Bodies of requests: bounded before they are read, and read even where no length was announced."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from resona.api.encodings import BrokenBodyError, unpacked
from resona.errors import ResonaError

API_ROOT = "/api/"
MEBIBYTE = 2**20
MAX_BODY_BYTES = MEBIBYTE  # a session of 500 full messages is far smaller
READ_AT_ONCE: Final = 2**16  # bytes, of which the last may be lost with a connection
LINE_READ_AT_ONCE: Final = 2**10  # bytes: more would keep a line waiting for those after it


class BodyTooLargeError(ResonaError):
    """The body is larger than it may be here."""

    status = 413

    def __init__(self, limit: int, what: str = "The body") -> None:
        super().__init__(f"{what} is larger than {limit // MEBIBYTE} MiB.")


class LengthRequiredError(ResonaError):
    """The body's length must be announced: send Content-Length."""

    status = 411


class BoundedFormsMiddleware:
    """Refuses oversized forms but below /api/, whose views know their own bounds. Before CSRF reads them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(API_ROOT) or announced_length(request) <= MAX_BODY_BYTES:
            return self._get_response(request)
        error = BodyTooLargeError(MAX_BODY_BYTES)
        return HttpResponse(str(error), "text/plain", error.status)


def announced_length(request: HttpRequest) -> int:
    """Content-Length in bytes; 0 without one."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0


def has_body(request: HttpRequest) -> bool:
    return announced_length(request) > 0 or _is_chunked(request)


def refuse_oversized(request: HttpRequest, limit: int) -> None:
    """Raises BodyTooLargeError by what is announced, before anything is read."""
    if announced_length(request) > limit:
        raise BodyTooLargeError(limit)


def open_body(request: HttpRequest) -> IO[bytes]:
    """The body, unpacked, as a stream to read to its end; of a chunked request too, which Django takes for empty.

    Where the connection breaks the stream ends, and then raises BrokenBodyError. Raises LengthRequiredError where a
    chunked body cannot be read because the server does not say where it ends.
    """
    body: Any = request
    if _is_chunked(request) and "wsgi.input" in request.META:
        if not request.META.get("wsgi.input_terminated"):
            raise LengthRequiredError
        body = io.BufferedReader(_Arriving(request.META["wsgi.input"]), LINE_READ_AT_ONCE)
    stream: IO[bytes] = body
    return unpacked(stream, request)


def read_bounded(stream: IO[bytes], limit: int = MAX_BODY_BYTES) -> bytes:
    """The whole stream. Raises BodyTooLargeError as soon as it turns out longer, and BrokenBodyError."""
    body, is_whole = read_as_far_as_it_goes(stream, limit)
    if len(body) > limit:
        raise BodyTooLargeError(limit)
    if not is_whole:
        raise BrokenBodyError
    return body


def read_as_far_as_it_goes(stream: IO[bytes], limit: int) -> tuple[bytes, bool]:
    """What can be read of a stream, up to a byte more than the limit, and whether it came to its own end or there."""
    parts = []
    left = limit + 1
    try:
        while left > 0 and (part := stream.read(min(left, READ_AT_ONCE))):
            parts.append(part)
            left -= len(part)
        if left > 0:
            stream.read(1)  # which tells of a break, where what came of it filled the last part
    except (OSError, BrokenBodyError):
        return b"".join(parts), False
    return b"".join(parts), True


class _Arriving(io.RawIOBase):
    """A body as far as it arrives. After its end, BrokenBodyError is raised of one whose connection broke."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream
        self._is_broken = self._has_ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if self._has_ended:
            raise BrokenBodyError
        data = b""
        try:
            data = self._stream.read(len(buffer))
        except OSError:
            self._is_broken = True
            with suppress(OSError):  # what the server holds of it
                data = self._stream.read(len(buffer))
        self._has_ended = self._is_broken and not data
        buffer[: len(data)] = data
        return len(data)


def _is_chunked(request: HttpRequest) -> bool:
    return (
        not request.META.get("CONTENT_LENGTH") and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
    )
