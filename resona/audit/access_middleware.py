"""Keeps a row for every answer that shows someone's record: without the row, no answer."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from resona.audit.accesses import begin_explained
from resona.postgres.ahead import Ahead
from resona.showing import Showing, show

# Whatever is read below the address of a person is theirs, and so are pages whose address names one.
PERSON_ROUTE: Final = "api/v1/users/<uuid:id>/"
PERSON_PLACES: Final = ("person_id", "user_id")


class AccessMiddleware:
    """Innermost of all: outside of it nothing is shown of anybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        keeping = _Keeping(request)
        showing = request.showing = Showing(keeping.begin)  # type: ignore[attr-defined]
        try:
            response = self._get_response(request)
            if response.status_code == HTTPStatus.OK and keeping.pending is None:
                _show_whom_the_address_names(request)
                if showing.people:
                    keeping.begin()
        finally:
            keeping.finish()
        return response


class _Keeping:
    """The row of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.pending: Ahead | None = None

    def begin(self) -> None:
        request, showing = self._request, self._request.showing  # type: ignore[attr-defined]
        self.pending = begin_explained(
            request.user, showing.people, records=showing.records, source=_source_of(request)
        )

    def finish(self) -> None:
        if self.pending is not None:
            self.pending.finish()


def _show_whom_the_address_names(request: HttpRequest) -> None:
    """Whatever was asked: what was done before is answered as it stands, and of that the audit log tells nothing."""
    match: ResolverMatch | None = request.resolver_match
    if match is None:
        return
    if match.route.startswith(PERSON_ROUTE):
        if not request.showing.people:  # type: ignore[attr-defined]
            show(request, [match.kwargs["id"]])
        return
    people = [match.kwargs[place] for place in PERSON_PLACES if place in match.kwargs]
    if people and not request.showing.people:  # type: ignore[attr-defined]
        show(request, people)


def _source_of(request: HttpRequest) -> str:
    """Method and route: the address itself may hold what somebody searched for."""
    match = request.resolver_match
    return f"{request.method} {match.route if match else ''}".rstrip()
