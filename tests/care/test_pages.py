"""Pages on which staff add to what is done for a person: what was typed stays, and what was pressed twice is once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from resona.accounts.models import CareTeamMember, User
from resona.care.models import CareNote, Decision, DecisionStakeholder, NoteRead, Task
from resona.care.notes import read_content
from resona.care.stakeholders import NewStakeholder
from resona.care.task_changes import complete_task
from resona.postgres.models import new_id
from tests.admin.pages import page_url, sign_in
from tests.admin.records import make_name
from tests.api.records import make_assessment, make_event, make_session
from tests.care.made import doing, make_decision, make_note, make_task
from tests.conftest import Cast


@pytest.fixture
def browser(cast: Cast) -> Client:
    return sign_in(cast.clinician)


def person_url(person: User, name: str = "") -> str:
    return f"/admin/accounts/user/{person.id}/{name}/" if name else page_url(person)


def shown(browser: Client, url: str, data: dict[str, Any] | None = None, *, follow: bool = True) -> str:
    answer: Any = browser.post(url, data, follow=follow) if data is not None else browser.get(url, follow=follow)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


def test_the_page_of_a_person_shows_what_is_to_be_done_decided_and_written(cast: Cast, browser: Client) -> None:
    now = timezone.now()
    make_task(cast.person, cast.administrator, "Call her sister", now=now, due_at=now - timedelta(hours=3))
    make_decision(cast.person, cast.clinician, now=now)
    make_note(cast.person, cast.administrator, "She <b>slept</b>.", now=now)
    page = shown(browser, person_url(cast.person))
    for words in ("Call her sister", "overdue by 3 h", "Call every day", "She &lt;b&gt;slept", "1 new", "Take it"):
        assert words in page, words
    assert "Call her sister" not in shown(sign_in(cast.administrator), person_url(cast.other_person))


def test_one_press_records_a_contact_and_a_second_press_is_the_same_one(cast: Cast, browser: Client) -> None:
    body = {"contact_outcome": "not_reached", "content": "", "note_id": str(new_id()), "next": person_url(cast.person)}
    for _ in range(2):
        assert "Recorded." in shown(browser, person_url(cast.person, "contact"), body)
    assert f"Last attempt: not reached, just now by {cast.clinician.called}" in shown(browser, person_url(cast.person))
    note = CareNote.objects.get()
    assert (note.kind, note.contact_outcome, note.author) == ("contact", "not_reached", cast.clinician)


def test_a_note_that_is_refused_stays_in_the_form(cast: Cast, browser: Client) -> None:
    User.objects.filter(id=cast.outsider.id).update(name="Juma Otieno")
    url = person_url(cast.person, "write-note")
    page = shown(browser, url, {"content": "Ask @Juma Otieno tonight", "kind": "note"})
    assert "This mentions somebody who may not see this person." in page
    assert "Ask @Juma Otieno tonight" in page
    assert "x" * 5001 in shown(browser, url, {"content": "x" * 5001, "kind": "note"})
    assert not CareNote.objects.exists()
    assert "Note signed." in shown(browser, url, {"content": "She slept.", "kind": "note"})


def test_a_note_is_added_to_and_marked_as_read(cast: Cast, browser: Client) -> None:
    note = make_note(cast.person, cast.administrator, "Two tablets.")
    url = f"{person_url(cast.person, 'write-note')}?amends={note.id}"
    shown(browser, url, {"content": "Three tablets.", "kind": "note"})
    assert read_content(note.amendments.get()) == "Three tablets."
    assert "Added to on" in shown(browser, page_url(note))
    shown(browser, person_url(cast.person, "read-notes"), {})
    assert NoteRead.objects.get().staff == cast.clinician


def test_a_follow_up_is_added_for_a_colleague_a_team_or_the_person(cast: Cast, browser: Client) -> None:
    url = person_url(cast.person, "add-task")
    for who in (f"staff:{cast.administrator.id}", f"team:{cast.team.id}", "person", ""):
        page = shown(browser, url, {"title": "Call", "who": who, "priority": "urgent", "due_at_0": "", "due_at_1": ""})
        assert "Follow-up added." in page
    tasks = Task.objects.order_by("id").values_list("owner_id", "care_team_id", "audience")
    assert list(tasks) == [
        (cast.administrator.id, None, "team"),
        (None, cast.team.id, "team"),
        (None, None, "person"),
        (None, None, "team"),
    ]  # fmt: skip
    late = {"title": "Call her sister", "who": "", "priority": "urgent", "due_at_0": "1900-01-01", "due_at_1": "10:00"}
    page = shown(browser, url, late)
    assert "This is more than 30 days ago." in page
    assert "Call her sister" in page


def test_a_follow_up_is_taken_passed_on_completed_and_reopened(cast: Cast, browser: Client) -> None:
    CareTeamMember.objects.create(team=cast.team, staff=cast.outsider)
    task = make_task(cast.person, cast.administrator, care_team_id=cast.team.id)
    url = page_url(task).replace("change/", "")
    assert "It is yours." in shown(browser, f"{url}take/", {})
    assert f"{cast.clinician.called} has taken it before you." in shown(sign_in(cast.outsider), f"{url}take/", {})
    who = f"staff:{cast.outsider.id}"
    assert "Passed on." in shown(browser, f"{url}pass/", {"who": who, "note": "You know her.", "version": "2"})
    stale = shown(browser, f"{url}complete/", {"outcome": "done", "note": "Spoke to her", "version": "1"})
    assert "It was changed since you read it" in stale
    assert "Spoke to her" in stale
    assert 'name="version" value="3"' in stale
    assert "Completed." in shown(browser, f"{url}complete/", {"outcome": "done", "note": "Spoke", "version": "3"})
    assert "Open again." in shown(browser, f"{url}reopen/", {"reason": "She called back", "version": "4"})
    page = shown(browser, page_url(task))
    for words in ("Completed: done", f"Passed on to {cast.outsider.called}", "You know her.", "She called back"):
        assert words in page, words


def test_what_is_cancelled_says_so_to_whoever_completes_it(cast: Cast, browser: Client) -> None:
    task = make_task(cast.person, cast.administrator)
    url = page_url(task).replace("change/", "")
    assert "Cancelled." in shown(browser, f"{url}cancel/", {"reason": "She moved away"})
    assert "is completed or cancelled" in shown(browser, f"{url}complete/", {"outcome": "done", "note": "Kept"})


def test_a_decision_is_recorded_with_who_did_not_agree_reviewed_and_superseded(cast: Cast, browser: Client) -> None:
    body = {
        "title": "Call every day",
        "decision_type": "safety",
        "rationale": "She asked for it",
        "expected": "Fewer calls at night",
        "description": "",
        "status": "approved",
        "disagreed": [str(cast.administrator.id)],
        "dissent": "Too soon.",
        "others": "Her sister, GP",
    }
    url = person_url(cast.person, "record-decision")
    make_name(cast.person, "Amina Odhiambo")
    refused = shown(browser, url, body | {"rationale": ""})
    assert "This field is required." in refused
    assert "Amina Odhiambo" in refused
    assert "Decision recorded." in shown(browser, url, body)
    decision = Decision.objects.get()
    assert DecisionStakeholder.objects.filter(decision=decision, agreed=False).get().staff == cast.administrator
    own = page_url(decision).replace("change/", "")
    assert "Too soon." in shown(browser, page_url(decision))
    part = {"part": "informed", "who": "", "name": "Her mother", "agreed": "yes", "reason": ""}
    assert "Saved." in shown(browser, f"{own}part/", part)
    assert "What was expected: Fewer calls at night" in shown(browser, f"{own}review/")
    assert "Outcome written." in shown(browser, f"{own}review/", {"outcome_kind": "better", "outcome": "She slept"})
    again = shown(browser, f"{own}supersede/", body | {"title": "Call twice a week"})
    assert "it takes the place of the earlier one" in again
    decision.refresh_from_db()
    assert decision.superseded_by is not None


def test_lists_are_narrowed_to_what_is_due_and_mine(cast: Cast, browser: Client) -> None:
    now = timezone.now()
    make_task(
        cast.person, cast.clinician, "Overdue one", now=now, due_at=now - timedelta(hours=1), owner_id=cast.clinician.id
    )
    done = make_task(cast.person, cast.clinician, "Ended one", now=now)
    complete_task(task_id=done.id, doing=doing(cast.clinician, now), outcome="done")
    url = "/admin/care/task/"
    assert "Overdue one" in shown(browser, f"{url}?state=overdue&whose=mine")
    assert "Ended one" not in shown(browser, f"{url}?state=open")
    assert "Ended one" in shown(browser, f"{url}?state=completed")


def test_once_something_was_done_about_a_finding_a_follow_up_is_offered(cast: Cast, browser: Client) -> None:
    assessment = make_assessment(make_session(cast.person))
    url = f"{page_url(assessment).replace('change/', '')}action/"
    page = shown(browser, url, {"action_taken": "called", "assessments": [str(assessment.id)]})
    assert f"/admin/accounts/user/{cast.person.id}/add-task/" in page
    event = make_event(make_session(cast.person, days=1))
    page = shown(
        browser, f"{page_url(event).replace('change/', '')}resolve/", {"resolution": "confirmed", "note": "Safe"}
    )
    assert "Add a follow-up" in page
    assert Task.objects.filter(rule__startswith="after_crisis").count() == 3
    assert f"contact/?event={event.id}" in shown(browser, page_url(event))
    shown(browser, f"{person_url(cast.person, 'contact')}?event={event.id}", {"contact_outcome": "reached"})
    assert CareNote.objects.get().about == {"table": "crisis_events", "id": str(event.id)}


def test_the_page_of_a_person_takes_as_many_statements_for_much_care(cast: Cast, browser: Client) -> None:
    def add_some(number: int) -> None:
        for at in range(number):
            make_task(cast.person, cast.clinician, f"Call {at}", owner_id=cast.clinician.id)
            make_task(cast.person, cast.clinician, f"Visit {at}", care_team_id=cast.team.id)
            make_decision(cast.person, cast.clinician, stakeholders=[NewStakeholder(part="informed", name=f"GP {at}")])
            make_note(cast.person, cast.administrator)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(browser, person_url(cast.person))
        return len(queries)

    add_some(1)
    count()
    before = count()
    add_some(9)
    assert count() == before
