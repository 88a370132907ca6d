"""Tells people of crisis events, tries again where that failed, and finds what is due whatever job was lost.

Each try is a row before it is made; whoever adds the row makes it, so two workers never make the same. A try of which
nothing is known for long is made again, under the same Message-ID.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.exceptions import AlreadyEnqueued

from resona.accounts.recipients import Recipient, recipients_for
from resona.outgoing.errors import OutgoingError
from resona.outgoing.messages import Outcome
from resona.outgoing.transports import find_transport
from resona.postgres.bulk import insert_rows
from resona.postgres.jobs import ALERTS, Priority, job_named
from resona.postgres.models import new_id
from risk.clock import go_step_up
from risk.crisis_events import ANNOUNCE_CRISIS
from risk.event_steps import write_step_of
from risk.models import AlertDelivery, CrisisEvent, CrisisEventStep
from risk.notifications import message_about, message_id_of
from risk.policy import ALERTING, RiskLevel
from risk.telling import Try, due_tries

LOST: Final = "lost"  # the error code of a try whose worker was not heard of again
_CLAIM: Final = "ON CONFLICT (message_id, channel, attempt) DO NOTHING RETURNING id"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Attempt:
    """One try to tell one recipient of an event."""

    event: CrisisEvent
    recipient: Recipient
    number: int  # from 1
    now: datetime


def tell_about(event_id: UUID, *, now: datetime) -> None:
    """Makes the tries that are due now, and queues what follows.

    Nothing where the event is gone, settled or acknowledged, or everybody who is to be told has been.
    """
    waiting = CrisisEvent.objects.waiting_to_be_told().filter(id=event_id)
    event = waiting.select_related("user__clinic", "owner", "conversation").first()
    if event is None:
        return
    owner = event.owner if event.escalation_step else None
    recipients = {one.key: one for one in recipients_for(event.user, owner=owner, now=now)}
    besides = sum(recipient.is_besides for recipient in recipients.values())
    due = due_tries(
        list(recipients),
        _tries_made(event, recipients),
        first=besides + event.escalation_step + (1 if owner is None else 2),
        is_acknowledged=event.human_reviewed,
        level=cast("RiskLevel", event.risk_level),
        policy=ALERTING,
        now=now,
    )
    # People first: another system may keep its answer waiting.
    for one in sorted(due, key=lambda each: recipients[each.recipient].is_besides):
        _make(_Attempt(event=event, recipient=recipients[one.recipient], number=one.number, now=now))
    _go_on(event, now)


def sweep_alerts(*, now: datetime) -> None:
    """Queues the telling of whatever is due, and takes what is overdue a step up: nothing depends on one job's life."""
    for event in CrisisEvent.objects.due_for_telling(now).only("id", "user_id"):
        queue_telling(event, at=None)
    for event_id in CrisisEvent.objects.overdue(now).values_list("id", flat=True):
        risen = go_step_up(event_id, now=now)
        if risen is not None:
            queue_telling(risen, at=None)


def queue_telling(event: CrisisEvent, *, at: datetime | None) -> None:
    """Queues the telling of an event, now or at a time; once, however often it is asked."""
    lock = f"{ANNOUNCE_CRISIS} {event.id} {at.isoformat() if at else 'now'}"
    job = job_named(ANNOUNCE_CRISIS, queue=ALERTS, priority=Priority.ALERT, lock=lock, at=at)
    with suppress(AlreadyEnqueued), transaction.atomic():
        job.defer(user_id=str(event.user_id), event_id=str(event.id))


def _tries_made(event: CrisisEvent, recipients: Mapping[str, Recipient]) -> dict[str, list[Try]]:
    keys = {message_id_of(event, recipient): key for key, recipient in recipients.items()}
    tries: dict[str, list[Try]] = {}
    rows = AlertDelivery.objects.filter(event=event, step=event.escalation_step, message_id__in=keys)
    for row in rows.order_by("attempt"):
        made = Try(
            number=row.attempt,
            status=row.status,  # type: ignore[arg-type]  # a CHECK
            began_at=row.queued_at,
            next_at=row.next_at,
            error_code=row.error_code,
        )
        tries.setdefault(keys[row.message_id], []).append(made)
    return tries


def _make(attempt: _Attempt) -> None:
    delivery = _claim(attempt)
    if delivery is not None:
        _record(attempt, delivery, _deliver(attempt))


def _claim(attempt: _Attempt) -> QuerySet[AlertDelivery] | None:
    """The row of a try; None where another worker makes it."""
    event, recipient, row_id = attempt.event, attempt.recipient, new_id()
    message_id = message_id_of(event, recipient)
    row = {
        "id": row_id,
        "user_id": event.user_id,
        "event_id": event.id,
        "step": event.escalation_step,
        "role": recipient.role,
        "recipient_id": recipient.staff_id,
        "recipient": None if recipient.staff_id else AlertDelivery.recipient.seal(row_id, recipient.address),
        "channel": recipient.channel,
        "attempt": attempt.number,
        "message_id": message_id,
        "queued_at": attempt.now,
        "next_at": attempt.now + ALERTING.lost_after,
    }
    tries = AlertDelivery.objects.filter(message_id=message_id, channel=recipient.channel)
    with transaction.atomic():
        earlier = tries.filter(attempt=attempt.number - 1)
        earlier.filter(status=AlertDelivery.Status.QUEUED).update(status=AlertDelivery.Status.FAILED, error_code=LOST)
        earlier.update(next_at=None)
        claimed = insert_rows(AlertDelivery, [row], suffix=_CLAIM)
    return AlertDelivery.objects.filter(id=row_id) if claimed else None


def _deliver(attempt: _Attempt) -> Outcome:
    try:
        transport = find_transport(attempt.recipient.channel)
        return transport.deliver(message_about(attempt.event, attempt.recipient))
    except OutgoingError as error:
        return Outcome(delivered=False, temporary=error.temporary, code=error.code)


@transaction.atomic
def _record(attempt: _Attempt, delivery: QuerySet[AlertDelivery], outcome: Outcome) -> None:
    event, now, level = attempt.event, attempt.now, cast("RiskLevel", attempt.event.risk_level)
    if not outcome.delivered:
        again = now + ALERTING.pause_after(attempt.number, level)
        delivery.update(status=AlertDelivery.Status.FAILED, error_code=outcome.code, next_at=again)
        return
    unanswered = None if event.human_reviewed else now + ALERTING.unanswered_after[level]
    # One that was thought lost says so still: it may have been made twice.
    delivery.update(status=AlertDelivery.Status.SENT, sent_at=now, next_at=unanswered)
    # Not what rose or went a step up meanwhile: of that nobody was told yet.
    same = CrisisEvent.objects.filter(id=event.id, risk_level=level, escalation_step=event.escalation_step)
    same.filter(told_at__isnull=True).update(told_at=now)
    write_step_of(event, CrisisEventStep.Kind.TOLD, at=now, text=attempt.recipient.role)


def _go_on(event: CrisisEvent, now: datetime) -> None:
    """Who was told and did not answer in time was passed over now; the next try is queued for its time."""
    rows = AlertDelivery.objects.filter(event=event, step=event.escalation_step, next_at__isnull=False)
    rows.filter(status=AlertDelivery.Status.SENT, next_at__lte=now).update(next_at=None)
    failed = rows.filter(status=AlertDelivery.Status.FAILED).order_by("next_at")
    following = failed.values_list("next_at", flat=True).first()
    if following is not None:
        queue_telling(event, at=max(following, now))
