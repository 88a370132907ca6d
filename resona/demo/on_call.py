"""Who of the demo is told of a crisis: an address of the clinic, and shifts for the days to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from resona.accounts.models import CareTeam, Clinic, OnCallShift, User
from resona.demo.people import DEMO_CLINIC, STAFF

CRISIS_EMAIL: Final = "crisis@demo.example"
# The other clinic of the demo has nobody to tell, and its triage says so.
LASTS: Final = timedelta(days=14)


def enter_on_call(clinics: Mapping[str, Clinic], staff: Mapping[str, User], *, now: datetime) -> None:
    """The demo clinic's address, and its staff on call for their teams, one step after the other."""
    Clinic.objects.filter(id=clinics[DEMO_CLINIC].id).update(crisis_email=CRISIS_EMAIL)
    for team in CareTeam.objects.filter(clinic=clinics[DEMO_CLINIC]):
        members = [member for member in STAFF if member.clinic == DEMO_CLINIC and member.team == team.name]
        for step, member in enumerate(members, 1):
            OnCallShift.objects.create(
                care_team=team, staff=staff[member.email], step=step, starts_at=now, ends_at=now + LASTS
            )
