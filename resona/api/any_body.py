"""Bodies that are taken whatever they are: of requests that nothing about their form may refuse."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import IO, Any, Final

from django.http import HttpRequest
from rest_framework.parsers import BaseParser

from resona.api.bodies import open_body
from resona.errors import ResonaError

MOST_READ: Final = 2**16  # bytes: more than anybody writes who needs help


class AnyBodyParser(BaseParser):
    """Every media type is right; the view reads the body itself (`read_whatever`)."""

    media_type = "*/*"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return {}


def read_whatever(request: HttpRequest) -> bytes:
    """What can be read of a body, up to MOST_READ; nothing where nothing can."""
    try:
        return open_body(request).read(MOST_READ)
    except (ResonaError, OSError, zlib.error):
        return b""
