"""How values become bodies of answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


def write_json(value: object) -> bytes:
    """JSON with UUIDs as text and times in RFC 3339 with `Z`."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)


class JsonRenderer(BaseRenderer):
    """JSON, whatever the request accepts: nothing else is spoken here."""

    media_type = "application/json"
    format = "json"
    charset = None  # JSON is UTF-8 by definition, and the media type has no such parameter (RFC 8259)

    def render(
        self,
        data: object,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else write_json(data)
