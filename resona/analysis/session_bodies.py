"""How bodies of sessions are read, as strictly as the client prefers, and how that is described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import IO, Any, Final

from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser

from conversations.reading import parse_session
from resona.api.bodies import MAX_BODY_BYTES, BodyTooLargeError, read_as_far_as_it_goes
from resona.api.encodings import BrokenBodyError
from resona.api.lenient_json import Sent
from resona.api.preferences import handling_of
from resona.errors import InputWarning, InvalidInputError

NDJSON = "application/x-ndjson"
CUT_SHORT: Final = InputWarning(pointer="", code="cut_short", detail="cannot be read to its end")
NOT_JSON: Final = InputWarning(pointer="", code="media_type", detail="is said not to be application/json")

LENIENCE: Final = [
    OpenApiParameter(
        "Prefer",
        str,
        OpenApiParameter.HEADER,
        description="`handling=strict`: whatever is wrong with a body is 400, with every pointer; nothing is stored "
        "(RFC 7240). Without it what can be read is recorded, words first, and the rest told in `warnings`",
        examples=[OpenApiExample("strict", "handling=strict")],
    ),
    OpenApiParameter(
        "Content-Encoding",
        str,
        OpenApiParameter.HEADER,
        enum=["gzip", "deflate"],
        description="Compressed bodies are unpacked, and bounded by what they unpack to. What says so and is not "
        "compressed, or says another encoding, is read as it is; strictly, another encoding is 415",
    ),
    OpenApiParameter(
        "Preference-Applied",
        str,
        OpenApiParameter.HEADER,
        response=True,
        description="The `handling` that was preferred",
    ),
]


NOT_LINES: Final = InputWarning(pointer="", code="media_type", detail=f"is said not to be {NDJSON}")


class LinesParser(BaseParser):
    """Accepts any media type; the view reads the lines itself, as they come."""

    media_type = "*/*"


class SessionParser(BaseParser):
    """JSON of at most 1 MiB, read as strictly as the client prefers."""

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The body as it was sent, as `Sent`, with a warning where it is whole and more should have come."""
        handling = handling_of((parser_context or {})["request"])
        body, is_whole = read_as_far_as_it_goes(stream, MAX_BODY_BYTES)
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLargeError(MAX_BODY_BYTES)
        if is_whole:
            return parse_session(body, handling=handling)
        if handling == "strict":
            raise BrokenBodyError
        try:
            sent = parse_session(body)
        except InvalidInputError:
            raise BrokenBodyError from None
        return replace(sent, warnings=(*sent.warnings, CUT_SHORT))


class OtherMediaParser(SessionParser):
    """Whatever else is JSON, though it says it is something else; strictly, nothing is."""

    media_type = "*/*"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The body as it was sent, as `Sent`, with a warning. Raises UnsupportedMediaType."""
        if handling_of((parser_context or {})["request"]) == "strict":
            raise UnsupportedMediaType(media_type or "")
        try:
            sent: Sent = super().parse(stream, media_type, parser_context)
        except InvalidInputError:
            raise UnsupportedMediaType(media_type or "") from None
        return replace(sent, warnings=(*sent.warnings, NOT_JSON))
