"""Who needs a human first, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations.services import review_session
from resona.accounts.models import User
from risk.models import CrisisEvent, RiskAssessment
from risk.triage import build_triage, findings_of, most_urgent_rows
from risk.triage_rows import TriageRow
from tests.admin.records import INTENDED, make_assessment, make_event, make_name, make_session
from tests.conftest import Cast
from tests.factories import CareTeamFactory, PersonFactory, StaffFactory, join_team

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def rows_of(caller: User, key: str) -> list[TriageRow]:
    return [row for group in build_triage(caller, now=NOW).groups if group.key == key for row in group.rows]


def people_in(caller: User, key: str) -> list[str]:
    return [row.code for row in rows_of(caller, key)]


def groups_of(caller: User, person: User) -> list[str]:
    return [
        group.key for group in build_triage(caller, now=NOW).groups for row in group.rows if row.code == person.code
    ]


@pytest.fixture
def people(cast: Cast) -> list[User]:
    """Six people in the care of the clinician's team."""
    people = PersonFactory.create_batch(6, clinic=cast.clinic)
    join_team(cast.team, people=people)
    return people


def test_nobody_waits_where_nothing_was_found(cast: Cast) -> None:
    join_team(cast.team, people=[cast.unassigned_person])
    make_assessment(make_session(cast.person, NOW - HOUR), "low")

    assert build_triage(cast.clinician, now=NOW).is_empty


def test_a_row_tells_who_why_and_who_is_responsible(cast: Cast) -> None:
    make_name(cast.person, "Amina Odhiambo")
    session = make_session(cast.person, NOW - HOUR)
    assessment = make_assessment(
        session, "critical", risk_factors=[{**INTENDED, "contribution": 0.5}], dissonance_contribution=0.9
    )
    event = make_event(session)

    [row] = rows_of(cast.clinician, "crisis")

    assert (row.name, row.code, row.teams) == ("Amina Odhiambo", cast.person.code, (cast.team.name,))
    assert row.finding.reason == "Language of suicidal intent, a plan or self-harm, present tense."
    assert (row.finding.id, row.finding.session_id, row.finding.assessment_id) == (event.id, session.id, assessment.id)
    assert (row.finding.level, row.finding.due_at) == ("critical", event.due_at)


def test_the_first_rows_of_some_groups_are_those_of_the_whole_list(cast: Cast, people: list[User]) -> None:
    for hours, person in enumerate(people):
        session = make_session(person, NOW - hours * HOUR)
        if hours % 2:
            make_event(session)
        else:
            make_assessment(session, "high")
    whole = [*rows_of(cast.clinician, "crisis"), *rows_of(cast.clinician, "review")]

    for most in (2, 4, 10):
        assert most_urgent_rows(cast.clinician, now=NOW, groups=("crisis", "review"), most=most) == whole[:most]
    with pytest.raises(ValueError, match="silence"):
        most_urgent_rows(cast.clinician, now=NOW, groups=("crisis", "quiet"), most=2)


def test_crises_without_anyone_responsible_come_first_then_what_is_due_first(cast: Cast, people: list[User]) -> None:
    late, later, acknowledged = people[:3]
    make_event(make_session(later, NOW - HOUR), due_at=NOW + HOUR)
    make_event(make_session(late, NOW - HOUR), due_at=NOW - HOUR)
    make_event(make_session(acknowledged, NOW - HOUR), due_at=NOW - 2 * HOUR, human_reviewed=True)
    make_event(make_session(cast.unassigned_person, NOW - HOUR), "high", due_at=NOW + DAY)

    assert people_in(cast.clinician, "crisis") == [
        person.code for person in (cast.unassigned_person, late, later, acknowledged)
    ]


def test_what_is_due_goes_by_how_severe_it_is_acknowledged_or_not_and_the_rest_by_when_it_is_due(
    cast: Cast, people: list[User]
) -> None:
    high_overdue, critical_soon, taken_overdue, taken, high_later = people[:5]
    make_event(make_session(high_overdue, NOW - DAY), "high", next_due_at=NOW - 9 * HOUR)
    make_event(make_session(critical_soon, NOW - HOUR), "critical", next_due_at=NOW + HOUR)
    make_event(make_session(taken_overdue, NOW - DAY), "critical", next_due_at=NOW - HOUR, human_reviewed=True)
    make_event(make_session(taken, NOW - HOUR), "critical", next_due_at=NOW + 3 * HOUR, human_reviewed=True)
    make_event(make_session(high_later, NOW - HOUR), "high", next_due_at=NOW + 2 * HOUR)

    expected = [taken_overdue, critical_soon, high_overdue, high_later, taken]
    assert people_in(cast.clinician, "crisis") == [person.code for person in expected]
    first, *_ = rows_of(cast.clinician, "crisis")
    assert first.finding.due_at == NOW - HOUR


