"""Tells a clinic that a crisis event waits: by e-mail, with ids and a link only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from risk.models import CrisisEvent


def announce_crisis(event_id: UUID) -> None:
    """Sends the announcement; nothing where the event is gone or resolved, or the clinic has no crisis address."""
    event = CrisisEvent.objects.filter(id=event_id, resolved_at__isnull=True).select_related("user__clinic").first()
    if event is None or event.user.clinic is None or not event.user.clinic.crisis_email:
        return
    due = _local_time(event.due_at, event.user.clinic.timezone)
    link = f"{settings.SITE_URL}{reverse('admin:risk_crisisevent_change', args=[event.id])}"
    send_mail(
        subject=f"Resona: {event.risk_level} crisis event, to be seen by {due}",
        message=f"Crisis event {event.id}\nPerson {event.user.code}\nTo be seen by {due}\n\n{link}\n",
        from_email=None,
        recipient_list=[event.user.clinic.crisis_email],
    )


def _local_time(moment: datetime | None, timezone: str) -> str:
    if moment is None:
        return "any time"
    return moment.astimezone(ZoneInfo(timezone)).strftime("%H:%M on %d %B %Y")
