"""Bodies of several parts, kept in memory: no part is ever written to a file, not even for a moment.

Its own reader and not Django's, which gives up all parts for a fault in one of them.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from itertools import islice, pairwise
from typing import IO, ClassVar, Final

from django.http import HttpRequest
from django.utils.http import parse_header_parameters
from rest_framework.parsers import BaseParser

from resona.api.bodies import MEBIBYTE, BodyTooLargeError, announced_length, read_as_far_as_it_goes
from resona.api.preferences import handling_of
from resona.api.strict_json import reference_token
from resona.errors import Fault, InvalidInputError

# Around the parts: boundaries and headers, bytes.
MAX_FRAME_BYTES = MEBIBYTE
# Before the content of a part, bytes.
MAX_HEAD_BYTES: Final = 2**16
MOST_PARTS: Final = 1_000

# Names are told in bytes of any encoding; this one reads them all.
_BYTEWISE: Final = "latin-1"
_FIRST_LINE: Final = re.compile(rb"\s*--([ -~]{0,200}[!-~])\s*?\n")
_HEAD_END: Final = re.compile(rb"\A\r?\n|\r?\n\r?\n")
_NAME: Final = re.compile(
    rb'^content-disposition:[^\n]*?[;\s]name=(?:"(?P<quoted>[^"\r\n]*)"|(?P<bare>[^;\s]*))',
    re.IGNORECASE | re.MULTILINE,
)
_BASE64: Final = re.compile(rb"^content-transfer-encoding:[ \t]*base64[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class MultipartParser(BaseParser):
    """`multipart/form-data` with the parts named by a subclass, each once and bounded; a dict of bytes by name.

    Whether a part comes as a field or as a file makes no difference.
    """

    media_type = "multipart/form-data"
    max_part_bytes: ClassVar[Mapping[str, int]] = {}

    @classmethod
    def max_body_bytes(cls) -> int:
        return sum(cls.max_part_bytes.values()) + MAX_FRAME_BYTES

    def read_parts(
        self, stream: IO[bytes], media_type: str | None, request: HttpRequest
    ) -> tuple[dict[str, bytes], list[Fault]]:
        """The parts by name, as far as they can be read, and what is wrong; the last of several of one name counts.

        Of what is larger than it may be as much is read as may be. Raises InvalidInputError for what is no such body at
        all; strictly, BodyTooLargeError.
        """
        limit, is_strict = self.max_body_bytes(), handling_of(request) == "strict"
        if is_strict and announced_length(request) > limit:
            raise BodyTooLargeError(limit)
        body, is_whole = read_as_far_as_it_goes(stream, limit)
        if is_strict and len(body) > limit:
            raise BodyTooLargeError(limit)
        boundary, faults = _boundary_of(body, media_type)
        delimiters = _delimiters(body, boundary)
        parts: dict[str, bytes] = {}
        for name, content in _parts_between(delimiters, body):
            if name not in self.max_part_bytes:
                faults.append(Fault(pointer=f"/{reference_token(name)}", detail="is not known here"))
                continue
            if name in parts:
                faults.append(Fault(pointer=f"/{name}", detail="is given more than once"))
            if is_strict and len(content) > self.max_part_bytes[name]:
                raise BodyTooLargeError(self.max_part_bytes[name], f"The part {name}")
            parts[name] = content
        if not (is_whole and any(one[1] for one in delimiters)):
            faults.insert(0, Fault(pointer="", detail="is cut short"))
        return parts, faults


def _boundary_of(body: bytes, media_type: str | None) -> tuple[bytes, list[Fault]]:
    """What stands between the parts: as the media type says or, where that is not so, as the body begins.

    Raises InvalidInputError where neither tells.
    """
    try:
        _, parameters = parse_header_parameters(media_type or "")
    except ValueError:
        parameters = {}
    told = str(parameters.get("boundary", "")).encode(_BYTEWISE, "replace")
    if told and b"--" + told in body:
        return told, []
    begins = _FIRST_LINE.match(body)
    if begins is None:
        raise InvalidInputError([Fault(pointer="", detail="is no multipart body")])
    return begins[1], [Fault(pointer="", detail="has another boundary than its media type says")]


def _decoded(content: bytes) -> bytes:
    """Out of base64; what says so and is not is taken as it is."""
    try:
        return base64.b64decode(b"".join(content.split()), validate=True)
    except ValueError:
        return content


def _delimiters(body: bytes, boundary: bytes) -> list[re.Match[bytes]]:
    """The lines between the parts, without their line ends; in the last one the first group stands."""
    line = re.escape(b"--" + boundary) + rb"(?:(--)|[ \t]*\r?(?=\n|\Z))"
    at_beginning = re.match(line, body)
    others = islice(re.finditer(rb"\n" + line, body), MOST_PARTS)
    return [*others] if at_beginning is None else [at_beginning, *others]


def _parts_between(delimiters: list[re.Match[bytes]], body: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and content of each part; one without a name is left out."""
    for begin, following in pairwise([*delimiters, None]):
        if begin is None or begin[1]:
            continue
        first, end = begin.end() + len(b"\n"), len(body) if following is None else following.start()
        head_end = _HEAD_END.search(body[first : min(end, first + MAX_HEAD_BYTES)])
        head = body[first : first + head_end.end()] if head_end else b""
        named = _NAME.search(head)
        if named is not None:
            has_return = following is not None and body[end - 1 : end] == b"\r"
            content = body[first + len(head) : end - has_return]
            name = named["quoted"] if named["bare"] is None else named["bare"]
            yield name.decode(_BYTEWISE).strip(), _decoded(content) if _BASE64.search(head) else content
