"""What a client prefers of how its request is handled (RFC 7240)."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, cast

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

Handling: TypeAlias = Literal["lenient", "strict"]

_MOST_DIGITS = 6  # of a number of seconds
_PREFERENCE, _HANDLINGS = "handling", ("lenient", "strict")


def preferred_handling(request: Request) -> Handling | None:
    """How faults of the request are to be handled; None: the client does not say. The first one counts."""
    asked = _preferred(request, _PREFERENCE)
    return cast("Handling", asked) if asked in _HANDLINGS else None


def preferred_seconds(request: Request) -> int:
    """For how long the client would wait for an answer; 0: it does not say."""
    asked = _preferred(request, "wait") or ""
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= _MOST_DIGITS else 0


def _preferred(request: Request, preference: str) -> str | None:
    for given in request.headers.get("Prefer", "").split(","):
        name, _, value = given.partition(";")[0].partition("=")
        if name.strip().lower() == preference:
            return value.strip().strip('"').lower()
    return None


def handling_of(request: Request) -> Handling:
    """The same; what the client does not say is lenient."""
    return preferred_handling(request) or "lenient"


class PreferringView(APIView):
    """A view that handles faults as the client prefers, and says so in the answer."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        handling = preferred_handling(request)
        if handling is not None:
            answer["Preference-Applied"] = f"{_PREFERENCE}={handling}"
        return answer
