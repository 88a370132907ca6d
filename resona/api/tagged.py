"""Answers with a strong ETag (RFC 9110): who has what is there already is told so, in a few bytes."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import Any

import orjson
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from resona.api.renderers import write_json
from resona.api.views import ApiView

IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", type=str, location=OpenApiParameter.HEADER, description="ETags of what the caller has already."
)
NOT_MODIFIED = {304: None}  # of OpenAPI: without a body


class TaggedView(ApiView):
    """Reads what changes rarely. Whoever asked may keep the answer, and nothing on the way may."""

    cache_control = "private, no-cache"  # kept, and asked again whether it still holds

    def answer(self, request: Request, document: object) -> Response:
        """The document, or 304 where the caller has it."""
        body = write_json(document)
        etag = quote_etag(hashlib.sha256(body).hexdigest())
        if _is_known(etag, request.headers.get("If-None-Match", "")):
            return Response(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
        return Response(orjson.Fragment(body), headers={"ETag": etag})

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What may be kept is an answer, never an error."""
        final = super().finalize_response(request, response, *args, **kwargs)
        if "ETag" in final:
            final["Cache-Control"] = self.cache_control
            patch_vary_headers(final, ("Authorization", "Cookie"))
        return final


def _is_known(etag: str, given: str) -> bool:
    """By the weak comparison, as RFC 9110 has it for If-None-Match: a cache may have weakened what it keeps."""
    known = parse_etags(given)
    return "*" in known or etag in {tag.removeprefix("W/") for tag in known}
