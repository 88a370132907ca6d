"""Tells a clinic that a crisis event waits: by e-mail, with ids and a link only."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from resona.outgoing.mail import mail_id, send_mail
from resona.time_zones import read_zone, utc_suffix
from risk.models import CrisisEvent


def announce_crisis(event_id: UUID) -> None:
    """Sends the announcement; nothing where the event is gone or resolved, or the clinic has no crisis address."""
    event = (
        CrisisEvent.objects.filter(id=event_id, resolved_at__isnull=True)
        .select_related("user__clinic", "conversation")
        .first()
    )
    if event is None or event.user.clinic is None or not event.user.clinic.crisis_email:
        return
    due = _local_time(event.due_at, event.user.clinic.timezone)
    link = f"{settings.SITE_URL}{reverse('admin:risk_crisisevent_change', args=[event.id])}"
    send_mail(
        recipients=[event.user.clinic.crisis_email],
        subject=f"Resona: {event.risk_level} crisis event, to be seen by {due}",
        text=f"Crisis event {event.id}\nPerson {event.user.code}\nTo be seen by {due}\n{_age(event)}\n{link}\n",
        message_id=mail_id("crisis", event.id, event.risk_level, event.due_at),
    )


def _age(event: CrisisEvent) -> str:
    """How old the session was when it arrived, a line; empty where that was within a day."""
    session = event.conversation
    waited = timedelta() if session is None else session.created_at - session.started_at
    if waited <= timedelta(days=1) or (session is not None and session.is_untimed):
        return ""
    return f"Said {waited.days} {'day' if waited.days == 1 else 'days'} before it arrived\n"


def _local_time(moment: datetime | None, timezone: str) -> str:
    if moment is None:
        return "any time"
    return moment.astimezone(read_zone(timezone)).strftime("%H:%M on %d %B %Y") + utc_suffix(timezone)
