"""What a member of staff leaves behind: apps say what is open, and how somebody else takes it over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from resona.accounts.models import CareTeamMember, CareTeamPerson, OnCallShift, PersonLead, User
from resona.site.records import clinic_zone
from resona.site.times import short_time
from resona.slots import Slot


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenWork:
    """A kind of open work: what of it hangs on one member of staff, and how another takes it over."""

    read: Callable[[User, datetime], list[str]]  # in words that tell nothing of people beside their codes
    pass_on: Callable[[User, User, datetime], object]  # from whom, to whom; in the transaction of the caller


OPEN_WORK: Final[Slot[OpenWork]] = Slot()


def open_work_of(user: User, now: datetime) -> list[str]:
    """What nobody would see to if this member of staff were gone."""
    return [line for work in OPEN_WORK for line in work.read(user, now)]


def pass_on_work(user: User, successor: User, now: datetime) -> None:
    """Has the other take all of it over."""
    for work in OPEN_WORK:
        work.pass_on(user, successor, now)


def add_own_work() -> None:
    """What accounts know of: people whom they answer for, care teams that would be empty, and times on call."""
    OPEN_WORK.add("leads", OpenWork(read=_read_leads, pass_on=_pass_on_leads))
    OPEN_WORK.add("teams", OpenWork(read=_read_teams, pass_on=_join_teams))
    OPEN_WORK.add("shifts", OpenWork(read=_read_shifts, pass_on=_pass_on_shifts))


def _read_leads(user: User, now: datetime) -> list[str]:
    return [f"{lead.user.code}: answers for them first" for lead in _leads(user).select_related("user")]


def _pass_on_leads(user: User, successor: User, now: datetime) -> None:
    people = list(_leads(user).values_list("user_id", flat=True))
    _leads(user).update(until=now)
    PersonLead.objects.bulk_create(PersonLead(user_id=person, staff=successor, since=now) for person in people)


def _leads(user: User) -> QuerySet[PersonLead]:
    return PersonLead.objects.filter(staff=user, until__isnull=True).order_by("since")


def _read_teams(user: User, now: datetime) -> list[str]:
    return [f"Care team {membership.team.name}: nobody else is in it" for membership in _alone_in(user)]


def _join_teams(user: User, successor: User, now: datetime) -> None:
    for membership in _alone_in(user):
        CareTeamMember.objects.get_or_create(team=membership.team, staff=successor)


def _alone_in(user: User) -> QuerySet[CareTeamMember]:
    """Memberships of teams with people in their care, and nobody else of the staff."""
    others = CareTeamMember.objects.filter(team_id=OuterRef("team_id"), staff__is_active=True).exclude(staff=user)
    people = CareTeamPerson.objects.filter(team_id=OuterRef("team_id"))
    own = CareTeamMember.objects.filter(~Exists(others.order_by()), Exists(people.order_by()), staff=user)
    return own.select_related("team").order_by("team__name")


def _read_shifts(user: User, now: datetime) -> list[str]:
    shifts = _shifts(user, now).select_related("care_team").order_by("starts_at")
    zone = clinic_zone(user)
    return [f"On call for {shift.care_team.name} until {short_time(shift.ends_at, zone)}" for shift in shifts]


def _pass_on_shifts(user: User, successor: User, now: datetime) -> None:
    _shifts(user, now).update(staff=successor)


def _shifts(user: User, now: datetime) -> QuerySet[OnCallShift]:
    return OnCallShift.objects.filter(staff=user, ends_at__gt=now)
