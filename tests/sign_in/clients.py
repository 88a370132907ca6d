"""Other systems with OAuth 2, and people's apps, as tests need them."""

from __future__ import annotations

import base64
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from resona.accounts.models import Clinic, User
from resona.audit.actors import name_actor
from resona.sign_in.oauth import NewClient, create_client, find_client, issue_token
from resona.sign_in.person_tokens import make_token

TOKEN_URL = "/api/v1/oauth/token/"


def make_client(clinic: Clinic | None, *scopes: str) -> NewClient:
    assert clinic is not None
    return create_client(clinic=clinic, name="another system", scopes=scopes)


def ask_for_token(form: object, *, basic: tuple[str, str] | None = None, **headers: str) -> HttpResponse:
    """Posts a form, or a text as it is, to the token endpoint."""
    if basic:
        headers["authorization"] = f"Basic {base64.b64encode(':'.join(basic).encode()).decode()}"
    body = form if isinstance(form, (str, bytes)) else "&".join(f"{k}={v}" for k, v in dict(form).items())  # type: ignore[call-overload]
    answer: Any = Client().post(TOKEN_URL, body, content_type="application/x-www-form-urlencoded", headers=headers)
    return answer  # type: ignore[no-any-return]


def with_bearer(text: str) -> Client:
    return Client(headers={"authorization": f"Bearer {text}"})


def with_oauth(clinic: Clinic | None, *scopes: str) -> Client:
    """Another system of this clinic, with a token that it was just given."""
    new = make_client(clinic, *scopes)
    client = find_client(str(new.id), new.secret)
    assert client is not None
    return with_bearer(issue_token(client, scopes=(), now=timezone.now()).text)


def with_app(person: User, *, by: User, device: str = "") -> Client:
    """The app of this person, that came in with a code issued by this member of staff."""
    return with_bearer(make_token(person, device=device, issued_by=name_actor(by), now=timezone.now()).text)
