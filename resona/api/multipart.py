"""Bodies of several parts, kept in memory: no part is ever written to a file, not even for a moment."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO, Any, ClassVar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters
from rest_framework.parsers import BaseParser

from resona.api.bodies import MEBIBYTE, BodyTooLargeError, announced_length
from resona.api.strict_json import reference_token
from resona.errors import Fault, InvalidInputError

# Decodes every byte to a character and back, so that what was sent is judged, not what a decoder made of it.
BYTEWISE = "latin-1"
# Around the parts: boundaries and headers, bytes.
MAX_FRAME_BYTES = MEBIBYTE
# Ends of bodies that are kept: the last boundary has 70 characters by RFC 2046, and more from careless senders.
TAIL_BYTES = 1024


class MultipartParser(BaseParser):
    """`multipart/form-data` with the parts named by a subclass, each once and bounded; a dict of bytes by name.

    Whether a part comes as a field or as a file makes no difference. Raises BodyTooLargeError, and InvalidInputError
    for what is cut short, unknown or repeated.
    """

    media_type = "multipart/form-data"
    max_part_bytes: ClassVar[Mapping[str, int]] = {}

    @classmethod
    def max_body_bytes(cls) -> int:
        return sum(cls.max_part_bytes.values()) + MAX_FRAME_BYTES

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        parts, faults = self.read_parts(stream, media_type, (parser_context or {})["request"])
        if faults:
            raise InvalidInputError(faults)
        return parts

    def read_parts(
        self, stream: IO[bytes], media_type: str | None, request: HttpRequest
    ) -> tuple[dict[str, bytes], list[Fault]]:
        """The parts by name, as far as they can be read, and what is wrong; the last of several of one name counts.

        Raises BodyTooLargeError, and InvalidInputError for what is no such body at all.
        """
        limit = self.max_body_bytes()
        body = _BoundedBody(stream, limit)
        meta = {"CONTENT_TYPE": media_type, "CONTENT_LENGTH": announced_length(request) or limit}
        try:
            parser = MultiPartParser(meta, body, [_MemoryHandler()], BYTEWISE)
            fields, files = parser.parse()
        except MultiPartParserError:
            raise InvalidInputError([Fault(pointer="", detail="is no multipart body")]) from None
        _, parameters = parse_header_parameters(media_type or "")
        is_whole = f"--{parameters['boundary']}--".encode(BYTEWISE) in body.tail
        parts, faults = self._parts(fields, files)
        return parts, faults if is_whole else [Fault(pointer="", detail="is cut short"), *faults]

    def _parts(
        self, fields: MultiValueDict[str, str], files: MultiValueDict[str, Any]
    ) -> tuple[dict[str, bytes], list[Fault]]:
        parts: dict[str, bytes] = {}
        faults = []
        for name in (*fields, *files):
            given = [text.encode(BYTEWISE) for text in fields.getlist(name)]
            given += [file.read() for file in files.getlist(name)]
            if name not in self.max_part_bytes:
                faults.append(Fault(pointer=f"/{reference_token(name)}", detail="is not known here"))
                continue
            if len(given) > 1 or name in parts:
                faults.append(Fault(pointer=f"/{name}", detail="is given more than once"))
            if len(given[-1]) > self.max_part_bytes[name]:
                raise BodyTooLargeError(self.max_part_bytes[name], f"The part {name}")
            parts[name] = given[-1]
        return parts, faults


class _BoundedBody(io.RawIOBase):
    """Refuses to go on reading past the limit, whatever was announced, and remembers how the body ended."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        super().__init__()
        self._stream = stream
        self._limit = self._left = limit
        self.tail = b""

    def read(self, size: int | None = -1, /) -> bytes:
        data = self._stream.read(-1 if size is None else size)
        self._left -= len(data)
        if self._left < 0:
            raise BodyTooLargeError(self._limit)
        self.tail = (self.tail + data)[-TAIL_BYTES:]
        return data


class _MemoryHandler(FileUploadHandler):
    """Takes every file into memory, however large: the body is bounded as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self._content = io.BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self._content = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._content.write(raw_data)

    def file_complete(self, file_size: int) -> SimpleUploadedFile:
        return SimpleUploadedFile("part", self._content.getvalue())
