"""The demo's people have leads, and its teams handed over this morning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from resona.accounts.models import CareTeam, User
from resona.accounts.on_call import lead_of
from resona.care.models import CareOffer, Handover
from resona.demo.people import DEMO_CLINIC, NORTH_TEAM, STAFF
from resona.demo.shifts import enter_leads, hand_over
from tests.admin.records import make_event, make_session
from tests.factories import CareTeamFactory, ClinicFactory, PersonFactory, StaffFactory, join_team

NOW = datetime.now(UTC)

pytestmark = pytest.mark.django_db


def test_a_team_has_leads_a_signed_handover_and_an_offer() -> None:
    clinic = ClinicFactory.create(name=DEMO_CLINIC)
    staff: dict[str, User] = {
        member.email: StaffFactory.create(email=member.email, name=member.name, role=member.role, clinic=clinic)
        for member in STAFF
    }
    team: CareTeam = CareTeamFactory.create(clinic=clinic, name=NORTH_TEAM)
    person = PersonFactory.create(clinic=clinic, created_at=NOW - timedelta(days=90))
    members = [staff[member.email] for member in STAFF if member.team == NORTH_TEAM]
    join_team(team, staff=members, people=[person])
    event = make_event(make_session(person, NOW - timedelta(hours=9)), "high")
    told: Any = SimpleNamespace(clinic=DEMO_CLINIC, team=NORTH_TEAM)

    enter_leads([(told, person)], staff, now=NOW)
    hand_over(staff, now=NOW)

    assert lead_of(person.id) == members[0]
    handover = Handover.objects.get()
    assert (handover.given_by, handover.taken_by) == (members[1], members[0])
    assert handover.items.get().accepted
    assert CareOffer.objects.get().crisis_event == event
