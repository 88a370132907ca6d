"""What health checks ask of webhooks: do all of them work, and is none of their messages late?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from resona.integrations.models import Integration, WebhookAttempt

# A try that is due and that nobody has begun for so long: no worker sees to webhooks.
LATE_AFTER: Final = timedelta(minutes=2)


def webhooks_fault(*, now: datetime) -> str | None:
    """Some webhook fails, or messages wait that nobody sends."""
    return "; ".join(_faults(now)) or None


def _faults(now: datetime) -> Iterator[str]:
    failing = Integration.objects.filter(kind=Integration.Kind.WEBHOOK, status=Integration.Status.FAILING).count()
    if failing:
        yield f"webhooks that fail: {failing}"
    works = Integration.Status.ACTIVE  # of those that fail, only some are tried at a time
    late = WebhookAttempt.objects.filter(
        next_at__lt=now - LATE_AFTER, endpoint__disabled_at__isnull=True, endpoint__integration__status=works
    )
    if late.exists():
        yield "messages to other systems wait that nobody sends"
