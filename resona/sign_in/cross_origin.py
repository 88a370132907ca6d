"""Cross-origin requests (CORS, the Fetch standard): which web pages may read what the API answers.

A key or an OAuth client names the origins of its pages; those with the scope `people:issue` name those of their
clinic's web apps too, which come with tokens of people. What such a page is answered says so to its browser, and
nothing else does: neither what comes with a cookie nor the admin. A preflight brings no key yet, so it is answered to
every origin that is named at all; the request itself is judged by whose key it brings. Cookies are never let through.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import PermissionDenied

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import ApiKey
from resona.accounts.origins import is_origin
from resona.api.error_pages import API_ROOT
from resona.logs import log_unforeseen
from resona.sign_in.oauth_models import OAuthClient

ALLOW_ORIGIN: Final = "Access-Control-Allow-Origin"
SECONDS_KNOWN: Final = 7200  # how long a browser asks no more by a preflight; Chromium keeps it no longer
PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
    "Access-Control-Allow-Headers": (
        "Authorization, Content-Encoding, Content-Type, If-Match, If-None-Match, Prefer, traceparent, tracestate, "
        "X-Request-Id"
    ),
    "Access-Control-Max-Age": str(SECONDS_KNOWN),
}
# Besides what scripts may read of every answer.
EXPOSED: Final = (
    "Deprecation, ETag, Link, Location, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, Sunset, "
    "WWW-Authenticate, X-Request-Id"
)


class CrossOriginMiddleware:
    """Answers preflights, and says of every answer of the API whether the page that asked may read it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(API_ROOT):
            return self._get_response(request)
        origin = request.META.get("HTTP_ORIGIN")
        response = self._answer(request, origin)
        patch_vary_headers(response, ("Origin",))
        return response

    def _answer(self, request: HttpRequest, origin: str | None) -> HttpResponseBase:
        if origin is None:
            return self._get_response(request)
        if _is_preflight(request) and is_named(origin):
            return HttpResponse(status=204, headers={**PREFLIGHT, ALLOW_ORIGIN: origin})
        response = self._get_response(request)
        if _may_read(request, origin):
            response[ALLOW_ORIGIN] = origin
            response["Access-Control-Expose-Headers"] = EXPOSED
        return response


def judge_page(request: HttpRequest, caller: Any) -> None:
    """Keeps whether the page that asks may read the answer to this caller, who came with a key or token.

    Raises PermissionDenied where a page of another origin comes with the key of a system that named its own: only so
    does each key open to its own pages, whatever a preflight lets in. What people say is never refused for it.
    """
    origin = request.META.get("HTTP_ORIGIN")
    if origin is None:
        return
    if not isinstance(caller, ApiKeyCaller):
        may_read = is_named(origin, clinic_id=caller.clinic_id, scopes__contains=[ApiKey.Scope.PEOPLE_ISSUE])
    elif origin in caller.origins or not caller.origins:
        may_read = bool(caller.origins)
    elif origin == f"{request.scheme}://{request.get_host()}":
        may_read = False  # needs no permission: it is a page of this server
    else:
        request.page_may_read = False  # type: ignore[attr-defined]
        raise PermissionDenied("The page that asks is not of an origin that this key names.", code="origin-refused")
    request.page_may_read = may_read  # type: ignore[attr-defined]


def is_named(origin: str, **which: Any) -> bool:
    """Whether a key or client that is in use names this origin, of those that `which` tells (as QuerySet.filter)."""
    if not is_origin(origin):
        return False
    models = (ApiKey, OAuthClient)
    return any(model.objects.filter(origins__contains=[origin], revoked_at=None, **which).exists() for model in models)


def _is_preflight(request: HttpRequest) -> bool:
    return request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META


def _may_read(request: HttpRequest, origin: str) -> bool:
    """Of who is not known, or comes with what is in the body, the answer holds nothing that they did not bring."""
    known: bool | None = getattr(request, "page_may_read", None)
    if known is not None:
        return known
    if settings.SESSION_COOKIE_NAME in request.COOKIES or _is_preflight(request):
        return False
    try:
        return is_named(origin)
    except DatabaseError as error:
        log_unforeseen(error)  # as what is answered says already
        return False
