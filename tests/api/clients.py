"""Callers of the API, as tests need them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client

from resona.accounts.models import Clinic, User
from tests.factories import make_api_key
from tests.signing_in import sign_in_with_both

PROBLEM = "application/problem+json"


def with_key(clinic: Clinic | None, *scopes: str) -> Client:
    """Another system with a new API key of this clinic."""
    assert clinic is not None
    return Client(headers={"authorization": f"Bearer {make_api_key(clinic, *scopes)}"})


def signed_in(user: User) -> Client:
    """A browser in which this user is signed in; CSRF is checked as in real life."""
    client = Client(enforce_csrf_checks=True)
    sign_in_with_both(client, user)
    return client


def with_csrf(user: User) -> Client:
    """The same, sending the token that its pages were given."""
    client = signed_in(user)
    token = "t" * 32
    client.cookies["csrftoken"] = token
    client.defaults["HTTP_X_CSRFTOKEN"] = token
    return client


def post_json(client: Client, path: str, body: object) -> HttpResponse:
    response: Any = client.post(path, body, content_type="application/json")
    return response  # type: ignore[no-any-return]
