"""Who calls: another system with an API key, or a browser that is signed in."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.keys import find_caller

SCHEME = "Bearer"


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer rk_…`: one query, no password hash."""

    def authenticate(self, request: Request) -> tuple[ApiKeyCaller, None] | None:
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            return None
        scheme, _, key = header.partition(" ")
        caller = find_caller(key.strip()) if scheme.lower() == SCHEME.lower() else None
        if caller is None:
            raise AuthenticationFailed("The API key is not known here, or was revoked.")
        return caller, None

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="resona"'


class BrowserAuthentication(SessionAuthentication):
    """Django's session; whatever changes something needs its CSRF token too."""
