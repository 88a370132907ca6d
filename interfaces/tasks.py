"""Builds the interfaces of people whose night has come."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from interfaces.nightly import build_due, queue_due
from interfaces.queueing import BUILD_DUE, FIND_DUE, INTERFACES
from resona.postgres.jobs import UPKEEP, Priority


@app.task(name=BUILD_DUE, queue=INTERFACES, priority=Priority.INTERFACE)
def build_due_interfaces() -> None:
    """Builds the interfaces of some people whose night has come. Not retried: whom it leaves the clock finds again."""
    build_due(now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name=FIND_DUE, queue=UPKEEP, priority=Priority.CLOCK, queueing_lock=FIND_DUE)
def find_due_interfaces(timestamp: int) -> None:
    """Queues builds for people whose night has come, every five minutes: 02:00 is at another time in every zone."""
    queue_due(now=timezone.now())
