"""Tells a clinic that a crisis event waits: by e-mail, with ids and a link only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from resona.outgoing.mail import mail_id, send_mail
from resona.time_zones import read_zone, utc_suffix
from risk.models import CrisisEvent


def announce_crisis(event_id: UUID) -> None:
    """Sends the announcement; nothing where the event is gone or resolved, or the clinic has no crisis address."""
    event = CrisisEvent.objects.filter(id=event_id, resolved_at__isnull=True).select_related("user__clinic").first()
    if event is None or event.user.clinic is None or not event.user.clinic.crisis_email:
        return
    due = _local_time(event.due_at, event.user.clinic.timezone)
    link = f"{settings.SITE_URL}{reverse('admin:risk_crisisevent_change', args=[event.id])}"
    send_mail(
        recipients=[event.user.clinic.crisis_email],
        subject=f"Resona: {event.risk_level} crisis event, to be seen by {due}",
        text=f"Crisis event {event.id}\nPerson {event.user.code}\nTo be seen by {due}\n\n{link}\n",
        message_id=mail_id("crisis", event.id, event.risk_level, event.due_at),
    )


def _local_time(moment: datetime | None, timezone: str) -> str:
    if moment is None:
        return "any time"
    return moment.astimezone(read_zone(timezone)).strftime("%H:%M on %d %B %Y") + utc_suffix(timezone)
