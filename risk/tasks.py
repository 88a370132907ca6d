"""Announces crisis events."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from resona.postgres.jobs import ALERTS, PERSISTENT, Priority
from risk.crisis_events import ANNOUNCE_CRISIS
from risk.notifications import announce_crisis


@app.task(name=ANNOUNCE_CRISIS, queue=ALERTS, priority=Priority.ALERT, retry=PERSISTENT)
def announce(*, user_id: str, event_id: str) -> None:
    """Announces a crisis event of this person."""
    announce_crisis(UUID(event_id))
