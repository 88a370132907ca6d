"""What was filed under the wrong person goes to the right record, words and all, and stays behind nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from resona.accounts.models import CareTeamPerson, User
from resona.accounts.teams import UnknownPersonError
from risk.corrections import add_note, correct_resolution, reopen_event
from risk.event_steps import read_step, write_step_of
from risk.models import CrisisEvent, CrisisEventStep
from risk.raising import raise_by_judgement
from risk.services import acknowledge_event, read_note, read_words, resolve_event
from risk.wrong_person import (
    MovedAlreadyError,
    NoEventError,
    SamePersonError,
    UnknownStepError,
    find_person,
    move_event,
    move_note,
)
from tests.admin.pages import page_url, sign_in
from tests.api.records import START, make_event, make_session
from tests.conftest import Cast

NOW = START + timedelta(days=1)
HOUR = timedelta(hours=1)
WORDS = "Her sister is with her now."


@pytest.fixture
def event(cast: Cast) -> CrisisEvent:
    return make_event(make_session(cast.person))


@pytest.fixture
def right(cast: Cast) -> User:
    """Whom it is about: also in the care of the clinician's team."""
    CareTeamPerson.objects.create(team=cast.team, person=cast.other_person)
    return cast.other_person


@pytest.fixture
def right_event(right: User) -> CrisisEvent:
    return make_event(make_session(right))


def steps_of(event: CrisisEvent) -> list[tuple[str, str]]:
    return [(step.kind, read_step(step)) for step in event.steps.order_by("at", "id")]


def note_of(event: CrisisEvent, cast: Cast) -> CrisisEventStep:
    add_note(event_id=event.id, note=WORDS, caller=cast.administrator, now=NOW)
    return event.steps.get(kind="note")


def move(step: CrisisEventStep, person: User, cast: Cast) -> CrisisEvent:
    return move_note(step_id=step.id, person_id=person.id, caller=cast.clinician, now=NOW + HOUR)


def test_a_note_goes_to_the_right_event_by_whoever_wrote_it_and_leaves_no_words_behind(
    cast: Cast, event: CrisisEvent, right_event: CrisisEvent, right: User
) -> None:
    step = note_of(event, cast)
    assert move(step, right, cast) == right_event
    moved = right_event.steps.get()
    assert (moved.kind, read_step(moved), moved.at, moved.actor) == ("note", WORDS, NOW, cast.administrator)
    assert (moved.user_id, moved.corrects) == (right.id, step)
    assert steps_of(event) == [("note", ""), ("moved", "")]
    assert event.steps.get(kind="moved").actor == cast.clinician
    with pytest.raises(UnknownStepError):
        move(step, right, cast)


def test_a_note_stands_with_the_newest_open_event_and_without_any_stays(
    cast: Cast, event: CrisisEvent, right: User
) -> None:
    step = note_of(event, cast)
    with pytest.raises(NoEventError):
        move(step, right, cast)
    resolved = make_event(make_session(right, days=3), resolved_at=NOW, resolution="other")
    assert steps_of(event) == [("note", WORDS)]
    still_open = make_event(make_session(right, days=1))
    assert move(step, right, cast) == still_open
    assert steps_of(resolved) == []


def test_a_note_that_was_moved_by_mistake_is_moved_back(
    cast: Cast, event: CrisisEvent, right_event: CrisisEvent, right: User
) -> None:
    move(note_of(event, cast), right, cast)
    assert move(right_event.steps.get(), cast.person, cast) == event
    assert ("note", WORDS) in steps_of(event)
    assert steps_of(right_event) == [("note", ""), ("moved", "")]


def test_a_resolution_that_was_meant_for_another_leaves_its_event_open(
    cast: Cast, event: CrisisEvent, right_event: CrisisEvent, right: User
) -> None:
    resolve_event(event_id=event.id, resolution="confirmed", note=WORDS, caller=cast.clinician, now=NOW)
    move(event.steps.get(kind="resolved"), right, cast)
    event.refresh_from_db()
    assert (event.resolved_at, event.resolution, event.resolution_note) == (None, None, None)
    assert (event.owner, event.next_due_at) == (cast.clinician, NOW + 5 * HOUR)
    right_event.refresh_from_db()
    assert right_event.resolved_at is None
    assert steps_of(right_event) == [("note", WORDS)]
    assert [kind for kind, _ in steps_of(event)] == ["resolved", "reopened", "moved"]