def test_a_team_without_staff_is_no_one(cast: Cast) -> None:
    make_event(make_session(cast.other_person, NOW - HOUR), due_at=NOW + DAY)
    make_event(make_session(cast.person, NOW - HOUR), due_at=NOW)

    rows = rows_of(cast.administrator, "crisis")

    assert [(row.code, row.teams) for row in rows] == [
        (cast.other_person.code, ()),
        (cast.person.code, (cast.team.name,)),
    ]


def test_one_row_a_person_shows_what_is_due_first_and_counts_the_rest(cast: Cast) -> None:
    older = make_event(make_session(cast.person, NOW - DAY), due_at=NOW - 3 * HOUR)
    make_event(make_session(cast.person, NOW - HOUR), due_at=NOW + HOUR)
    make_assessment(make_session(cast.person, NOW - 2 * DAY), "medium")

    [row] = rows_of(cast.clinician, "crisis")

    assert (row.finding.id, row.finding.due_at) == (older.id, older.due_at)
    assert row.open_findings == 3
    assert people_in(cast.clinician, "review") == []


def test_an_acknowledged_event_hides_no_other_of_the_same_person(cast: Cast, people: list[User]) -> None:
    on_time, masked = people[:2]
    overdue = make_event(make_session(masked, NOW - DAY), "high", due_at=NOW - 3 * HOUR)
    taken_on = {"human_reviewed": True, "acknowledged_at": NOW, "acknowledged_by": cast.clinician}
    make_event(make_session(masked, NOW - HOUR), "critical", due_at=NOW - 4 * HOUR, **taken_on)
    make_event(make_session(on_time, NOW - HOUR), "critical", due_at=NOW - HOUR)

    other, row = rows_of(cast.clinician, "crisis")

    assert (other.code, row.code) == (on_time.code, masked.code)
    assert (row.finding.id, row.finding.level, row.finding.due_at) == (overdue.id, "high", overdue.due_at)
    assert (row.finding.acknowledged_at, row.finding.acknowledged_by) == (None, None)


def test_of_events_due_at_once_the_highest_level_is_shown(cast: Cast) -> None:
    critical = make_event(make_session(cast.person, NOW - DAY), "critical", due_at=NOW)
    make_event(make_session(cast.person, NOW - HOUR), "high", due_at=NOW)

    assert [row.finding.id for row in rows_of(cast.clinician, "crisis")] == [critical.id]


def test_reviews_are_ordered_by_level_then_the_newest(cast: Cast, people: list[User]) -> None:
    make_assessment(make_session(people[0], NOW - 3 * HOUR), "medium")
    make_assessment(make_session(people[1], NOW - HOUR), "medium")
    make_assessment(make_session(people[2], NOW - 9 * HOUR), "high")
    make_assessment(make_session(cast.unassigned_person, NOW - 9 * HOUR), "medium")

    expected = (cast.unassigned_person, people[2], people[1], people[0])
    assert people_in(cast.clinician, "review") == [person.code for person in expected]


@pytest.mark.parametrize(
    ("fields", "waits"),
    [
        ({}, True),
        ({"needs_review": False}, False),
        ({"is_current": False}, False),
        ({"action_taken_at": NOW}, False),
    ],
)
def test_an_assessment_waits_until_someone_has_acted(cast: Cast, fields: dict[str, object], waits: bool) -> None:
    make_assessment(make_session(cast.person, NOW - HOUR), "medium", **fields)

    assert bool(rows_of(cast.clinician, "review")) is waits


def test_an_assessment_is_settled_with_its_crisis_event(cast: Cast) -> None:
    session = make_session(cast.person, NOW - HOUR)
    make_assessment(session, "high")
    event = make_event(session, "high")

    assert [row.open_findings for row in rows_of(cast.clinician, "crisis")] == [1]
    CrisisEvent.objects.filter(id=event.id).update(resolved_at=NOW, resolution="false_alarm")
    assert groups_of(cast.clinician, cast.person) == []


@pytest.mark.parametrize(
    ("resolved", "analysed_again", "waits"),
    [
        ("high", "medium", False),
        ("high", "high", False),
        ("high", "critical", True),
        ("critical", "high", False),
        ("critical", "critical", False),
    ],
)
def test_a_new_analysis_after_the_event_was_resolved_waits_only_if_it_is_worse(
    cast: Cast, resolved: str, analysed_again: str, waits: bool
) -> None:
    session = make_session(cast.person, NOW - DAY)
    make_event(session, resolved, resolved_at=NOW - 2 * HOUR, resolution="confirmed")
    make_assessment(session, analysed_again, assessed_at=NOW - HOUR)

    assert people_in(cast.clinician, "review") == [cast.person.code] * waits


