"""What the clinic's workplace refuses, by page and by API: by name, and with nothing half done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from resona.accounts.models import User
from resona.care.models import CareNote, Decision, NoteRead, Task, TaskStep
from resona.care.task_changes import cancel_task, take_task
from tests.admin.pages import page_url, sign_in
from tests.api.clients import post_json, with_csrf
from tests.care.made import doing, make_decision, make_task
from tests.conftest import Cast

NEW_ID = "0192f0c1-7d2a-7000-8000-000000000043"
LONG, INVISIBLE = "x" * 6000, "\u200b" * 60
TASK_FORM = {"who": "", "priority": "routine", "due_at_0": "", "due_at_1": ""}
DECISION_FORM = {"title": "Call", "decision_type": "safety", "rationale": "Asked for", "status": "approved"}


@dataclass(frozen=True, kw_only=True)
class Case:
    """What somebody tries: where, with what, and what they are told."""

    path: Callable[[Cast], str]
    body: Callable[[Cast], dict[str, Any]]
    said: str  # of a page its words, of the API a pointer or part of the detail
    status: int  # of the API; a page shows the form again with 200, and what does not exist for the reader is 404


def stored() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Task, TaskStep, Decision, CareNote, NoteRead))


def below(person: User, name: str) -> str:
    return f"/admin/accounts/user/{person.id}/{name}/"


def name_stranger(cast: Cast) -> None:
    """Somebody of the clinic who may not see the person."""
    User.objects.filter(id=cast.outsider.id).update(name="Juma Otieno")


BY_PAGE: dict[str, Case] = {
    "a task for somebody of another clinic": Case(
        path=lambda cast: below(cast.strange_person, "add-task"), body=lambda cast: {**TASK_FORM, "title": "Call"},
        said="", status=404,
    ),
    "a task that somebody of another clinic is to do": Case(
        path=lambda cast: below(cast.person, "add-task"),
        body=lambda cast: {**TASK_FORM, "title": "Call", "who": f"staff:{cast.stranger.id}"},
        said="Select a valid choice", status=200,
    ),
    "a due date in 1900": Case(
        path=lambda cast: below(cast.person, "add-task"),
        body=lambda cast: {**TASK_FORM, "title": "Call", "due_at_0": "1900-01-01", "due_at_1": "10:00"},
        said="This is more than 30 days ago.", status=200,
    ),
    "a note of 6,000 characters": Case(
        path=lambda cast: below(cast.person, "write-note"), body=lambda cast: {"content": LONG, "kind": "note"},
        said="at most 5000 characters", status=200,
    ),
    "a note of zero-width spaces": Case(
        path=lambda cast: below(cast.person, "write-note"), body=lambda cast: {"content": INVISIBLE, "kind": "note"},
        said="This must not be empty.", status=200,
    ),
    "a mention of somebody who may not see the person": Case(
        path=lambda cast: below(cast.person, "write-note"),
        body=lambda cast: {"content": "Ask @Juma Otieno", "kind": "note"},
        said="This mentions somebody who may not see this person.", status=200,
    ),
    "a choice of somebody who may not see the person": Case(
        path=lambda cast: below(cast.person, "write-note"),
        body=lambda cast: {"content": "x", "kind": "note", "mentions": [str(cast.outsider.id)]},
        said="Select a valid choice", status=200,
    ),
}  # fmt: skip

TASKS, NOTES, DECISIONS = "/api/v1/tasks/", "/api/v1/notes/", "/api/v1/decisions/"


def of_person(cast: Cast) -> dict[str, Any]:
    return {"user_id": str(cast.person.id)}


BY_API: dict[str, Case] = {
    "a task for somebody of another clinic": Case(
        path=lambda cast: TASKS, body=lambda cast: {"user_id": str(cast.strange_person.id), "title": "Call"},
        said="", status=404,
    ),
    "a task that somebody of another clinic is to do": Case(
        path=lambda cast: TASKS,
        body=lambda cast: {**of_person(cast), "title": "Call", "owner_id": str(cast.stranger.id)},
        said="/owner_id", status=400,
    ),
    "a due date in 1900": Case(
        path=lambda cast: TASKS,
        body=lambda cast: {**of_person(cast), "title": "Call", "due_at": "1900-01-01T00:00:00Z"},
        said="/due_at", status=400,
    ),
    "a note of 6,000 characters": Case(
        path=lambda cast: NOTES, body=lambda cast: {**of_person(cast), "content": LONG}, said="/content", status=400
    ),
    "a note of zero-width spaces": Case(
        path=lambda cast: NOTES, body=lambda cast: {**of_person(cast), "content": INVISIBLE},
        said="/content", status=400,
    ),
    "a mention of somebody who may not see the person": Case(
        path=lambda cast: NOTES, body=lambda cast: {**of_person(cast), "content": "Ask @Juma Otieno"},
        said="/content", status=400,
    ),
    "a choice of somebody who may not see the person": Case(
        path=lambda cast: NOTES,
        body=lambda cast: {**of_person(cast), "content": "x", "mentions": [str(cast.outsider.id)]},
        said="/mentions/0", status=400,
    ),
    "a decision that supersedes itself": Case(
        path=lambda cast: DECISIONS,
        body=lambda cast: {
            **of_person(cast), "id": NEW_ID, "decision_type": "safety", "title": "x", "rationale": "x",
            "supersedes_id": NEW_ID,
        },
        said="/supersedes_id", status=400,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_PAGE)
def test_on_a_page_it_is_refused_by_name(cast: Cast, name: str) -> None:
    name_stranger(cast)
    case, before = BY_PAGE[name], stored()
    answer = sign_in(cast.clinician).post(case.path(cast), case.body(cast))
    page = answer.content.decode()
    assert answer.status_code == case.status
    assert case.said in page
    assert stored() == before
    for typed in case.body(cast).values() if case.status == 200 else ():
        assert str(typed if isinstance(typed, str) else typed[0]) in page  # what was typed stays


@pytest.mark.parametrize("name", BY_API)
def test_over_the_api_it_is_refused_by_name(cast: Cast, name: str) -> None:
    name_stranger(cast)
    case, before = BY_API[name], stored()
    answer: Any = post_json(with_csrf(cast.clinician), case.path(cast), case.body(cast))
    assert answer.status_code == case.status
    assert [error["pointer"] for error in answer.json().get("errors", [])] == ([case.said] if case.said else [])
    assert stored() == before


@pytest.mark.parametrize("by_page", [True, False])
def test_of_two_who_take_the_same_the_second_is_told_who_was_first(cast: Cast, *, by_page: bool) -> None:
    task = make_task(cast.person, cast.clinician, care_team_id=cast.team.id)
    take_task(task_id=task.id, doing=doing(cast.clinician))
    before = stored()
    assert cast.clinician.called in told(cast, task.id, "take", {}, by_page=by_page)
    task.refresh_from_db()
    assert (task.owner, stored()) == (cast.clinician, before)


@pytest.mark.parametrize("by_page", [True, False])
def test_what_is_cancelled_is_not_completed(cast: Cast, *, by_page: bool) -> None:
    task = make_task(cast.person, cast.clinician)
    cancel_task(task_id=task.id, doing=doing(cast.clinician), reason="She moved away")
    before = stored()
    assert "completed or cancelled" in told(cast, task.id, "complete", {"outcome": "done"}, by_page=by_page)
    task.refresh_from_db()
    assert (task.completed, stored()) == (False, before)


def test_on_its_page_a_decision_is_superseded_by_another_alone_and_once(cast: Cast) -> None:
    """The page gives it no id to repeat: what it records is another decision, and the first stands superseded."""
    decision, browser = make_decision(cast.person, cast.clinician), sign_in(cast.clinician)
    url = page_url(decision).replace("change/", "supersede/")
    browser.post(url, {**DECISION_FORM, "supersedes_id": str(decision.id), "id": str(decision.id)})
    decision.refresh_from_db()
    assert decision.superseded_by is not None
    assert decision.superseded_by_id != decision.id
    before = stored()
    assert "taken the place of this one" in browser.post(url, DECISION_FORM).content.decode()
    assert stored() == before


def told(cast: Cast, task_id: UUID, act: str, body: dict[str, Any], *, by_page: bool) -> str:
    """What the administrator hears who does this to the follow-up."""
    if by_page:
        page: Client = sign_in(cast.administrator)
        return str(page.post(f"/admin/care/task/{task_id}/{act}/", body, follow=True).content.decode())
    answer: Any = post_json(with_csrf(cast.administrator), f"{TASKS}{task_id}/{act}/", body)
    assert answer.status_code == 409
    return str(answer.json()["detail"])
