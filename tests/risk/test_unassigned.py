"""Whom nobody is responsible for stays on triage, whatever was done about what was found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from resona.accounts.models import User
from risk.models import CrisisEvent
from risk.services import record_action
from risk.triage import build_triage
from risk.triage_rows import TriageRow
from tests.admin.records import make_assessment, make_event, make_session
from tests.conftest import Cast
from tests.factories import join_team

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def rows_of(caller: User, key: str) -> list[TriageRow]:
    return [row for group in build_triage(caller, now=NOW).groups if group.key == key for row in group.rows]


def people_in(caller: User, key: str) -> list[str]:
    return [row.code for row in rows_of(caller, key)]


def groups_of(caller: User, person: User) -> list[str]:
    groups = build_triage(caller, now=NOW).groups
    return [group.key for group in groups for row in group.rows if row.code == person.code]


def test_for_whom_nobody_is_responsible_stays_whatever_was_done(cast: Cast) -> None:
    """Until somebody is, or they leave care."""
    person = cast.unassigned_person
    session = make_session(person, NOW - HOUR)
    assessment, event = make_assessment(session, "medium"), make_event(make_session(person, NOW - DAY))
    assert groups_of(cast.outsider, person) == ["crisis"]
    CrisisEvent.objects.filter(id=event.id).update(resolved_at=NOW, resolution="other")
    assert groups_of(cast.outsider, person) == ["review"]
    record_action(assessment_id=assessment.id, action_taken="Called.", caller=cast.outsider, now=NOW)

    [row] = rows_of(cast.outsider, "nobody")

    assert (row.code, row.teams, row.finding.kind, row.finding.level) == (person.code, (), "nobody", None)
    assert set(people_in(cast.administrator, "nobody")) == {cast.other_person.code, person.code}
    assert people_in(cast.stranger, "nobody") == [cast.strange_person.code]
    User.objects.filter(id=person.id).update(care_ended="moved")
    assert groups_of(cast.outsider, person) == []
    User.objects.filter(id=person.id).update(care_ended="")
    join_team(cast.team, people=[person])
    assert groups_of(cast.clinician, person) == []
