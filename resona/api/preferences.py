"""What a client prefers of how its request is handled (RFC 7240)."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, cast

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

Handling: TypeAlias = Literal["lenient", "strict"]

_PREFERENCE, _HANDLINGS = "handling", ("lenient", "strict")


def preferred_handling(request: Request) -> Handling | None:
    """How faults of the request are to be handled; None: the client does not say. The first one counts."""
    for preference in request.headers.get("Prefer", "").split(","):
        name, _, value = preference.partition(";")[0].partition("=")
        if name.strip().lower() == _PREFERENCE:
            asked = value.strip().strip('"').lower()
            return cast("Handling", asked) if asked in _HANDLINGS else None
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
