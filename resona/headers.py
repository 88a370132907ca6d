"""What every answer tells the browser to refuse: scripts that are not ours, frames, and whatever else is not needed.

Django 5.2 sets no content security policy. django-csp was weighed and left out: ours are three fixed texts, chosen by
where the answer is found, without nonces or exceptions by view.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.template import Context, Engine
from django.template.loader import get_template
from unfold.settings import get_config

ADMIN_ROOT = "/admin/"
DOCS_PATH = "/api/v1/docs/"

Policy = Mapping[str, Iterable[str]]

SELF: Final = ("'self'",)
NOTHING: Final = ("'none'",)
# Whatever is not one of the pages below: answers of the API, files, errors. They may show themselves and run nothing.
STRICT: Final[Policy] = {
    "default-src": NOTHING,
    "style-src": SELF,
    "font-src": SELF,
    "img-src": SELF,
    "form-action": NOTHING,
    "base-uri": NOTHING,
    "frame-ancestors": NOTHING,
}
# The page that describes the API: its own scripts, which ask the API. Its pictures are within its stylesheet.
DOCS: Final[Policy] = {
    **STRICT,
    "script-src": SELF,
    "connect-src": SELF,
    "img-src": ("'self'", "data:"),
}
# The admin. Its theme is written with Alpine, which compiles the attributes of a page (unsafe-eval) and sets a style
# as an attribute; inline scripts stay refused, and no script, style, font or picture comes from elsewhere.
ADMIN: Final[Policy] = {
    **STRICT,
    "script-src": ("'self'", "'unsafe-eval'"),
    "style-src-attr": ("'unsafe-inline'",),
    "connect-src": SELF,
    "form-action": SELF,
}
# Of what a browser can do for a page, none is needed here.
UNUSED_FEATURES: Final = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS: Final = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)

# The theme writes its colours into a page as a style of its own.
_SKELETON = "unfold/layouts/skeleton.html"
_COLOURS_BEGIN, _COLOURS_END = '<style id="unfold-theme-colors">', "</style>"


class SecurityHeadersMiddleware:
    """Adds them to every answer, files and errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy_for(request.path))
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


def policy_for(path: str) -> str:
    """The content security policy of what is found at this path."""
    if path.startswith(ADMIN_ROOT):
        return _admin_policy()
    return _docs_policy() if path == DOCS_PATH else _strict_policy()


@cache
def _strict_policy() -> str:
    return _write(STRICT)


@cache
def _docs_policy() -> str:
    return _write(DOCS)


@cache
def _admin_policy() -> str:
    return _write({**ADMIN, "style-src": ("'self'", _hash_of_colours())})


def _hash_of_colours() -> str:
    """What lets this one style through and no other: its digest, of the text that the theme's own template makes."""
    source: str = get_template(_SKELETON).template.source  # type: ignore[attr-defined]  # of Django's templates
    style = source.partition(_COLOURS_BEGIN)[2].partition(_COLOURS_END)[0]
    config = get_config()
    context = Context({"colors": config["COLORS"], "border_radius": config["BORDER_RADIUS"]})
    written = Engine().from_string(style).render(context)
    return f"'sha256-{base64.b64encode(hashlib.sha256(written.encode()).digest()).decode()}'"


def _write(policy: Policy) -> str:
    return "; ".join(" ".join((name, *sources)) for name, sources in policy.items())
