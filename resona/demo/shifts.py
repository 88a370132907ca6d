"""Who of the demo answers for whom, and the handover from the night to this morning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from resona.accounts.models import CareTeam, User
from resona.accounts.on_call import set_lead
from resona.care.handover.handing import Taking, begin_handover, sign_handover, take_handover
from resona.care.handover.offering import offer_event
from resona.care.models import HandoverItem
from resona.demo.people import STAFF, Person
from resona.time_zones import read_zone
from risk.models import CrisisEvent

# How long ago the night handed over, and the morning took it.
SIGNED_BEFORE: Final = timedelta(hours=3)
TAKEN_BEFORE: Final = timedelta(hours=2, minutes=45)
LED_FOR: Final = timedelta(days=40)


def enter_leads(everyone: Sequence[tuple[Person, User]], staff: Mapping[str, User], *, now: datetime) -> None:
    """Of whoever is in the care of a team, one of it is the lead; in turn."""
    for number, (person, user) in enumerate(everyone):
        team = _of_team(person.clinic, person.team, staff)
        if team:
            lead = team[number % len(team)]
            since = max(now - LED_FOR, user.created_at)
            set_lead(person_id=user.id, staff_id=lead.id, caller=lead, now=since)


def hand_over(staff: Mapping[str, User], *, now: datetime) -> None:
    """Each team of two or more has handed over this morning; of what is open, one event is offered to a colleague."""
    for team in CareTeam.objects.select_related("clinic").order_by("name"):
        members = _of_team(team.clinic.name, team.name, staff)
        if len(members) > 1:
            _hand_over(team, members[1], members[0], now)


def _hand_over(team: CareTeam, night: User, morning: User, now: datetime) -> None:
    at, zone = now - SIGNED_BEFORE, read_zone(team.clinic.timezone)
    handover = begin_handover(team_id=team.id, caller=night, now=at, zone=zone).handover
    sign_handover(handover_id=handover.id, caller=night, now=at)
    takings = {item.user_id: Taking(accepted=True) for item in HandoverItem.objects.filter(handover=handover)}
    take_handover(handover_id=handover.id, takings=takings, caller=morning, now=now - TAKEN_BEFORE)
    people = User.objects.filter(care_teams=team).order_by().values("id")
    waiting = CrisisEvent.objects.filter(user_id__in=people, resolved_at__isnull=True, is_historical=False)
    event = waiting.order_by("created_at").first()
    if event is not None:
        note = "I am with somebody until noon. Her number is on the card; her sister may be called."
        offer_event(event_id=event.id, to_id=night.id, note=note, caller=morning, now=now - timedelta(hours=1))


def _of_team(clinic: str, team: str | None, staff: Mapping[str, User]) -> list[User]:
    return [staff[member.email] for member in STAFF if member.clinic == clinic and member.team == team and team]
