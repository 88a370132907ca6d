"""What a message about a crisis event says: that it waits, by ids, times and a link only."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from resona.accounts.recipients import Recipient
from resona.outgoing.mail import mail_id
from resona.outgoing.messages import Message
from resona.site.times import short_time
from resona.time_zones import read_zone, utc_suffix
from risk.clock import due_time
from risk.models import CrisisEvent

PURPOSE = "crisis"


def message_id_of(event: CrisisEvent, recipient: Recipient) -> str:
    """The same for every try to tell one recipient of an event at its level and step, another for every other."""
    return mail_id(PURPOSE, event.id, event.risk_level, event.escalation_step, recipient.key)


def message_about(event: CrisisEvent, recipient: Recipient) -> Message:
    """What is sent to one recipient."""
    due = _local_time(due_time(event), event.user.clinic.timezone if event.user.clinic else "UTC")
    return Message(
        recipient=recipient.address,
        subject=f"Resona: {_overdue(event)}{event.risk_level} crisis event, {_asked(event)} by {due}",
        lines=(
            f"Crisis event {event.id}",
            f"Person {event.user.code}",
            f"{_asked(event).capitalize()} by {due}",
            *_age(event),
            f"You are told as: {recipient.role}",
        ),
        link=f"{settings.SITE_URL}{reverse('admin:risk_crisisevent_change', args=[event.id])}",
        message_id=message_id_of(event, recipient),
        purpose=PURPOSE,
    )


def _overdue(event: CrisisEvent) -> str:
    return "overdue " if event.escalation_step else ""


def _asked(event: CrisisEvent) -> str:
    asked = "to be resolved" if event.human_reviewed else "to be seen"
    return f"was {asked}" if event.escalation_step else asked


def _age(event: CrisisEvent) -> tuple[str, ...]:
    """How old the session was when it arrived, a line; none where that was within a day."""
    session = event.conversation
    waited = timedelta() if session is None else session.created_at - session.started_at
    if waited <= timedelta(days=1) or (session is not None and session.is_untimed):
        return ()
    return (f"Said {waited.days} {'day' if waited.days == 1 else 'days'} before it arrived",)


def _local_time(moment: datetime | None, timezone: str) -> str:
    if moment is None:
        return "any time"
    return f"{short_time(moment, read_zone(timezone))}{utc_suffix(timezone)}"
