"""Versions of rows as ETags: whoever changes what another has changed meanwhile is told so (RFC 9110, If-Match)."""

from __future__ import annotations

import re
from typing import Final

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

IF_MATCH: Final = OpenApiParameter(
    "If-Match",
    type=str,
    location=OpenApiParameter.HEADER,
    description="The ETag of what was read: changed since then, it is 412. Without it, whatever there is is changed.",
)
NO_VERSION: Final = 0  # no row has it
_TAG: Final = re.compile(r'"(\d{1,9})"', re.ASCII)


def version_tag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def expected_version(request: Request) -> int | None:
    """The version the caller has read; None: they do not say. What is no ETag of ours is no version of any row."""
    given = request.headers.get("If-Match", "").strip()
    if given in {"", "*"}:
        return None
    tag = _TAG.fullmatch(given)
    return int(tag[1]) if tag else NO_VERSION
