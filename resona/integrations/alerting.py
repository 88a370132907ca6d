"""A webhook as the channel of an alert: told of a crisis as people are by mail, each try a delivery of the event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final
from uuid import UUID

import orjson
from django.utils import timezone

from resona.accounts.models import User
from resona.accounts.recipients import Recipient
from resona.encryption.sealing import SealedValueError
from resona.integrations.codes import PAUSED, UNREADABLE
from resona.integrations.delivery import post
from resona.integrations.kinds import ALERT
from resona.integrations.models import WebhookEndpoint
from resona.integrations.signatures import MESSAGE_NAME, read_secrets
from resona.outgoing.messages import Message, Outcome

CHANNEL: Final = "webhook"
# Shorter than of other messages: alerts wait for one another.
TIMEOUT_SECONDS: Final = 5.0
ID_DIGITS: Final = 32


def systems_that_page(person: User) -> Iterator[Recipient]:
    """The endpoints of the person's clinic that are told of a crisis as people are."""
    endpoints = WebhookEndpoint.objects.filter(
        integration__clinic=person.clinic_id, disabled_at__isnull=True, kinds__contains=[ALERT]
    )
    for endpoint in endpoints.select_related("integration").order_by("id"):
        yield Recipient(
            staff_id=None,
            role=f"webhook {str(endpoint.id)[-12:]}",
            channel=CHANNEL,
            address=f"{endpoint.integration.name}, webhook {endpoint.id}",
            is_besides=True,
        )


class WebhookTransport:
    """Delivers alerts as webhooks of the kind crisis.alert: a link and no content."""

    def deliver(self, message: Message) -> Outcome:
        endpoint_id = UUID(message.recipient.rpartition(" ")[2])
        endpoint = WebhookEndpoint.objects.filter(id=endpoint_id, disabled_at__isnull=True).first()
        if endpoint is None:
            return Outcome(delivered=False, temporary=True, code=PAUSED)
        now = timezone.now()
        data = {"url": message.link, "purpose": message.purpose}
        try:
            tried = post(
                endpoint.url,
                message_id=_name_of(message),
                body=orjson.dumps({"type": ALERT, "timestamp": now, "data": data}),
                known=read_secrets(WebhookEndpoint.secrets.open(endpoint.id, endpoint.secrets)),
                now=now,
                timeout_seconds=TIMEOUT_SECONDS,
            )
        except SealedValueError:
            return Outcome(delivered=False, temporary=True, code=UNREADABLE)
        return Outcome(delivered=tried.is_taken, temporary=not tried.is_taken, code=tried.error_code)


def _name_of(message: Message) -> str:
    """The webhook-id of an alert: the same for every try, as its Message-ID is."""
    return MESSAGE_NAME + hashlib.sha256(message.message_id.encode()).hexdigest()[:ID_DIGITS]
