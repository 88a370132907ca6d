"""Announces crisis events."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from resona.postgres.jobs import ALERTS, PERSISTENT, Priority
from risk.alerts import sweep_alerts, tell_about
from risk.crisis_events import ANNOUNCE_CRISIS


@app.task(name=ANNOUNCE_CRISIS, queue=ALERTS, priority=Priority.ALERT, retry=PERSISTENT)
def announce(*, user_id: str, event_id: str) -> None:
    """Announces a crisis event of this person to whoever is to be told of it now."""
    tell_about(UUID(event_id), now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="sweep_alerts", queue=ALERTS, priority=Priority.REQUEUE, queueing_lock="sweep_alerts")
def sweep(timestamp: int) -> None:
    """Takes overdue crisis events a step up and finds those to be told of, every minute."""
    sweep_alerts(now=timezone.now())
