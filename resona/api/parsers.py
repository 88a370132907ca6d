"""How request bodies become values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

from resona.api.bodies import read_bounded
from resona.api.strict_json import parse_strict


class StrictJsonParser(BaseParser):
    """JSON of at most 1 MiB, refused for every fault that other parsers let pass."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        return parse_strict(read_bounded(stream))
