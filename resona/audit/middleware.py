"""Lets everything that a request writes be its caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject, empty

from resona.audit.actors import name_actor
from resona.audit.context import acting


class ActingMiddleware:
    """Both are found when a transaction begins: who calls is known only once the view has asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        act = partial(acting, actor=partial(_actor_of, request), source=partial(_source_of, request))
        with act():
            response = self._get_response(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            # Its parts are made when they are sent, after this has returned.
            response.streaming_content = _within(act, response.streaming_content)  # type: ignore[arg-type]
        return response


def _actor_of(request: HttpRequest) -> str:
    """Whoever the view has found to be calling; asking here would be a query in the middle of another transaction."""
    user = getattr(request, "user", None)
    if user is None or (isinstance(user, SimpleLazyObject) and user.__dict__["_wrapped"] is empty):
        return ""
    return name_actor(user)


def _source_of(request: HttpRequest) -> str:
    """Method and route: the address itself may hold what somebody searched for."""
    match = request.resolver_match
    return f"{request.method} {match.route if match else ''}".rstrip()


def _within(act: Callable[[], object], parts: Iterable[bytes]) -> Iterator[bytes]:
    iterator = iter(parts)
    while True:
        with act():  # type: ignore[attr-defined]
            part = next(iterator, None)
        if part is None:
            return
        yield part
