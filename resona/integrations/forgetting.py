"""The log of deliveries is kept for some weeks; what is not settled stays."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef

from resona.integrations.models import WebhookAttempt, WebhookMessage
from resona.integrations.policy import WEBHOOKS

FORGET_WEBHOOKS: Final = "forget_webhooks"
AT_ONCE: Final = 5_000  # few enough that the transaction is short: a long one would hold the change feed back


def forget_old_messages(*, now: datetime) -> int:
    """Deletes messages that are old and of which no try is to come, with their tries; how many."""
    to_come = WebhookAttempt.objects.filter(message_id=OuterRef("pk"), next_at__isnull=False)
    old = WebhookMessage.objects.filter(~Exists(to_come), created_at__lt=now - WEBHOOKS.kept_for)
    forgotten = 0
    while ids := list(old.order_by("created_at").values_list("id", flat=True)[:AT_ONCE]):
        WebhookMessage.objects.filter(id__in=ids)._raw_delete(using="default")
        forgotten += len(ids)
    return forgotten
