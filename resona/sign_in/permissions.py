"""What a caller may do, and a record of who tried more."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request

from resona.accounts.permissions import HasScope
from resona.sign_in.recording import Kind, record_refusal


class RecordedScope(HasScope):
    """As HasScope; whoever is known and refused becomes a security event."""

    def has_permission(self, request: Request, view: Any) -> bool:
        may = super().has_permission(request, view)
        if not may and request.user.is_authenticated:
            record_refusal(request._request, Kind.SCOPE_REFUSED, what=type(view).__name__, caller=request.user)
        return may
