"""Requests for a token, as RFC 6749 has them: a form, with the client's credentials in it or in the header."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, unquote_plus

GRANT = "client_credentials"
MAX_FIELDS = 20  # of the form; four are known

Error = Literal["invalid_request", "invalid_client", "invalid_scope", "unsupported_grant_type"]


class OAuthError(Exception):
    """A refusal (RFC 6749, section 5.2)."""

    def __init__(self, error: Error, description: str) -> None:
        self.error = error
        self.description = description
        super().__init__(description)


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenRequest:
    """What is asked for, by whom."""

    client_id: str
    secret: str
    scopes: tuple[str, ...]  # none: all that the client has


def read_token_request(body: bytes, authorization: str | None) -> TokenRequest:
    """The request in this form, with this Authorization header. Raises OAuthError."""
    form = _read_form(body)
    if "grant_type" not in form:
        raise OAuthError("invalid_request", "grant_type is missing.")
    if form["grant_type"] != GRANT:
        raise OAuthError("unsupported_grant_type", f"Only {GRANT} is known here.")
    client_id, secret = _read_credentials(form, authorization)
    return TokenRequest(client_id=client_id, secret=secret, scopes=tuple(form.get("scope", "").split()))


def _read_form(body: bytes) -> dict[str, str]:
    try:
        fields = parse_qsl(body.decode(), errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError as error:  # no UTF-8, or more fields than that
        raise OAuthError("invalid_request", "The form cannot be read.") from error
    if any(count > 1 for count in Counter(name for name, _ in fields).values()):
        raise OAuthError("invalid_request", "A field is there twice.")
    return dict(fields)


def _read_credentials(form: dict[str, str], authorization: str | None) -> tuple[str, str]:
    if authorization is None:
        if "client_id" in form and "client_secret" in form:
            return form["client_id"], form["client_secret"]
        raise OAuthError("invalid_client", "The client's credentials are missing.")
    if "client_secret" in form:
        raise OAuthError("invalid_request", "The client's credentials are there twice.")
    scheme, _, encoded = authorization.partition(" ")
    try:
        client_id, separator, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        separator = ""
    if scheme.lower() != "basic" or not separator:
        raise OAuthError("invalid_client", "The header is not one of Basic authentication.")
    return unquote_plus(client_id), unquote_plus(secret)
