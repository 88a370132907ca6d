"""Who calls from a browser; callers with keys and tokens are known where those are kept."""

from __future__ import annotations

from rest_framework.authentication import SessionAuthentication


class BrowserAuthentication(SessionAuthentication):
    """Django's session; whatever changes something needs its CSRF token too."""
