"""Sends webhooks, finds what was left, tells of those that fail, and forgets old deliveries."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from resona.integrations.claims import is_anything_due
from resona.integrations.feed import follow_feed
from resona.integrations.forgetting import FORGET_WEBHOOKS, forget_old_messages
from resona.integrations.queueing import SEND_WEBHOOKS, queue_sending
from resona.integrations.sending import send_due
from resona.integrations.telling import TELL_OF_WEBHOOK, tell_administrators
from resona.postgres.jobs import PERSISTENT, UPKEEP, WEBHOOKS, Priority


@app.task(name=SEND_WEBHOOKS, queue=WEBHOOKS, priority=Priority.WEBHOOK, retry=PERSISTENT)
def send_webhooks() -> None:
    """Sends the messages that are due."""
    send_due()


@app.periodic(cron="* * * * * */10")
@app.task(name="follow_feed", queue=UPKEEP, priority=Priority.REQUEUE, queueing_lock="follow_feed")
def follow_changes(timestamp: int) -> None:
    """Queues for other systems what has changed, every ten seconds."""
    follow_feed(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="sweep_webhooks", queue=UPKEEP, priority=Priority.REQUEUE, queueing_lock="sweep_webhooks")
def sweep_webhooks(timestamp: int) -> None:
    """Queues the sending of whatever is due, every minute: nothing depends on one job's life."""
    if is_anything_due(timezone.now()):
        queue_sending()


@app.task(name=TELL_OF_WEBHOOK, queue=UPKEEP, priority=Priority.CLOCK, retry=PERSISTENT)
def tell_of_webhook(*, endpoint_id: str, since: str) -> None:
    """Tells the administrators of a clinic that a webhook fails."""
    tell_administrators(UUID(endpoint_id), since=datetime.fromisoformat(since))


@app.periodic(cron="41 2 * * *")
@app.task(name=FORGET_WEBHOOKS, queue=UPKEEP, priority=Priority.CLOCK, queueing_lock=FORGET_WEBHOOKS)
def forget_webhooks(timestamp: int) -> None:
    """Forgets deliveries whose time is over, every night."""
    forget_old_messages(now=timezone.now())
