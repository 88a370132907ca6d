"""The HTTP client: one request to another system, bounded in where it goes, how long it takes and what it reads."""

from __future__ import annotations

import json as json_text
import re
import ssl
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

import httpcore2
from django.conf import settings

from resona.outgoing.connections import AnswerTooLargeError, CheckedBackend
from resona.outgoing.deadlines import Deadline
from resona.outgoing.errors import OutgoingError
from resona.outgoing.resolving import Resolver, ask_system
from resona.outgoing.urls import Target, parse_url

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
TIMEOUT_SECONDS = 10.0
MAX_ANSWER_BYTES = 1024 * 1024
MAX_BODY_BYTES = 4 * 1024 * 1024
MAX_HEADER_BYTES = 16 * 1024  # of all headers of a request
MAX_HEAD_BYTES = 64 * 1024  # read beside the answer's content: its headers, and what frames chunks
GZIP = 16 + zlib.MAX_WBITS

TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")  # RFC 9110, 5.6.2
VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?|")
# These the client writes itself, or they would change how the message is framed or who reads it.
OWN_HEADERS = frozenset(
    {"accept-encoding", "connection", "content-length", "expect", "host", "keep-alive", "proxy-authorization"}
    | {"proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
)


class RefusedRequestError(OutgoingError):
    """The request has a method, header or body that is not sent."""

    code = "refused_request"


class MalformedAnswerError(OutgoingError):
    """The answer is not the HTTP that was asked for."""

    code = "malformed_answer"
    temporary = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the other side answered, whatever its status: 3xx, which is not followed, 4xx and 5xx too."""

    status: int
    # By lower-case name; values of a name that came more than once, joined by commas.
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)  # decompressed

    def json(self) -> Any:
        """Raises MalformedAnswerError for what is no JSON."""
        try:
            return json_text.loads(self.content)
        except (ValueError, RecursionError):
            raise MalformedAnswerError from None


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    json: object = None,
    timeout_seconds: float = TIMEOUT_SECONDS,
    max_bytes: int = MAX_ANSWER_BYTES,
    resolver: Resolver = ask_system,
) -> Answer:
    """Sends one request and reads the answer. Raises a kind of OutgoingError, which names what was refused or failed.

    With `json`, that is the content, and application/json its type. All of it ends within `timeout_seconds`, name
    servers included; the answer has at most `max_bytes`, decompressed. OUTGOING.md tells what else is refused.
    """
    deadline = Deadline.after(timeout_seconds)
    target = parse_url(url)
    body = content if json is None else json_text.dumps(json, allow_nan=False).encode()
    given = {"Content-Type": "application/json", **(headers or {})} if json is not None else headers or {}
    request = _request(method, target, given, body)
    backend = CheckedBackend(
        target=target,
        allowed=settings.OUTGOING_ALLOWED_NETWORKS,
        resolver=resolver,
        deadline=deadline,
        max_wire_bytes=2 * max_bytes + MAX_HEAD_BYTES,
    )
    context = trust(settings.OUTGOING_CA_FILE) if target.scheme == "https" else None
    try:
        with httpcore2.HTTPConnection(request.url.origin, ssl_context=context, network_backend=backend) as connection:
            response = connection.handle_request(request)
            return _answer(response, max_bytes)
    except httpcore2.ProtocolError:
        raise MalformedAnswerError from None


@cache
def trust(ca_file: str) -> ssl.SSLContext:
    """Verifies against the authorities that the system trusts, and those in this file, if any. TLS 1.2 at least."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    return context


def _request(method: str, target: Target, headers: Mapping[str, str], body: bytes) -> httpcore2.Request:
    if method not in METHODS:
        raise RefusedRequestError("The method is not one that is sent")
    if len(body) > MAX_BODY_BYTES:
        raise RefusedRequestError("The body is too large")
    names = [name.lower() for name in headers]
    if len(set(names)) < len(names) or not OWN_HEADERS.isdisjoint(names):
        raise RefusedRequestError("A header is given twice, or is one that the client writes itself")
    if not all(TOKEN.fullmatch(name) and VALUE.fullmatch(value) for name, value in headers.items()):
        raise RefusedRequestError("A header holds what no header may hold")
    if sum(len(name) + len(value) for name, value in headers.items()) > MAX_HEADER_BYTES:
        raise RefusedRequestError("The headers are too large")
    return httpcore2.Request(
        method,
        httpcore2.URL(scheme=target.scheme, host=str(target.host), port=target.port, target=target.path),
        headers=[*_own_headers(method, target, body), *headers.items()],
        content=body,
    )


def _own_headers(method: str, target: Target, body: bytes) -> Iterable[tuple[str, str]]:
    yield "Host", target.authority
    yield "Connection", "close"
    yield "Accept-Encoding", "gzip"
    if body or method in {"POST", "PUT", "PATCH"}:
        yield "Content-Length", str(len(body))


def _answer(response: httpcore2.Response, max_bytes: int) -> Answer:
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    content = _read(response.iter_stream(), headers.get("content-encoding", "").lower(), max_bytes)
    return Answer(status=response.status, headers=MappingProxyType(headers), content=content)


def _read(chunks: Iterable[bytes], encoding: str, max_bytes: int) -> bytes:
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise MalformedAnswerError("The answer is compressed in a way that was not asked for")
    inflater = zlib.decompressobj(GZIP) if "gzip" in encoding else None
    content, is_empty = bytearray(), True
    for chunk in chunks:
        is_empty = is_empty and not chunk
        # One byte more than is allowed tells that there is more; 0 would mean no limit.
        content += _inflate(inflater, chunk, max_bytes + 1 - len(content)) if inflater else chunk
        if len(content) > max_bytes:
            raise AnswerTooLargeError
    if inflater and not is_empty and (not inflater.eof or inflater.unused_data):
        raise MalformedAnswerError("The compressed answer does not end where it should")
    return bytes(content)


def _inflate(inflater: Any, chunk: bytes, max_bytes: int) -> bytes:
    try:
        data: bytes = inflater.decompress(chunk, max_bytes)
    except zlib.error:
        raise MalformedAnswerError("The answer is not compressed as it says") from None
    return data
