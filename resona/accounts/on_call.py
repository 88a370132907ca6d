"""Who is on call, whom a person's lead is, and who can be told of a crisis at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from resona.accounts.models import CareTeam, Clinic, OnCallShift, PersonLead, User
from resona.accounts.teams import lock_person
from resona.errors import ResonaError
from resona.site.times import short_time
from resona.time_zones import read_zone

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


class UnknownStaffError(ResonaError):
    """There is no such member of staff in the person's clinic."""

    status = 400
    problem = "unknown-reference"


def shifts_at(now: datetime) -> QuerySet[OnCallShift]:
    """The shifts that are under way, of staff who can sign in."""
    return OnCallShift.objects.filter(starts_at__lte=now, ends_at__gt=now, staff__is_active=True)


def teams_without_anybody(now: datetime) -> QuerySet[CareTeam]:
    """Care teams for which nobody is on call now."""
    return CareTeam.objects.filter(~Exists(shifts_at(now).filter(care_team_id=OuterRef("pk")).order_by()))


def clinics_with_nobody_to_tell(now: datetime) -> QuerySet[Clinic]:
    """Clinics without a crisis address and with nobody on call now: of a crisis there a lead is told at most."""
    on_call = shifts_at(now).filter(care_team__clinic_id=OuterRef("pk"))
    return Clinic.objects.filter(~Exists(on_call.order_by()), crisis_email="")


def faults_of_shift(shift: OnCallShift) -> Iterator[tuple[str, str]]:
    """What is wrong with a shift that is about to be saved: the field, and why in words.

    Locks the team until the transaction ends, so that two overlapping shifts are not saved at once.
    """
    team = CareTeam.objects.select_for_update(no_key=True).get(id=shift.care_team_id)
    if shift.ends_at <= shift.starts_at:
        yield "ends_at", "The shift ends before it begins."
        return
    if shift.staff.clinic_id != team.clinic_id:
        yield "staff", f"{shift.staff.called} belongs to another clinic than {team.name}."
    same = OnCallShift.objects.filter(
        care_team=team, step=shift.step, starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at
    )
    other = same.exclude(id=shift.id).select_related("staff").first()
    if other is not None:
        zone, who = read_zone(team.clinic.timezone), other.staff.called
        since, until = short_time(other.starts_at, zone), short_time(other.ends_at, zone)
        yield "step", f"{who} is on call as step {other.step} already, from {since} to {until}."


def lead_of(person_id: UUID) -> User | None:
    """Who answers for a person first; None: nobody, or somebody whose account is gone."""
    lead = PersonLead.objects.filter(user_id=person_id, until__isnull=True).select_related("staff").first()
    return None if lead is None else lead.staff


def possible_leads(person: User) -> QuerySet[User]:
    """The staff who may become this person's lead: those of the clinic who can sign in."""
    staff = User.objects.filter(clinic_id=person.clinic_id, is_active=True)
    return staff.exclude(Q(role=User.Role.PERSON)).order_by("email")


@transaction.atomic
def set_lead(*, person_id: UUID, staff_id: UUID | None, caller: Caller, now: datetime) -> None:
    """Makes this member of staff, or nobody, answer for a person first; again, it changes nothing.

    Raises UnknownPersonError, NotInYourCareError, UnknownStaffError.
    """
    person = lock_person(person_id, caller)
    if staff_id is not None and not possible_leads(person).filter(id=staff_id).exists():
        raise UnknownStaffError
    current = PersonLead.objects.filter(user=person, until__isnull=True).first()
    if (current.staff_id if current else None) == staff_id:
        return
    if current is not None:
        current.until = max(now, current.since)
        current.save(update_fields=["until"])
    if staff_id is not None:
        PersonLead.objects.create(user=person, staff_id=staff_id, since=now)
