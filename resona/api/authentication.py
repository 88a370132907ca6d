"""Who calls from a browser; callers with keys and tokens are known where those are kept."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.http import QueryDict
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class BrowserAuthentication(SessionAuthentication):
    """Django's session; whatever changes something needs the header X-CSRFToken too."""

    def enforce_csrf(self, request: Request) -> None:
        """Raises PermissionDenied. Looks at headers alone: a form is not searched for a token before it may be read."""
        bare: Any = copy(request._request)
        bare.POST = QueryDict()
        super().enforce_csrf(bare)
