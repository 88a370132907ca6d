"""How often one client or one person may ask; who asks more is told when to come again, and it is on the record."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from resona.accounts.callers import ApiKeyCaller
from resona.api.buckets import Turn, take
from resona.audit.actors import name_actor
from resona.headers import ADMIN_ROOT
from resona.sign_in.recording import Kind, record_refusal

TOO_MANY_REQUESTS = 429


class CallerThrottle(BaseThrottle):
    """The API: one bucket for each API key or OAuth client, and for each person or member of staff."""

    _wait_seconds = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return True  # refused in any case, but for what is open to everybody
        turn = take_turn(request._request, request.user)
        request._request.turn = turn  # type: ignore[attr-defined]  # what the answer says of it
        self._wait_seconds = turn.wait
        return not self._wait_seconds

    def wait(self) -> float:
        return self._wait_seconds


class RateLimitMiddleware:
    """The admin: the same for whoever is signed in. After the middleware that knows who that is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(ADMIN_ROOT) or not request.user.is_authenticated:
            return self._get_response(request)
        turn = take_turn(request, request.user)
        if not turn.wait:
            return self._get_response(request)
        seconds = math.ceil(turn.wait)
        return HttpResponse(
            f"Too many requests. Try again in {seconds} s.",
            "text/plain",
            TOO_MANY_REQUESTS,
            headers={"Retry-After": str(seconds), "Cache-Control": "no-store"},
        )


def take_turn(request: HttpRequest, caller: Any) -> Turn:
    """This caller's turn, or how long they have to wait; the first refusal of a minute becomes a security event."""
    is_system = isinstance(caller, ApiKeyCaller)
    limit: int = settings.RATE_LIMIT_CLIENT if is_system else settings.RATE_LIMIT_PERSON
    turn = take(name_actor(caller), limit, now=time.time())
    if turn.wait:
        record_refusal(request, Kind.RATE_LIMITED, what=_area(request), caller=caller)
    return turn


def _area(request: HttpRequest) -> str:
    return "admin" if request.path.startswith(ADMIN_ROOT) else "api"
