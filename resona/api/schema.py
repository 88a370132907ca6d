"""OpenAPI of what the server really does: parameters, pages, problems and ways to come in are read off the views."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

from resona.api.description import finish, show_examples
from resona.api.open_codes import open_the_codes
from resona.api.problems import CONTENT_TYPE


class ProblemFault(serializers.Serializer[Any]):
    """One thing wrong with the input: of a body by JSON pointer, of a query string by parameter."""

    pointer = serializers.CharField(required=False, help_text="Where in the body (RFC 6901)")
    parameter = serializers.CharField(required=False, help_text="Which parameter of the query string")
    detail = serializers.CharField()


class CrisisLine(serializers.Serializer[Any]):
    """Somewhere to turn to in a crisis, in the person's language."""

    key = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    contact = serializers.CharField(allow_null=True, help_text="A telephone number or an address")


# Problem details (RFC 9457). Made by a call because serializers have an attribute `errors` of their own.
Problem = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(
            help_text="`/problems/<code>`, which kind it is; an open list, described at `/problems/`"
        ),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "detail": serializers.CharField(),
        "instance": serializers.CharField(help_text="Path of the request"),
        "errors": ProblemFault(many=True, required=False, help_text="At most 100"),
        "error_count": serializers.IntegerField(required=False, help_text="How many there are in all"),
        "help": CrisisLine(
            many=True,
            required=False,
            help_text="With 403 for want of consent or for a restriction: the clinic's crisis lines",
        ),
        "recorded_as": serializers.UUIDField(
            required=False, help_text="With 409: the id under which the session was recorded all the same"
        ),
    },
)


class OneDocument(SchemaGenerator):
    """The document is the same for everyone, and takes longer to make than any list: once a process is enough."""

    def get_schema(self, request: object = None, public: bool = False) -> dict[str, Any]:
        return _document()


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    finish(document, tags=settings.API_TAGS, tag_of_part=settings.API_TAG_OF_PART)
    open_the_codes(document, closed=settings.API_CLOSED_CODES)
    show_examples(document, sent=settings.API_EXAMPLES_SENT, answered=settings.API_EXAMPLES_ANSWERED)
    return document


# Given before a request reaches a view, by the server.
ANSWERS_OF_SERVER = {
    "414": "The address is longer than the server reads (4,094 bytes)",
    "431": "A header is longer than the server reads (8,190 bytes), or there are more than 100",
}


IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", type=str, location=OpenApiParameter.HEADER, description="ETags of what the caller has already."
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    type=str,
    location=OpenApiParameter.HEADER,
    description="ETag of what was read: the change is made only if nothing was changed since.",
)


class PageSchema:
    """What a page of a list looks like."""

    def get_paginated_response_schema(self, rows: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next", "page_size"],
            "properties": {
                "results": rows,
                "next": {"type": ["string", "null"], "format": "uri", "description": "The page that follows"},
                "page_size": {"type": "integer"},
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return []  # among the view's own parameters


class ApiSchema(AutoSchema):
    """Describes an ApiView."""

    view: Any

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.method == "GET" and bool(self.view.is_list)

    def get_override_parameters(self) -> list[Any]:
        named = [
            OpenApiParameter(
                parameter.name,
                type=dict(parameter.schema),
                location=OpenApiParameter.QUERY,
                description=parameter.description,
            )
            for parameter in (self.view.parameters() if self.method == "GET" else ())
        ]
        if self._is_tagged():
            named.append(IF_NONE_MATCH)
        if self._is_guarded():
            named.append(IF_MATCH)
        return named

    def _is_tagged(self) -> bool:
        return self.method == "GET" and not self.view.is_list

    def _is_guarded(self) -> bool:
        return self.method != "GET" and self.view.guards is not None

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        answers: dict[str, Any] = super()._get_response_bodies(direction)
        if "201" in answers and self.view.has_address:
            answers["201"]["headers"] = {"Location": {"$ref": "#/components/headers/Location"}}
        if self._is_tagged():
            answers["304"] = {"description": "What the caller has is what is there"}
        for status in self._problem_statuses():
            answers.setdefault(str(status), self._problem_answer(HTTPStatus(status).phrase))
        others = {**ANSWERS_OF_SERVER, "default": "Any other error"}
        return answers | {status: self._problem_answer(told) for status, told in others.items()}

    def _problem_statuses(self) -> list[int]:
        statuses = {400, 401, 403, 429, *self.view.more_problems}
        if "{" in self.path:
            statuses.add(404)
        if self.method != "GET":
            statuses |= {411, 413, 415}
        if self._is_guarded():
            statuses.add(412)
        return sorted(statuses)

    def _problem_answer(self, description: str) -> dict[str, Any]:
        component: Any = self.resolve_serializer(Problem, "response")
        return {"description": description, "content": {CONTENT_TYPE: {"schema": component.ref}}}


class JsonColumnSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "resona.api.rows.JsonColumn"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Any) -> dict[str, Any]:
        shape: Any = self.target.shape
        if isinstance(shape, dict):
            return dict(shape)
        reference: dict[str, Any] = auto_schema.resolve_serializer(shape, direction).ref
        return reference


class BodySchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    target_class = "resona.api.serializers.Body"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        described: dict[str, Any] = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return described | {"additionalProperties": False}


class BrowserScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "resona.api.authentication.BrowserAuthentication"
    name = "browserSession"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "A signed-in browser; what changes something needs the header X-CSRFToken too.",
        }
