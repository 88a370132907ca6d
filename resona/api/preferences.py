"""What a client prefers of how its request is handled (RFC 7240)."""

from __future__ import annotations

from typing import Literal, TypeAlias, cast

from django.http import HttpRequest
from rest_framework.request import Request

Handling: TypeAlias = Literal["lenient", "strict"]

_MOST_DIGITS = 6  # of a number of seconds
_PREFERENCE, _HANDLINGS = "handling", ("lenient", "strict")


def preferred_handling(request: Request | HttpRequest) -> Handling | None:
    """How faults of the request are to be handled; None: the client does not say. The first one counts."""
    asked = _preferred(request, _PREFERENCE)
    return cast("Handling", asked) if asked in _HANDLINGS else None


def preferred_seconds(request: Request | HttpRequest) -> int:
    """For how long the client would wait for an answer; 0: it does not say."""
    asked = _preferred(request, "wait") or ""
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= _MOST_DIGITS else 0


def _preferred(request: Request | HttpRequest, preference: str) -> str | None:
    for given in request.headers.get("Prefer", "").split(","):
        name, _, value = given.partition(";")[0].partition("=")
        if name.strip().lower() == preference:
            return value.strip().strip('"').lower()
    return None


def handling_of(request: Request | HttpRequest) -> Handling:
    """The same; what the client does not say is lenient."""
    return preferred_handling(request) or "lenient"
