"""How long notices of erasures are kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from resona.audit.models import ErasureNotice

NOTICES_KEPT: Final = timedelta(days=90)


def expire_notices(*, now: datetime) -> int:
    """Deletes those whose time is over; returns how many."""
    deleted, _ = ErasureNotice.objects.filter(at__lt=now - NOTICES_KEPT).delete()
    return deleted
