"""What a printed page says of itself: who printed it, when, and in which clinic's time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from resona.site.records import clinic_zone
from resona.site.times import exact_time


def printed(request: HttpRequest) -> dict[str, Any]:
    """For templates: `printed`, of pages that staff have opened."""
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_staff:  # a system reads the page of the API
        return {}
    zone = clinic_zone(user)
    city = zone.key.rpartition("/")[2].replace("_", " ")
    return {"printed": {"by": user.called, "at": f"{exact_time(timezone.now(), zone)}, {city} time"}}
