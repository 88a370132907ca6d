"""What health checks ask of the telling: could somebody be told of every crisis event, and does each channel work?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from risk.models import AlertDelivery, CrisisEvent

# So many tries of a channel that failed one after the other, the last of them so lately, are a channel that fails.
FAILURES_IN_A_ROW: Final = 3
LATELY: Final = timedelta(hours=1)


def delivery_fault(*, now: datetime) -> str | None:
    """Somebody was to be told of a crisis event and could not be, or a channel delivers nothing."""
    return "; ".join(_faults(now)) or None


def _faults(now: datetime) -> Iterator[str]:
    undelivered = CrisisEvent.objects.undelivered(now).count()
    if undelivered:
        yield f"crisis events of which nobody could be told: {undelivered}"
    for channel in sorted(_failing_channels(now)):
        yield f"{channel} has failed {FAILURES_IN_A_ROW} times in a row"


def _failing_channels(now: datetime) -> set[str]:
    nth = Window(RowNumber(), partition_by=F("channel"), order_by=F("queued_at").desc())
    ended = AlertDelivery.objects.filter(queued_at__gt=now - LATELY).exclude(status=AlertDelivery.Status.QUEUED)
    latest = ended.annotate(nth=nth).filter(nth__lte=FAILURES_IN_A_ROW).order_by().values_list("channel", "status")
    channels = [channel for channel, status in latest if status == AlertDelivery.Status.FAILED]
    return {channel for channel in channels if channels.count(channel) == FAILURES_IN_A_ROW}
