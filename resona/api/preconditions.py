"""`If-Match` (RFC 9110, 13.1.1): whoever writes names the ETag of what they had read; 412 where it moved since."""

from __future__ import annotations

from typing import Final

from django.utils.http import parse_etags, quote_etag
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

IF_MATCH: Final = OpenApiParameter(
    "If-Match",
    type=str,
    location=OpenApiParameter.HEADER,
    description="The ETag that reading this answered with: 412 if it was changed since. Without it, the last to write "
    "counts.",
)
ETAG: Final = OpenApiParameter(
    "ETag", type=str, location=OpenApiParameter.HEADER, response=[200], description="Names this version; for If-Match."
)


def versions_named(request: Request) -> frozenset[str] | None:
    """The versions under which the request may write; None: any. A weak ETag is none (RFC 9110, 8.8.3.2)."""
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return None
    return frozenset(tag.strip('"') for tag in parse_etags(given) if tag.startswith('"'))


def tag(response: Response, version: str) -> Response:
    """The same, with the ETag that names this version."""
    response["ETag"] = quote_etag(version)
    return response
