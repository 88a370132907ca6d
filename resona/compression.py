"""Compresses pages, and the files beside them that come uncompressed (in development), for whoever takes gzip.

What is compressed tells by its length how much its parts resemble one another, and so a secret may be guessed letter
by letter by whoever puts guesses into the page and measures it, many times (BREACH). Against that:

- cookies go with no request that another site makes within its pages (SameSite=Lax);
- the token of forms, the one secret of most pages, is masked anew in every answer;
- the length varies by up to 100 bytes at random (Django's GZipMiddleware);
- answers that show a key, a code or a link's secret are answers to a form, or pages of signing in: neither is
  compressed, and no answer of the API is, for those hold tokens.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from resona.headers import ADMIN_ROOT

PAGES: Final = "text/html"
FILES: Final = ("text/css", "text/javascript", "application/javascript", "image/svg+xml")


class CompressionMiddleware(GZipMiddleware):
    """Answers in gzip what may be compressed, and varies its length."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        may_be = (
            request.method == "GET" and response.status_code == HTTPStatus.OK and _may_be_compressed(request, response)
        )
        return super().process_response(request, response) if may_be else response


def _may_be_compressed(request: HttpRequest, response: HttpResponseBase) -> bool:
    kind = response.get("Content-Type", "").partition(";")[0]
    if request.path.startswith(settings.STATIC_URL):
        return kind in FILES
    return kind == PAGES and request.path.startswith(ADMIN_ROOT) and _has_come_in(request)


def _has_come_in(request: HttpRequest) -> bool:
    """Whether this is a page of whoever is signed in: those on the way there show secrets, or are found at one."""
    user = getattr(request, "user", None)
    is_signing_in = request.path.startswith(str(settings.LOGIN_URL))
    return user is not None and user.is_authenticated and not is_signing_in
