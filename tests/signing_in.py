"""Browsers in which somebody is signed in, with all that it takes."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from resona.accounts.models import User
from resona.sign_in.completion import SECOND_FACTOR_AT


def sign_in_with_both(client: Client, user: User) -> Client:
    """This browser, after the password and the second factor were right."""
    client.force_login(user)
    session = client.session
    session[SECOND_FACTOR_AT] = timezone.now().isoformat()
    session.save()
    return client
