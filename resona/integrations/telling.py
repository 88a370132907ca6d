"""Tells a clinic's administrators by mail that a webhook fails, or was given up: with its name and a link."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from resona.accounts.models import User
from resona.integrations.models import Integration, WebhookEndpoint
from resona.outgoing.mail import mail_id, send_mail
from resona.outgoing.mail_addresses import is_mail_address
from resona.postgres.jobs import UPKEEP, Priority, job_named
from resona.site.times import short_time
from resona.time_zones import read_zone, utc_suffix

TELL_OF_WEBHOOK: Final = "tell_of_webhook"


def queue_telling(endpoint_id: UUID, *, now: datetime) -> None:
    """Queues the mail, in the transaction that notes the failure."""
    job = job_named(TELL_OF_WEBHOOK, queue=UPKEEP, priority=Priority.CLOCK)
    job.defer(endpoint_id=str(endpoint_id), since=now.isoformat())


def tell_administrators(endpoint_id: UUID, *, since: datetime) -> None:
    """Sends the mail, unless the webhook works again or nobody can be told. Raises what sending mail raises."""
    wrong = (Integration.Status.FAILING, Integration.Status.PAUSED)
    endpoints = WebhookEndpoint.objects.filter(id=endpoint_id, integration__status__in=wrong)
    endpoint = endpoints.select_related("integration__clinic").first()
    if endpoint is None:
        return
    integration = endpoint.integration
    administrators = User.objects.filter(
        is_active=True, clinic=integration.clinic_id, role=User.Role.ADMINISTRATOR, email__isnull=False
    )
    addresses = administrators.values_list("email", flat=True)
    told = sorted(address for address in addresses if address and is_mail_address(address))
    if not told:
        return
    is_given_up = integration.status == Integration.Status.PAUSED
    zone = integration.clinic.timezone
    when = short_time(integration.failing_since or since, read_zone(zone)) + utc_suffix(zone)
    send_mail(
        recipients=told,
        subject=f"Resona: the webhook “{integration.name}” {'was paused' if is_given_up else 'is failing'}",
        text=(
            f"Webhook {integration.name}\n"
            f"{_what_is_wrong(is_given_up=is_given_up)}\n"
            f"Since {when}\n\n"
            f"What was tried: {settings.SITE_URL}"
            f"{reverse('admin:integrations_webhookendpoint_change', args=[endpoint.id])}\n"
        ),
        message_id=mail_id("webhook", endpoint.id, since.isoformat()),
    )


def _what_is_wrong(*, is_given_up: bool) -> str:
    if is_given_up:
        return "The other system says that this address is no more (410). Nothing is sent to it until you resume it."
    return "The other system takes no messages. They are tried again for three days; it is told of nothing meanwhile."
