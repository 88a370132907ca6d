"""What all views of the API share."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from resona.api.bodies import MAX_BODY_BYTES, has_body, open_body, refuse_oversized
from resona.api.buckets import SECONDS, Turn
from resona.api.conditional import IF_MATCH, conditional, read_tag_of, tagged
from resona.api.deprecation import Deprecated
from resona.api.encodings import is_packed
from resona.api.filters import Parameter
from resona.api.schema import ApiSchema

READ_OR_REPLACED: Final = frozenset({"GET", "HEAD", "PUT", "PATCH"})


class JsonNegotiation(DefaultContentNegotiation):
    """The answer is JSON whatever is accepted; only bodies are chosen by their media type."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer: BaseRenderer = renderers[0]
        return renderer, str(renderer.media_type)


class ApiRequest(Request):
    """A request whose body is found even when its length was not announced, and unpacked if it was compressed."""

    def _load_stream(self) -> None:
        super()._load_stream()  # type: ignore[misc]
        found: Any = self._stream
        if has_body(self._request) and (found is None or is_packed(self._request)):
            body: Any = open_body(self._request)
            self._stream = body


class ApiView(APIView):
    """A view of the API: declares the scopes it needs; everything else is refused before it is reached."""

    read_scope: str | None = None
    write_scope: str | None = None
    max_body_bytes: int | None = MAX_BODY_BYTES  # None: the view bounds what it reads itself
    content_negotiation_class = JsonNegotiation
    schema = ApiSchema()
    is_list = False
    holds_findings = False  # what it reads is for staff and systems, not for the person it is about
    open_to_the_person = False  # people in care may do it with what is theirs, though its scope is otherwise for staff
    more_problems: tuple[int, ...] = ()  # statuses of errors that only this view answers with, for OpenAPI
    # What If-Match is about: the row that changes lock first, and the view that answers it, unless this one does.
    guards: type[Model] | None = None
    guarded_view: type[ApiView] | None = None
    has_address = True  # what it makes: said in Location with 201
    deprecated: Mapping[str, Deprecated] = MappingProxyType({})  # methods that are to go, or are gone
    left_out_of_tag: tuple[str, ...] = ()  # members whose change is no news
    not_guarded: tuple[str, ...] = ()  # members whose change is news, and no reason to refuse a change by If-Match

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        return ApiRequest(
            request,
            parsers=self.get_parsers(),
            authenticators=self.get_authenticators(),
            negotiator=self.get_content_negotiator(),
            parser_context=self.get_parser_context(request),
        )

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Size and media type are judged first: nothing is read for a body that is refused for them."""
        if self.max_body_bytes is not None:
            refuse_oversized(request._request, self.max_body_bytes)
        if request.method not in SAFE_METHODS and request.method in self.allowed_methods:
            self._refuse_foreign_body(request)
        super().initial(request, *args, **kwargs)
        if self.guards is not None and IF_MATCH in request.headers and request.method not in SAFE_METHODS:
            self._guard(request, kwargs["id"])

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Which methods the address knows, in `Allow`: what is described to everybody."""
        return Response(status=HTTPStatus.NO_CONTENT)

    def check_permissions(self, request: Request) -> None:
        """Who asks too often is told so first, whether they may do it or not."""
        super().check_throttles(request)
        if request.method != "OPTIONS":
            super().check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        """Nothing: it was done before the permissions, and counts once."""

    @property
    def default_response_headers(self) -> dict[str, str]:
        """What is answered about people stays in no cache, neither the browser's nor one on the way."""
        return {**super().default_response_headers, "Cache-Control": "no-store"}

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Tags what is read, and what PUT and PATCH answer in its place; says how much more may be asked."""
        if self._is_what_is_read(request, response):
            response = tagged(request, response, self.left_out_of_tag, self.not_guarded)
        final = super().finalize_response(request, response, *args, **kwargs)
        if (deprecated := self.deprecated.get(request.method or "")) is not None:
            for name, value in deprecated.headers().items():
                final[name] = value
        turn: Turn | None = getattr(request._request, "turn", None)
        if turn is not None:
            final["RateLimit-Policy"] = f'"requests";q={turn.limit};w={SECONDS:.0f}'
            final["RateLimit"] = f'"requests";r={turn.left};t={math.ceil(turn.full_in)}'
        return final

    @classmethod
    def lock(cls, row_id: UUID) -> None:
        """Locks what is guarded, as its changes do first."""
        assert cls.guards is not None
        cls.guards._default_manager.select_for_update(no_key=True).filter(pk=row_id).values_list("pk").first()

    def _guard(self, request: Request, row_id: UUID) -> None:
        """Puts the handler that judges If-Match in the place of this request's."""
        view_class = self.guarded_view or type(self)
        name = (request.method or "").lower()
        read_tag = partial(read_tag_of, view_class, request, row_id)
        setattr(self, name, conditional(getattr(self, name), read_tag, partial(self.lock, row_id)))

    def _is_what_is_read(self, request: Request, response: object) -> bool:
        if (
            not isinstance(response, Response)
            or response.status_code != HTTPStatus.OK
            or self.is_list
            or "ETag" in response
        ):
            return False
        return hasattr(self, "get") and request.method in ("GET", "HEAD", "PUT", "PATCH")

    def _refuse_foreign_body(self, request: Request) -> None:
        parser = self.get_content_negotiator().select_parser(request, self.get_parsers())
        if parser is None and has_body(request._request):
            raise UnsupportedMediaType(request.content_type)

    @classmethod
    def parameters(cls) -> Sequence[Parameter]:
        """What the query string of a GET may hold."""
        return ()
