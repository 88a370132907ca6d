"""Answers of the API in gzip, for callers that accept it and come with a key or token.

What is compressed tells by its length how much its parts resemble one another, and so a secret could be guessed by who
puts guesses into a request and measures the answers, many times (BREACH). Only who knows the key makes requests with
it: no page has a browser send an Authorization header of its choice, as it may send cookies. So what comes with a
cookie stays as it is, and so do answers to what is not GET, which are those that hold secrets.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

API_ROOT: Final = "/api/"
LEAST_BYTES: Final = 1_400  # a packet: less is not sent sooner
QUICKLY: Final = 4  # of 9: half the time of the usual 6, and a few per cent more bytes
_NO: Final = re.compile(r"q=0(\.0*)?")


class ApiCompressionMiddleware:
    """Compresses what may be compressed, and weakens its tag, which names the same content."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if not isinstance(response, HttpResponse) or not _may_be_compressed(request, response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if not _accepts(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            return response
        response.content = gzip.compress(response.content, QUICKLY, mtime=0)
        response["Content-Length"] = str(len(response.content))
        response["Content-Encoding"] = "gzip"
        if response.get("ETag", "").startswith('"'):
            response["ETag"] = f"W/{response['ETag']}"
        return response


def _may_be_compressed(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.path.startswith(API_ROOT)
        and request.method == "GET"
        and "HTTP_AUTHORIZATION" in request.META
        and len(response.content) >= LEAST_BYTES
        and "Content-Encoding" not in response
    )


def _accepts(given: str) -> bool:
    """Whether gzip is accepted by its name, or by `*` where it is not named (RFC 9110, 12.5.3)."""
    said = {}
    for each in given.lower().split(","):
        name, _, weight = each.replace(" ", "").partition(";")
        said[name] = _NO.fullmatch(weight) is None
    return said.get("gzip", said.get("x-gzip", said.get("*", False)))
