"""Errors as answers: every one becomes problem details (RFC 9457) here, and quotes nothing of the request."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from resona.api.filters import InvalidQueryError
from resona.api.problem_types import TYPES, title_of, type_uri
from resona.api.renderers import JsonRenderer, write_json
from resona.api.strict_json import reference_token
from resona.errors import MAX_NAMED_FAULTS, Fault, InvalidInputError, ResonaError
from resona.logs import log_unforeseen

CONTENT_TYPE = "application/problem+json"
NOT_FOUND = "Nothing is found here, or nothing that you may see."
SERVER_ERROR_FROM = 500
MAX_NAME_CHARACTERS = 60  # of a parameter that does not exist


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One answer that is an error."""

    status: int
    detail: str
    code: str | None = None  # of resona.api.problem_types; None: that of the status
    errors: tuple[dict[str, str], ...] = ()  # at most MAX_NAMED_FAULTS
    error_count: int = 0  # how many there are in all
    headers: Mapping[str, str] = field(default_factory=dict)
    more_members: Mapping[str, object] = field(default_factory=dict)

    def document(self, instance: str) -> dict[str, object]:
        """The members of RFC 9457."""
        members: dict[str, object] = {
            "type": type_uri(self.code, self.status),
            "title": title_of(self.status),
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
        }
        if self.errors:
            members |= {"errors": self.errors, "error_count": self.error_count}
        return {**members, **self.more_members}


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response:
    """The answer to an error raised in a view of the API."""
    problem = describe_error(error)
    request = context["request"]
    # Whatever a view would have answered in: the description is YAML, its page HTML.
    request.accepted_renderer, request.accepted_media_type = JsonRenderer(), JsonRenderer.media_type
    instance = request.path
    return Response(
        problem.document(instance), problem.status, headers=dict(problem.headers), content_type=CONTENT_TYPE
    )


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The same for errors outside of any view."""
    return HttpResponse(write_json(problem.document(request.path)), CONTENT_TYPE, problem.status)


def describe_error(error: Exception) -> Problem:
    """What to answer to this error. One that nobody foresaw is logged, by its kind and place only."""
    if isinstance(error, InvalidInputError):
        return _input_problem(error)
    if isinstance(error, InvalidQueryError):
        return _query_problem(error)
    if isinstance(error, ResonaError) and error.status < SERVER_ERROR_FROM:
        return Problem(status=error.status, code=error.problem, detail=str(error), more_members=error.members)
    if isinstance(error, Http404):
        return Problem(status=404, detail=NOT_FOUND)
    if isinstance(error, PermissionDenied):
        return Problem(status=403, detail="You may not do this.")
    if isinstance(error, (SuspiciousOperation, UnreadablePostError)):
        return Problem(status=400, detail="The request cannot be read.")
    if isinstance(error, exceptions.APIException):
        return _framework_problem(error)
    log_unforeseen(error)
    if isinstance(error, ResonaError) and error.told is not None:
        return Problem(status=error.status, code=error.problem, detail=error.told)
    if isinstance(error, OperationalError):
        return Problem(
            status=503, detail="The database cannot be used right now. Try again.", headers={"Retry-After": "5"}
        )
    return Problem(status=500, detail="Something went wrong here. It has been logged.")


def _input_problem(error: InvalidInputError) -> Problem:
    named = tuple({"pointer": fault.pointer, "detail": fault.detail} for fault in error.faults)
    count = error.fault_count
    return Problem(status=error.status, code=error.problem, detail=_count(count), errors=named, error_count=count)


def _query_problem(error: InvalidQueryError) -> Problem:
    # Names of parameters are the caller's own text: cut, so that an answer stays small.
    named = tuple({"parameter": name[:MAX_NAME_CHARACTERS], "detail": detail} for name, detail in error.faults.items())
    return Problem(
        status=error.status,
        code=error.problem,
        detail=_count(len(named)),
        errors=named[:MAX_NAMED_FAULTS],
        error_count=len(named),
    )


def _framework_problem(error: exceptions.APIException) -> Problem:
    if isinstance(error, exceptions.ValidationError):
        return _input_problem(InvalidInputError(list(_faults(error.detail, ""))))
    if isinstance(error, exceptions.UnsupportedMediaType):
        return Problem(status=error.status_code, detail="A body of this media type is not understood here.")
    if isinstance(error, exceptions.NotFound):
        return Problem(status=404, detail=NOT_FOUND)
    headers: dict[str, str] = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if (wait_seconds := getattr(error, "wait", None)) is not None:  # throttled
        headers["Retry-After"] = str(math.ceil(wait_seconds))
    return Problem(status=error.status_code, code=_framework_code(error), detail=str(error.detail), headers=headers)


def _framework_code(error: exceptions.APIException) -> str | None:
    """The code that the error was raised with, where it is one of ours."""
    if isinstance(error, exceptions.AuthenticationFailed):
        return "credentials-refused"
    codes = error.get_codes()
    return codes if isinstance(codes, str) and codes in TYPES else None


def _count(faults: int) -> str:
    named = f" The first {MAX_NAMED_FAULTS} are named." if faults > MAX_NAMED_FAULTS else ""
    return f"The input has {faults} {'fault' if faults == 1 else 'faults'}.{named}"


def _faults(detail: Any, pointer: str) -> Iterator[Fault]:
    """The faults in the nested lists and mappings of a serializer's errors."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            is_whole = key == api_settings.NON_FIELD_ERRORS_KEY
            yield from _faults(inner, pointer if is_whole else f"{pointer}/{reference_token(str(key))}")
    elif isinstance(detail, (list, tuple)):
        for position, inner in enumerate(detail):
            is_message = isinstance(inner, str)
            yield from _faults(inner, pointer if is_message else f"{pointer}/{position}")
    else:
        yield Fault(pointer=pointer, detail=str(detail))
