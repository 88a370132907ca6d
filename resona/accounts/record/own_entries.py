"""What accounts know of a person's care: when they were in care, and who answered for them first."""

from __future__ import annotations

from django.db.models import QuerySet

from resona.accounts.models import CarePeriod, PersonLead, User
from resona.accounts.record.entries import RecordKind
from resona.accounts.record.sources import SOURCES, RecordSource, Telling, Told, one_by_one

CARE = RecordKind(name="team", title="Care and team")


def add_own_entries() -> None:
    """Beginnings and ends of care, and of leads."""
    for name, source in {
        "care began": RecordSource(kind=CARE, rows=_periods, at="started_at", tell=one_by_one(_began)),
        "care ended": RecordSource(kind=CARE, rows=_ended_periods, at="ended_at", tell=one_by_one(_ended)),
        "lead began": RecordSource(kind=CARE, rows=_leads, at="since", tell=one_by_one(_led)),
        "lead ended": RecordSource(kind=CARE, rows=_past_leads, at="until", tell=one_by_one(_led_no_more)),
    }.items():
        SOURCES.add(name, source, order=80)


def _periods(person: User) -> QuerySet[CarePeriod]:
    return CarePeriod.objects.filter(user=person)


def _ended_periods(person: User) -> QuerySet[CarePeriod]:
    return CarePeriod.objects.filter(user=person, ended_at__isnull=False)


def _leads(person: User) -> QuerySet[PersonLead]:
    return PersonLead.objects.filter(user=person).select_related("staff")


def _past_leads(person: User) -> QuerySet[PersonLead]:
    return _leads(person).filter(until__isnull=False)


def _began(period: CarePeriod, telling: Telling) -> Told:
    return Told(text="Care began.")


def _ended(period: CarePeriod, telling: Telling) -> Told:
    return Told(text=f"Care ended: {period.get_ended_because_display()}.", tone="missing")


def _led(lead: PersonLead, telling: Telling) -> Told:
    return Told(text=f"{_name(lead, telling)} became the lead: the one who answers for this person first.")


def _led_no_more(lead: PersonLead, telling: Telling) -> Told:
    return Told(text=f"{_name(lead, telling)} is no longer the lead.")


def _name(lead: PersonLead, telling: Telling) -> str:
    return telling.who(lead.staff, lead.staff_id_uuid) or "Somebody"
