"""Bodies of requests: bounded before they are read, and read even where no length was announced."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from resona.api.encodings import unpacked
from resona.errors import ResonaError

API_ROOT = "/api/"
MEBIBYTE = 2**20
MAX_BODY_BYTES = MEBIBYTE  # a session of 500 full messages is far smaller


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

    Raises LengthRequiredError where a chunked body cannot be read because the server does not say where it ends.
    """
    body: Any = request
    if _is_chunked(request) and "wsgi.input" in request.META:
        if not request.META.get("wsgi.input_terminated"):
            raise LengthRequiredError
        body = request.META["wsgi.input"]
    stream: IO[bytes] = body
    return unpacked(stream, request)


def read_bounded(stream: IO[bytes], limit: int = MAX_BODY_BYTES) -> bytes:
    """The whole stream. Raises BodyTooLargeError as soon as it turns out longer, whatever was announced."""
    parts = []
    left = limit + 1
    while left > 0 and (part := stream.read(left)):
        parts.append(part)
        left -= len(part)
    if left == 0:
        raise BodyTooLargeError(limit)
    return b"".join(parts)


def _is_chunked(request: HttpRequest) -> bool:
    return (
        not request.META.get("CONTENT_LENGTH") and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
    )
