"""Browsers in which an account was signed in to before: other people's failures do not slow them down.

The cookie is signed, names the account by a keyed digest, and opens nothing.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from resona.encryption.digests import keyed_digest

LASTS_SECONDS = 180 * 24 * 3600  # half a year without a sign-in
_ID_BYTES = 16
_NAME_CHARACTERS = 16  # 64 bits of the digest: two accounts of one browser never meet


def known_browser(request: HttpRequest, account: str) -> str | None:
    """The id of this browser, if this account was signed in to here before."""
    name, signer = _name_and_signer(account)
    try:
        return signer.unsign(request.COOKIES.get(name, ""), max_age=LASTS_SECONDS)
    except BadSignature:
        return None


def remember_browser(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """From now on this browser is known to this account."""
    name, signer = _name_and_signer(account)
    response.set_cookie(
        name,
        signer.sign(known_browser(request, account) or secrets.token_hex(_ID_BYTES)),
        max_age=LASTS_SECONDS,
        path=reverse("admin:login"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _name_and_signer(account: str) -> tuple[str, TimestampSigner]:
    digest = keyed_digest(f"known browser\n{account}".encode())
    return f"known_{digest[-_NAME_CHARACTERS:]}", TimestampSigner(salt=f"known browser {digest}")