@pytest.mark.parametrize(
    ("gaps", "group"),
    [
        (["detector_failed:crisis_language"], "failure"),
        (["voice_unusable"], "failure"),
        (["words_uncertain", "language_unsupported"], "failure"),
        (["something_new"], "failure"),
        (["voice_missing"], "gap"),
        (["voice_insufficient_baseline", "words_uncertain"], "gap"),
        (["words_missing"], "gap"),
    ],
)
def test_failures_are_told_from_expected_gaps_and_neither_is_low(cast: Cast, gaps: list[str], group: str) -> None:
    session = make_session(cast.person, NOW - HOUR, not_assessed=gaps)
    make_assessment(session, "low", risk_factors=[])

    [row] = rows_of(cast.clinician, group)

    assert row.finding.level is None
    assert row.finding.not_assessed == tuple(gaps)
    assert groups_of(cast.clinician, cast.person) == [group]


def test_a_session_that_failed_altogether_is_a_failure_whatever_its_codes(cast: Cast) -> None:
    make_session(cast.person, NOW - HOUR, analysis_status="failed")

    assert people_in(cast.clinician, "failure") == [cast.person.code]


def test_an_expected_gap_is_settled_by_a_newer_complete_session(cast: Cast, people: list[User]) -> None:
    settled, still_open = people[:2]
    make_session(settled, NOW - DAY, not_assessed=["voice_missing"])
    make_session(settled, NOW - HOUR)
    make_session(still_open, NOW - DAY)
    make_session(still_open, NOW - HOUR, not_assessed=["voice_missing"])

    assert people_in(cast.clinician, "gap") == [still_open.code]


@pytest.mark.parametrize("code", ["voice_unusable", "language_unsupported", "detector_failed:crisis_language"])
def test_a_failure_stays_however_well_later_sessions_go(cast: Cast, code: str) -> None:
    make_session(cast.person, NOW - DAY, not_assessed=[code])
    make_session(cast.person, NOW - HOUR)

    assert people_in(cast.clinician, "failure") == [cast.person.code]


def test_a_failure_is_settled_once_someone_has_looked(cast: Cast) -> None:
    session = make_session(cast.person, NOW - DAY, not_assessed=["voice_unusable"])
    review_session(session_id=session.id, caller=cast.clinician, now=NOW)

    assert people_in(cast.clinician, "failure") == []


def test_an_older_failure_is_not_hidden_by_a_newer_expected_gap(cast: Cast) -> None:
    failed = make_session(cast.person, NOW - DAY, not_assessed=["voice_unusable"])
    make_session(cast.person, NOW - HOUR, not_assessed=["voice_missing"])

    assert [row.finding.id for row in rows_of(cast.clinician, "failure")] == [failed.id]
    assert people_in(cast.clinician, "gap") == []


def test_a_failure_is_settled_by_an_action(cast: Cast) -> None:
    session = make_session(cast.person, NOW - HOUR, not_assessed=["voice_unusable"])
    assessment = make_assessment(session, "low")

    assert groups_of(cast.clinician, cast.person) == ["failure"]
    RiskAssessment.objects.filter(id=assessment.id).update(action_taken="Read it.", action_taken_at=NOW)
    assert groups_of(cast.clinician, cast.person) == []


def test_what_was_found_in_spite_of_a_failure_is_reviewed_as_such(cast: Cast) -> None:
    make_assessment(make_session(cast.person, NOW - HOUR, not_assessed=["voice_unusable"]), "medium")

    [row] = rows_of(cast.clinician, "review")

    assert (row.finding.level, row.finding.not_assessed, row.open_findings) == ("medium", ("voice_unusable",), 1)
    assert groups_of(cast.clinician, cast.person) == ["review"]


def test_what_was_imported_as_the_past_stands_in_a_group_of_its_own(cast: Cast, people: list[User]) -> None:
    event, assessment, failure, gap, late = people[:5]
    past = {"created_at": NOW, "is_historical": True}
    old = NOW - 8 * DAY
    make_event(make_session(event, old, **past), is_historical=True, due_at=None)
    make_session(gap, old, not_assessed=["voice_missing"], **past)
    make_assessment(make_session(assessment, old, **past), "high")
    make_session(failure, old, not_assessed=["voice_unusable"], **past)
    make_assessment(make_session(late, old, created_at=NOW), "medium")

    assert people_in(cast.clinician, "historical") == [event.code, assessment.code, failure.code, gap.code]
    assert people_in(cast.clinician, "review") == [late.code]
    assert people_in(cast.clinician, "gap") == []


