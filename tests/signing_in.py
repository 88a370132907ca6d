"""Browsers in which somebody is signed in, with all that it takes."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.utils import timezone

from resona.accounts.models import User
from resona.accounts.sessions import SessionStore
from resona.sign_in.completion import SECOND_FACTOR_AT


def sign_in_with_both(client: Client, user: User) -> Client:
    """This browser, after the password and the second factor were right: what that leaves, without asking for them.

    Not by `force_login`: signing in sends a dozen statements, and most tests of pages begin with this.
    """
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            SECOND_FACTOR_AT: timezone.now().isoformat(),
        }
    )
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client