def test_a_moved_event_is_raised_for_the_right_person_anew_and_closed_here(
    cast: Cast, event: CrisisEvent, right: User
) -> None:
    event_id = raise_by_judgement(
        user_id=cast.person.id, level="critical", note="He rang.", caller=cast.clinician, now=NOW
    )
    event = CrisisEvent.objects.get(id=event_id)
    add_note(event_id=event.id, note=WORDS, caller=cast.administrator, now=NOW)
    acknowledge_event(event_id=event.id, caller=cast.clinician, now=NOW)

    target = move_event(event_id=event.id, person_id=right.id, caller=cast.clinician, now=NOW + HOUR)

    event.refresh_from_db()
    assert (event.resolution, event.resolved_by, event.corrected_to) == ("wrong_person", cast.clinician, target)
    assert event.words is None
    assert (target.user_id, target.risk_level, target.due_at) == (right.id, "critical", NOW + 2 * HOUR)
    assert (target.human_reviewed, target.source_kind, read_words(target)) == (False, "staff", "He rang.")
    assert steps_of(target) == [("note", WORDS)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'event_id' = %s", [str(target.id)])
        assert cursor.fetchone()[0] == 1
    with pytest.raises(MovedAlreadyError):
        move_event(event_id=event.id, person_id=right.id, caller=cast.clinician, now=NOW)
    reopen_event(event_id=event.id, reason="It was them.", caller=cast.clinician, now=NOW)
    event.refresh_from_db()
    assert event.corrected_to is None


def test_a_moved_event_that_was_theirs_after_all_no_longer_leads_to_the_other(
    cast: Cast, event: CrisisEvent, right: User
) -> None:
    move_event(event_id=event.id, person_id=right.id, caller=cast.clinician, now=NOW)
    correct_resolution(event_id=event.id, resolution="confirmed", note="It was.", caller=cast.clinician, now=NOW)
    event.refresh_from_db()
    assert (event.resolution, event.corrected_to) == ("confirmed", None)


def test_whom_the_clinic_told_is_nobodys_note_and_stays(cast: Cast, event: CrisisEvent, right: User) -> None:
    told = write_step_of(event, CrisisEventStep.Kind.TOLD, at=NOW, text="lead")
    page = sign_in(cast.clinician).get(page_url(event)).content.decode()
    assert str(told.id) not in page
    with pytest.raises(UnknownStepError):
        move(told, right, cast)
    target = move_event(event_id=event.id, person_id=right.id, caller=cast.clinician, now=NOW)
    assert steps_of(target) == []
    assert ("told", "lead") in steps_of(event)


def test_a_note_from_before_there_were_steps_goes_along(cast: Cast, event: CrisisEvent, right: User) -> None:
    note = CrisisEvent.resolution_note.seal(event.id, WORDS)
    CrisisEvent.objects.filter(id=event.id).update(resolution_note=note)
    target = move_event(event_id=event.id, person_id=right.id, caller=cast.clinician, now=NOW)
    event.refresh_from_db()
    assert read_note(event) == ""
    assert steps_of(target) == [("note", WORDS)]


def test_nothing_goes_to_whom_the_caller_does_not_see_or_stands_there_already(cast: Cast, event: CrisisEvent) -> None:
    step = note_of(event, cast)
    for person, error in (
        (cast.other_person, UnknownPersonError), (cast.strange_person, UnknownPersonError),
        (cast.clinician, UnknownPersonError), (cast.person, SamePersonError),
    ):  # fmt: skip
        with pytest.raises(error):
            move(step, person, cast)
        with pytest.raises(error):
            move_event(event_id=event.id, person_id=person.id, caller=cast.clinician, now=NOW)
    assert steps_of(event) == [("note", WORDS)]
    with pytest.raises(UnknownStepError):
        move_note(step_id=step.id, person_id=cast.unassigned_person.id, caller=cast.outsider, now=NOW)


def test_a_person_is_found_by_their_code_or_id_among_those_whom_the_caller_sees(cast: Cast) -> None:
    for written in (cast.person.code, f" {cast.person.code.lower()} ", str(cast.person.id)):
        assert find_person(written, cast.clinician) == cast.person
    for written in ("", "Ann", cast.other_person.code, cast.clinician.code):
        with pytest.raises(UnknownPersonError):
            find_person(written, cast.clinician)


def test_the_database_lets_no_words_go_that_stand_nowhere_else(
    cast: Cast, event: CrisisEvent, right_event: CrisisEvent, right: User
) -> None:
    step = note_of(event, cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        CrisisEventStep.objects.filter(id=step.id).update(text=None)
    CrisisEventStep.objects.create(user=cast.person, event=event, kind="note", text=step.text, corrects=step)
    with pytest.raises(DatabaseError), transaction.atomic():
        CrisisEventStep.objects.filter(id=step.id).update(text=None)


@pytest.mark.parametrize("who", ["person", "other_person"])
def test_either_person_can_be_erased_and_the_others_record_stays(
    cast: Cast, event: CrisisEvent, right_event: CrisisEvent, right: User, who: str
) -> None:
    move(note_of(event, cast), right, cast)
    moved_event = raise_by_judgement(
        user_id=cast.person.id, level="high", note="He rang.", caller=cast.clinician, now=NOW
    )
    target = move_event(event_id=moved_event, person_id=right.id, caller=cast.clinician, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM users WHERE id = %s", [getattr(cast, who).id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    left = right_event if who == "person" else event
    assert [kind for kind, _ in steps_of(left)] == (["note"] if who == "person" else ["note", "moved"])
    assert CrisisEvent.objects.filter(id__in=(target.id, moved_event)).count() == 1
    assert not CrisisEventStep.objects.exclude(user_id=left.user_id).exists()
