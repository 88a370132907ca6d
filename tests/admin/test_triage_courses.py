"""Triage of courses rather than sessions: gradual changes nobody has decided about, and people who have gone quiet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baselines.drift import Direction
from baselines.models import UserDrift
from baselines.services import decide_drift
from resona.accounts.models import User
from risk.quiet import LONGEST_SILENCE, find_quiet
from risk.triage import build_triage
from risk.triage_rows import TriageRow
from tests.admin.pages import page_url, sign_in
from tests.admin.reading import words_of
from tests.admin.records import alarmed_drift, make_assessment, make_drift, make_event, make_session
from tests.conftest import Cast
from tests.factories import PersonFactory, join_team

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CONFIRMED = datetime(2026, 4, 2, tzinfo=UTC)


def groups_of(caller: User, person: User) -> list[str]:
    return [
        group.key for group in build_triage(caller, now=NOW).groups for row in group.rows if row.code == person.code
    ]


def rows_of(caller: User, key: str) -> list[TriageRow]:
    return [row for group in build_triage(caller, now=NOW).groups if group.key == key for row in group.rows]


def make_weekly(person: User, *, silent_days: int, sessions: int = 8) -> None:
    """A session a week, the last so many days ago."""
    for week in range(sessions):
        make_session(person, NOW - (silent_days + 7 * week) * DAY)


@pytest.mark.parametrize(
    ("direction", "latched_at", "waits"),
    [("decline", None, True), ("decline", CONFIRMED, True), ("other", CONFIRMED, True), ("other", None, False)],
)
def test_declines_and_whatever_is_confirmed_wait(
    cast: Cast, direction: Direction, latched_at: datetime | None, waits: bool
) -> None:
    drift = make_drift(cast.person, alarmed_drift(latched_at=latched_at))
    UserDrift.objects.filter(pk=drift.pk).update(direction=direction)

    assert groups_of(cast.clinician, cast.person) == ["drift"] * waits


def test_a_gradual_change_says_what_was_observed_and_what_to_do(cast: Cast) -> None:
    make_drift(cast.person)

    [row] = rows_of(cast.clinician, "drift")

    assert row.finding.reason == (
        "The voice has been slower, flatter, lower or with more pauses than this person's usual, taken over the "
        "sessions since about 1 Mar 2026. Later sessions are to bear it out."
    )
    assert (row.finding.since, row.finding.session_id, row.finding.level) == (
        alarmed_drift().alarm.alarmed_at,  # type: ignore[union-attr]  # it has an alarm
        None,
        None,
    )
    words = words_of(sign_in(cast.clinician), reverse("triage"))
    assert "Gradual changes 1" in words
    assert "to confirm" in words
    assert "Look at the course and accept or reset it." in words
    assert "Open the course" in words


def test_confirmed_ones_stand_first_after_those_without_anyone_responsible(cast: Cast) -> None:
    fresh, confirmed = PersonFactory.create_batch(2, clinic=cast.clinic)
    join_team(cast.team, people=[fresh, confirmed])
    make_drift(fresh)
    make_drift(confirmed, alarmed_drift(latched_at=CONFIRMED))
    make_drift(cast.unassigned_person)

    expected = [person.code for person in (cast.unassigned_person, confirmed, fresh)]
    assert [row.code for row in rows_of(cast.clinician, "drift")] == expected
    assert [row.finding.is_confirmed for row in rows_of(cast.clinician, "drift")] == [False, True, False]


@pytest.mark.parametrize("decision", ["accept", "reset"])
def test_a_decision_takes_it_off_the_list(cast: Cast, decision: str) -> None:
    make_drift(cast.person)
    decide_drift(
        user_id=cast.person.id,
        decision="accept" if decision == "accept" else "reset",
        reason="A new medicine.",
        caller=cast.clinician,
        now=NOW,
    )

    assert groups_of(cast.clinician, cast.person) == []


def test_an_older_decision_settles_no_later_alarm(cast: Cast) -> None:
    drift = make_drift(cast.person)
    decide_drift(user_id=cast.person.id, decision="accept", reason="Known.", caller=cast.clinician, now=NOW)
    UserDrift.objects.filter(pk=drift.pk).update(alarmed_at=NOW + DAY)

    assert groups_of(cast.clinician, cast.person) == ["drift"]


def test_a_change_is_counted_with_what_is_more_urgent(cast: Cast) -> None:
    make_drift(cast.person)
    make_assessment(make_session(cast.person, NOW - HOUR), "medium")

    [row] = rows_of(cast.clinician, "review")

    assert row.open_findings == 2
    assert rows_of(cast.clinician, "drift") == []


def test_a_silence_beyond_their_rhythm_is_shown_until_they_are_back(cast: Cast) -> None:
    make_weekly(cast.person, silent_days=31)

    [row] = rows_of(cast.clinician, "quiet")

    silent = "No contact for 31 days, where 7 days are usual."
    assert row.finding.reason == f"{silent} The last session could not be assessed."
    assert (row.code, row.finding.since) == (cast.person.code, NOW - 31 * DAY)
    make_session(cast.person, NOW - HOUR)
    assert groups_of(cast.clinician, cast.person) == []


@pytest.mark.parametrize(
    ("silent_days", "sessions", "is_quiet"),
    [(8, 8, False), (31, 8, True), (31, 4, False), (175, 8, True), (LONGEST_SILENCE.days + 1, 8, False)],
)
def test_only_who_has_a_rhythm_and_left_it_lately_is_quiet(
    cast: Cast, silent_days: int, sessions: int, is_quiet: bool
) -> None:
    make_weekly(cast.person, silent_days=silent_days, sessions=sessions)

    assert groups_of(cast.clinician, cast.person) == ["quiet"] * is_quiet


def test_rhythms_of_long_ago_are_forgotten(cast: Cast) -> None:
    """Daily long ago, weekly now: ten days are within the rhythm of today."""
    make_weekly(cast.person, silent_days=10, sessions=13)
    for day in range(30):
        make_session(cast.person, NOW - (150 + day) * DAY)

    assert groups_of(cast.clinician, cast.person) == []


@pytest.mark.parametrize("change", [{"consent_version": ""}, {"is_active": False}])
def test_who_asked_for_nothing_is_left_in_peace(cast: Cast, change: dict[str, object]) -> None:
    make_weekly(cast.person, silent_days=31)
    User.objects.filter(id=cast.person.id).update(**change)

    assert groups_of(cast.clinician, cast.person) == []


def test_each_caller_sees_the_silence_of_their_own_people(cast: Cast) -> None:
    for person in (cast.person, cast.other_person, cast.unassigned_person, cast.strange_person):
        make_weekly(person, silent_days=31)

    def seen(caller: User) -> set[str]:
        return {person.user.code for person in find_quiet(caller, now=NOW)}

    assert seen(cast.clinician) == {cast.person.code, cast.unassigned_person.code}
    assert seen(cast.outsider) == {cast.unassigned_person.code}
    assert seen(cast.stranger) == {cast.strange_person.code}
    assert seen(cast.person) == {cast.person.code}
    assert rows_of(cast.clinician, "quiet")[0].code == cast.unassigned_person.code


@pytest.mark.parametrize("urgent", ["crisis", "review", "drift", "failure", "historical"])
def test_who_waits_for_more_is_not_also_quiet(cast: Cast, urgent: str) -> None:
    make_weekly(cast.person, silent_days=24)
    newest = cast.person.conversations.order_by("-started_at")[0]
    if urgent == "crisis":
        make_event(newest)
    elif urgent == "review":
        make_assessment(newest)
    elif urgent == "drift":
        make_drift(cast.person)
    elif urgent == "failure":
        make_session(cast.person, NOW - 24 * DAY - HOUR, not_assessed=["voice_unusable"])
    else:
        make_event(newest, is_historical=True)

    assert groups_of(cast.clinician, cast.person) == [urgent]
    assert [row.silence for row in rows_of(cast.clinician, urgent)] == [
        "No contact for 24 days, where 7 days are usual."
    ]


def test_a_silence_goes_before_what_has_been_open_for_over_a_month_and_tells_of_the_last_session(cast: Cast) -> None:
    make_weekly(cast.person, silent_days=35)
    make_assessment(cast.person.conversations.order_by("-started_at")[0], "high")

    [row] = rows_of(cast.clinician, "quiet")

    assert row.finding.reason.endswith("The last session: high. Positive words over a distressed voice.")
    assert row.open_findings == 1
    make_session(cast.person, NOW - HOUR)
    [old] = rows_of(cast.clinician, "older")
    assert (old.finding.is_old, old.finding.due_at) == (True, None)


def test_a_silence_goes_before_an_expected_gap(cast: Cast) -> None:
    make_weekly(cast.person, silent_days=38)
    make_session(cast.person, NOW - 31 * DAY, not_assessed=["voice_missing"])

    assert groups_of(cast.clinician, cast.person) == ["quiet"]


def test_the_silences_of_many_are_one_statement(cast: Cast) -> None:
    make_weekly(cast.person, silent_days=31)
    for person in PersonFactory.create_batch(9, clinic=cast.clinic):
        make_weekly(person, silent_days=31)

    with CaptureQueriesContext(connection) as queries:
        assert len(find_quiet(cast.administrator, now=NOW)) == 10
    assert len(queries) == 1


def test_the_page_of_a_quiet_person_says_so(cast: Cast) -> None:
    now = datetime.now(UTC)
    for week in range(8):
        make_session(cast.person, now - (40 + 7 * week) * DAY)
    url = page_url(cast.person)

    assert "Gone quiet No contact for 40 days, where 7 days are usual" in words_of(sign_in(cast.clinician), url)
    make_session(cast.person, now - HOUR)
    assert "Gone quiet" not in words_of(sign_in(cast.clinician), url)
