"""When a sign-in is complete: with the second factor, for staff; what is not complete counts as nobody."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.middleware import AuthenticationMiddleware, auser, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from resona.accounts.models import User
from resona.accounts.sessions import SessionStore

SECOND_FACTOR_AT = "second_factor_at"  # in the session: when the second factor was given


def complete_sign_in(request: HttpRequest, user: User, *, now: datetime) -> None:
    """Signs the browser in, under a new session key: whoever planted the old one gains nothing."""
    login(request, user)
    request.session[SECOND_FACTOR_AT] = now.isoformat()


class CompleteSignInMiddleware(AuthenticationMiddleware):
    """`request.user` as Django's, but staff without their second factor are nobody: to the admin and to the API."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _user_of(request))  # type: ignore[assignment]
        request.auser = partial(_auser_of, request)


def _user_of(request: HttpRequest) -> User | AnonymousUser:
    user = get_user(request)
    if not _is_complete(user, SECOND_FACTOR_AT in request.session):
        return AnonymousUser()
    if user.is_authenticated and isinstance(request.session, SessionStore):
        request.session.keep_alive()
    return user


async def _auser_of(request: HttpRequest) -> User | AnonymousUser:
    user = await auser(request)
    has_marker = await request.session.ahas_key(SECOND_FACTOR_AT)
    return user if _is_complete(user, has_marker) else AnonymousUser()


def _is_complete(user: Any, has_second_factor: bool) -> bool:
    return has_second_factor or not user.is_staff
