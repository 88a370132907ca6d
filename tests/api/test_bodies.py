"""Bodies are bounded before they are read, and read without an announced length too."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from resona.api.bodies import (
    MAX_BODY_BYTES,
    READ_AT_ONCE,
    BodyTooLargeError,
    LengthRequiredError,
    open_body,
    read_as_far_as_it_goes,
    read_bounded,
)
from resona.api.encodings import BrokenBodyError
from tests.api.clients import with_key
from tests.conftest import Cast

pytestmark = pytest.mark.urls("tests.api.echo")


def chunked(body: bytes, *, terminated: bool) -> HttpRequest:
    """As gunicorn hands over a chunked body; Django's own client always announces a length."""
    request = RequestFactory().post("/", headers={"transfer-encoding": "chunked"})
    request.META.pop("CONTENT_LENGTH")
    return request_with(request, body, terminated=terminated)


def request_with(request: HttpRequest, body: bytes, *, terminated: bool) -> HttpRequest:
    request.META |= {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": terminated}
    return request


class Trickle(io.BytesIO):
    """A stream that gives three bytes at a time, as a slow network does."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(3)


def test_a_body_as_large_as_allowed_is_read() -> None:
    assert read_bounded(io.BytesIO(b"x" * 10), limit=10) == b"x" * 10
    assert read_bounded(Trickle(b"0123456789"), limit=10) == b"0123456789"


@pytest.mark.parametrize("stream", [io.BytesIO(b"x" * 11), Trickle(b"x" * 11)])
def test_a_body_that_turns_out_larger_is_refused(stream: io.BytesIO) -> None:
    with pytest.raises(BodyTooLargeError):
        read_bounded(stream, limit=10)


def test_a_chunked_body_is_read_to_its_end() -> None:
    assert open_body(chunked(b'{"a": 1}', terminated=True)).read() == b'{"a": 1}'


def test_a_chunked_body_without_an_end_needs_a_length() -> None:
    with pytest.raises(LengthRequiredError):
        open_body(chunked(b"{}", terminated=False))


class Breaking(io.BytesIO):
    """A body whose connection breaks."""

    def read(self, size: int | None = -1, /) -> bytes:
        if data := super().read(size):
            return data
        raise ConnectionResetError


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate", "gzip, gzip"])
@pytest.mark.parametrize("length", [0, 2, READ_AT_ONCE - 1, READ_AT_ONCE + 1])
def test_a_body_whose_connection_breaks_is_read_as_far_as_it_came(encoding: str, length: int) -> None:
    body = b"{" + b"x" * length
    packed = {"": body, "deflate": zlib.compress(body)}.get(encoding, gzip.compress(body))
    request = chunked(b"", terminated=True)
    request.META |= {"wsgi.input": Breaking(packed), "HTTP_CONTENT_ENCODING": encoding}
    stream = open_body(request)
    assert read_as_far_as_it_goes(stream, MAX_BODY_BYTES) == (body, False)
    with pytest.raises(BrokenBodyError):
        stream.read(1)


def test_an_announced_body_is_read_from_the_request() -> None:
    request = RequestFactory().post("/", b"{}", content_type="application/json")
    assert open_body(request).read() == b"{}"


def test_a_chunked_body_reaches_the_view_and_is_bounded_there(cast: Cast) -> None:
    client = with_key(cast.clinic, "risk:write")

    def send(body: bytes, *, terminated: bool = True) -> int:
        input_of_server: dict[str, Any] = {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": terminated}
        headers = {"transfer-encoding": "chunked", "content-type": "application/json"}
        return client.generic("POST", "/api/v1/echo/", headers=headers, **input_of_server).status_code

    assert send(b'{"a": 1}') == 200
    assert send(b'"' + b"x" * MAX_BODY_BYTES + b'"') == 413
    assert send(b"{}", terminated=False) == 411


@pytest.mark.django_db
def test_an_oversized_body_is_refused_before_anything_else() -> None:
    response = Client().post("/api/v1/echo/", b"{" * (MAX_BODY_BYTES + 1), content_type="text/plain")
    assert response.status_code == 413
    assert response.json()["detail"] == "The body is larger than 1 MiB."


@pytest.mark.urls("resona.urls")
@pytest.mark.django_db
def test_forms_outside_of_the_api_are_bounded_before_they_are_read() -> None:
    fields = {"username": "x" * MAX_BODY_BYTES, "password": "x"}
    answer = Client().post("/admin/login/", fields, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.content) == (413, b"The body is larger than 1 MiB.")