def test_an_expected_gap_of_the_past_hides_neither_one_of_today_nor_an_event(cast: Cast, people: list[User]) -> None:
    with_event, with_gap = people[:2]
    past = {"is_historical": True, "not_assessed": ["voice_missing"]}
    for person in (with_event, with_gap):
        make_session(person, NOW - 8 * DAY, **past)
    event = make_event(make_session(with_event, NOW - 9 * DAY, created_at=NOW), is_historical=True)
    make_session(with_gap, NOW - HOUR, not_assessed=["voice_missing"])

    assert [row.finding.id for row in rows_of(cast.clinician, "historical")] == [event.id]
    assert groups_of(cast.clinician, with_gap) == ["gap"]


def test_an_expected_gap_of_today_hides_no_event_of_the_past(cast: Cast) -> None:
    make_event(make_session(cast.person, NOW - 8 * DAY, created_at=NOW), is_historical=True)
    make_session(cast.person, NOW - HOUR, not_assessed=["voice_missing"])

    assert groups_of(cast.clinician, cast.person) == ["historical"]


def test_everyone_sees_only_their_own(cast: Cast) -> None:
    for person in (cast.person, cast.other_person, cast.unassigned_person, cast.strange_person):
        make_event(make_session(person, NOW - HOUR))

    def seen_by(caller: User) -> set[str]:
        return set(people_in(caller, "crisis"))

    own = {cast.person.code, cast.unassigned_person.code}
    assert seen_by(cast.clinician) == own
    assert seen_by(cast.outsider) == {cast.unassigned_person.code}
    assert seen_by(cast.administrator) == own | {cast.other_person.code}
    assert seen_by(cast.stranger) == {cast.strange_person.code}
    assert len(seen_by(cast.superuser)) == 4


def test_a_long_group_is_cut_and_says_so(cast: Cast, people: list[User]) -> None:
    for person in people[:3]:
        make_event(make_session(person, NOW - HOUR))

    cut = {group.key: group for group in build_triage(cast.clinician, now=NOW, rows_per_group=2).groups}
    whole = {group.key: group for group in build_triage(cast.clinician, now=NOW, rows_per_group=3).groups}

    assert (len(cut["crisis"].rows), cut["crisis"].has_more) == (2, True)
    assert (len(whole["crisis"].rows), whole["crisis"].has_more) == (3, False)


def test_an_event_whose_session_is_gone_still_waits(cast: Cast) -> None:
    session = make_session(cast.person, NOW - HOUR)
    make_event(session)
    session.delete()

    [row] = rows_of(cast.clinician, "crisis")

    assert row.finding.reason == "Raised by crisis language; its session is gone."
    assert row.finding.session_id is None


def test_a_person_has_all_open_findings_on_their_page(cast: Cast) -> None:
    event = make_event(make_session(cast.person, NOW - HOUR))
    assessments = [make_assessment(make_session(cast.person, NOW - days * DAY)) for days in (1, 2)]
    failed = make_session(cast.person, NOW, not_assessed=["voice_unusable"])
    make_event(make_session(cast.other_person, NOW - HOUR))

    rows = findings_of(cast.person.id, cast.clinician, now=NOW)

    assert [row.finding.id for row in rows] == [event.id, assessments[0].id, assessments[1].id, failed.id]
    assert findings_of(cast.person.id, cast.stranger, now=NOW) == []


def test_the_number_of_statements_does_not_grow(cast: Cast) -> None:
    def make_everything(person: User) -> None:
        make_name(person, "Somebody")
        make_event(make_session(person, NOW - HOUR))
        make_assessment(make_session(person, NOW - 2 * HOUR), "medium")
        make_session(person, NOW - 3 * HOUR, not_assessed=["voice_unusable"])

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            build_triage(cast.superuser, now=NOW)
        assert not [query for query in queries.captured_queries if "COUNT(*)" in query["sql"].upper()]
        return len(queries)

    make_everything(cast.person)
    before = count()
    team = CareTeamFactory.create(clinic=cast.clinic)
    join_team(team, staff=[StaffFactory.create(clinic=cast.clinic)])
    for person in PersonFactory.create_batch(12, clinic=cast.clinic):
        join_team(team, people=[person])
        make_everything(person)

    assert count() == before
    assert before <= 9
