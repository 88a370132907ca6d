"""Whom the page of a crisis event says was told of it: every try, by whom it was taken, and what failed."""

from __future__ import annotations

from dataclasses import dataclass

from resona.accounts.models import CareTeam
from resona.accounts.on_call import teams_without_anybody
from resona.accounts.staff_names import GONE
from resona.encryption.sealing import SealedValueError
from resona.site.pages import Page
from resona.site.times import exact_time
from risk.models import AlertDelivery

# Why a try failed, by the error code of the channel.
FAILURES = {
    "refused_mail": "the mail server refused the address or the message",
    "delayed_mail": "the mail server could not be reached or asked to try later",
    "too_slow": "the other side did not answer in time",
    "not_taken": "the other system refused it",
    "unreachable": "the other system could not be reached",
    "unknown_host": "the other system’s name cannot be found",
    "untrusted_server": "the other system’s certificate is not valid",
    "redirected": "the other system pointed elsewhere",
    "paused": "the webhook was paused meanwhile",
    "lost": "nothing was heard of it again",
    "no_mail_server": "no mail server is set up",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryLine:
    """One try."""

    who: str
    role: str
    channel: str
    attempt: int
    when: str
    outcome: str
    tone: str
    next_at: str  # empty: nothing follows


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveriesSection:
    """All of them, and who is missing."""

    lines: tuple[DeliveryLine, ...]
    nobody_on_call: tuple[str, ...]  # care teams of the person
    is_over: bool  # nobody is told any more


def deliveries_on(page: Page) -> DeliveriesSection | None:
    """What was sent about the event; None for one of the past, of which nobody is told."""
    event = page.record
    if not event.escalation_required:
        return None
    rows = AlertDelivery.objects.filter(event=event).select_related("staff").order_by("queued_at", "id")
    return DeliveriesSection(
        lines=tuple(_line(row, page) for row in rows),
        nobody_on_call=() if event.resolved_at else _nobody_on_call(page),
        is_over=event.resolved_at is not None,
    )


def _nobody_on_call(page: Page) -> tuple[str, ...]:
    teams = CareTeam.objects.filter(caseload__person_id=page.person_id, id__in=teams_without_anybody(page.now))
    return tuple(teams.order_by("name").values_list("name", flat=True))


def _line(row: AlertDelivery, page: Page) -> DeliveryLine:
    tones = {"sent": "low", "failed": "critical", "queued": "medium"}
    outcome = row.get_status_display()
    if row.status == AlertDelivery.Status.FAILED:
        outcome = f"failed: {FAILURES.get(row.error_code or '', row.error_code or 'unknown why')}"
    return DeliveryLine(
        who=_who(row),
        role=row.role,
        channel=row.channel,
        attempt=row.attempt,
        when=exact_time(row.queued_at, page.zone),
        outcome=outcome,
        tone=tones[row.status],
        next_at=exact_time(row.next_at, page.zone) if row.next_at and _is_tried_again(row, page) else "",
    )


def _is_tried_again(row: AlertDelivery, page: Page) -> bool:
    is_open = page.record.resolved_at is None and row.step == page.record.escalation_step
    return is_open and row.status == AlertDelivery.Status.FAILED


def _who(row: AlertDelivery) -> str:
    if row.recipient is None:
        return row.staff.called if row.staff else GONE
    try:
        return AlertDelivery.recipient.open(row.id, row.recipient)
    except SealedValueError:
        return "an address that cannot be opened"
