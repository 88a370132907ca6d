"""Which request a line of the log belongs to: an id that is echoed, and the trace of another system it is part of.

`X-Request-Id` is taken from whoever asks where it is short and plain, and made here where it is not; the answer says
it. `traceparent` (W3C Trace Context) is read where it is one, and otherwise ignored: no request fails for either.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase

REQUEST_ID: Final = "X-Request-Id"
MOST_CHARACTERS: Final = 64
_PLAIN: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{MOST_CHARACTERS - 1}}}")
# Version 00 has four parts; later ones may append others.
_TRACE: Final = re.compile(r"(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?")
_NOTHING: Final = frozenset({"0" * 32, "0" * 16})
_MOST_OF_TRACE: Final = 256


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The request that is under way in this thread."""

    request_id: str
    trace_id: str | None = None  # of the system that asks


_ASKED: ContextVar[Asked | None] = ContextVar("resona_asked", default=None)


def asked_now() -> Asked | None:
    """The request under way; None outside of any."""
    return _ASKED.get()


class RequestIdMiddleware:
    """Outermost of all: whatever is logged of a request, and whatever it is answered, carries its id.

    The id stands until the thread takes the next request: answers that are made while they are sent have theirs too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = Asked(
            request_id=_id_from(request.META.get("HTTP_X_REQUEST_ID", "")),
            trace_id=trace_id_in(request.META.get("HTTP_TRACEPARENT", "")),
        )
        _ASKED.set(asked)
        response = self._get_response(request)
        response[REQUEST_ID] = asked.request_id
        return response


def trace_id_in(given: str) -> str | None:
    """The id of the trace in a `traceparent`; None where it is none."""
    if len(given) > _MOST_OF_TRACE:
        return None
    match = _TRACE.fullmatch(given)
    if match is None or (match[1] == "00" and match[4]) or _NOTHING & {match[2], match[3]}:
        return None
    return match[2]


def _id_from(given: str) -> str:
    return given if len(given) <= MOST_CHARACTERS and _PLAIN.fullmatch(given) else uuid4().hex
