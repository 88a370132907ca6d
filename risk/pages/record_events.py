"""How the care record tells of crisis events: that they were raised, what was done about them, and who was told."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.db.models import QuerySet

from resona.accounts.models import User
from resona.accounts.record.entries import RecordKind
from resona.accounts.record.sources import SOURCES, RecordSource, Telling, Told, one_by_one, sentence
from resona.site.times import short_time
from risk.event_steps import read_performer
from risk.models import AlertDelivery, CrisisEvent, CrisisEventStep
from risk.pages.event_deliveries import FAILURES
from risk.pages.row_view import event_url

CRISES: Final = RecordKind(name="crisis", title="Crisis events")
ALERTS: Final = RecordKind(name="alerts", title="Who was told")
_Kind = CrisisEventStep.Kind
_ACTOR: Final = "actor_id_uuid"

# What somebody did, and what happened where nobody is named; `{}` is the event.
_STEPS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        _Kind.ACKNOWLEDGED: ("acknowledged {} and takes care of it", "{} was acknowledged"),
        _Kind.UNDONE: ("took back having acknowledged {}", "That {} was acknowledged was taken back"),
        _Kind.NOTE: ("added a note to {}", "A note was added to {}"),
        _Kind.TAKEN: ("took {} over", "{} was taken over"),
        _Kind.PASSED: ("passed {} on", "{} was passed on"),
        _Kind.ESCALATED: ("let {} go a step up", "Nobody had acted in time on {}: the next were told"),
        _Kind.RESOLVED: ("resolved {}", "{} was resolved"),
        _Kind.REOPENED: ("opened {} again", "{} was opened again"),
        _Kind.CORRECTED: ("corrected {}", "{} was corrected"),
        _Kind.MOVED: (
            "moved what stood with {} by mistake to another record",
            "What stood with {} by mistake was moved to another record",
        ),
    }
)


def add_event_entries() -> None:
    """Events, their steps, and the tries to tell somebody."""
    for name, order, source in (
        ("event", 20, RecordSource(kind=CRISES, rows=_events, at="created_at", tell=one_by_one(_raised))),
        ("event step", 20, RecordSource(kind=CRISES, rows=_steps, at="at", tell=one_by_one(_step), actor=_ACTOR)),
        ("told", 30, RecordSource(kind=ALERTS, rows=_sent, at="sent_at", tell=one_by_one(_told))),
        ("not told", 30, RecordSource(kind=ALERTS, rows=_failed, at="queued_at", tell=one_by_one(_not_told))),
    ):
        SOURCES.add(name, source, order=order)


def _events(person: User) -> QuerySet[CrisisEvent]:
    return CrisisEvent.objects.filter(user=person)


def _steps(person: User) -> QuerySet[CrisisEventStep]:
    """That somebody was told stands with the tries."""
    steps = CrisisEventStep.objects.filter(user=person).exclude(kind=CrisisEventStep.Kind.TOLD)
    return steps.select_related("actor", "event")


def _sent(person: User) -> QuerySet[AlertDelivery]:
    return _tries(person).filter(status=AlertDelivery.Status.SENT, sent_at__isnull=False)


def _failed(person: User) -> QuerySet[AlertDelivery]:
    return _tries(person).filter(status=AlertDelivery.Status.FAILED)


def _tries(person: User) -> QuerySet[AlertDelivery]:
    return AlertDelivery.objects.filter(user=person).select_related("staff", "event")


def _raised(event: CrisisEvent, telling: Telling) -> Told:
    level = f"{event.risk_level.capitalize()} crisis event"
    past = ", of the past" if event.is_historical else ""
    return Told(
        text=f"{level} raised{past}: {event.get_source_kind_display()}.", url=event_url(event.id), tone=event.risk_level
    )


def _step(step: CrisisEventStep, telling: Telling) -> Told:
    did, happened = (words.format(_named(step.event, telling)) for words in _STEPS[step.kind])
    outcome = step.get_resolution_display()
    ending = f": {outcome}" if outcome else ""
    performer = read_performer(step)
    who = performer["display"] if performer else telling.who(step.actor, step.actor_id_uuid)
    return Told(
        text=sentence(who, f"{did}{ending}", f"{happened[:1].upper()}{happened[1:]}{ending}"),
        words=telling.open(CrisisEventStep.text, step.id, step.text),
        url=event_url(step.event_id),
    )


def _told(row: AlertDelivery, telling: Telling) -> Told:
    return Told(
        text=f"{_recipient(row, telling)} was told of {_named(row.event, telling)} by {row.channel}.",
        url=event_url(row.event_id),
    )


def _not_told(row: AlertDelivery, telling: Telling) -> Told:
    why = FAILURES.get(row.error_code or "", row.error_code or "unknown why")
    return Told(
        text=f"{_recipient(row, telling)} could not be told of {_named(row.event, telling)} by {row.channel}: {why}.",
        url=event_url(row.event_id),
        tone="critical",
    )


def _recipient(row: AlertDelivery, telling: Telling) -> str:
    name = "The clinic's crisis address" if row.recipient else telling.who(row.staff, row.recipient_id_uuid)
    return f"{name or 'Somebody'} ({row.role})" if row.role and not row.recipient else name or "Somebody"


def _named(event: CrisisEvent, telling: Telling) -> str:
    return f"the crisis event of {short_time(event.created_at, telling.zone)}"
