"""Who calls the API with `Authorization: Bearer …`: another system, or a person's own app. One query each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from resona.accounts.keys import find_caller
from resona.sign_in.cross_origin import judge_page
from resona.sign_in.oauth import find_token_caller
from resona.sign_in.person_models import PersonToken
from resona.sign_in.person_tokens import find_token
from resona.sign_in.random_secrets import Prefix
from resona.sign_in.recording import Kind, record_refusal

SCHEME = "Bearer"


class BearerAuthentication(BaseAuthentication):
    """API keys (`rk_…`), OAuth 2 tokens (`rt_…`), tokens of people's apps (`rp_…`): told by their first letters."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            return None
        scheme, _, text = header.partition(" ")
        caller, token = _find(text.strip(), now=timezone.now()) if scheme.lower() == SCHEME.lower() else (None, None)
        if caller is None:
            record_refusal(request._request, Kind.CREDENTIAL_REFUSED, what="bearer")
            raise AuthenticationFailed("The key or token is not known here, has expired, or was revoked.")
        judge_page(request._request, caller)
        return caller, token

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="resona"'


def _find(text: str, *, now: datetime) -> tuple[Any, PersonToken | None]:
    """Who calls, and the token of a person's app."""
    if text.startswith(Prefix.ACCESS):
        return find_token_caller(text, now=now), None
    if text.startswith(Prefix.PERSON):
        token = find_token(text, now=now)
        return (None, None) if token is None else (token.user, token)
    return find_caller(text), None
