"""What health checks ask of the telling: could somebody be told of every crisis event, and does each channel work?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from resona.metrics.readings import Reading
from risk.models import AlertDelivery, CrisisEvent

# So many tries of a channel that failed one after the other, the last of them so lately, are a channel that fails.
FAILURES_IN_A_ROW: Final = 3
LATELY: Final = timedelta(hours=1)


def delivery_fault(*, now: datetime) -> str | None:
    """Somebody was to be told of a crisis event and could not be, or a channel delivers nothing."""
    return "; ".join(_faults(now)) or None


def event_readings(*, now: datetime) -> Iterator[Reading]:
    """How many crisis events are open, overdue, and of which nobody could be told."""
    text = "Crisis events that are open, past their time, and of which nobody could be told."
    open_ = CrisisEvent.objects.filter(resolved_at__isnull=True)
    counts = {
        "open": open_.count(),
        "overdue": open_.filter(due_at__lt=now).count(),
        "untold": CrisisEvent.objects.undelivered(now).count(),
    }
    for state, count in counts.items():
        yield Reading(name="resona_crisis_events", help=text, value=count, labels=(("state", state),))


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
