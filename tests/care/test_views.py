"""Follow-ups, decisions and notes over the API: sent twice, changed by two, written by systems, ticked off."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from resona.accounts.models import CareTeamMember
from resona.care.models import CareNote, Decision, Task, TaskStep
from tests.api import clients
from tests.api.clients import with_csrf, with_key
from tests.care.made import make_decision, make_note, make_task
from tests.conftest import Cast
from tests.sign_in.clients import with_app

TASKS, DECISIONS, NOTES = "/api/v1/tasks/", "/api/v1/decisions/", "/api/v1/notes/"
PERFORMER = {"system": "https://ehr.example/staff", "value": "4711", "display": "Dr Amani"}
NEW_ID = "0192f0c1-7d2a-7000-8000-000000000042"


@pytest.fixture
def system(cast: Cast) -> Client:
    return with_key(cast.clinic, "care:read", "care:write")


def post_json(client: Client, path: str, body: dict[str, Any]) -> Any:
    return clients.post_json(client, path, body)


def patch(client: Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    return client.patch(path, body, content_type="application/json", headers=headers)


def test_a_follow_up_is_added_once_and_found_where_the_answer_says(cast: Cast, system: Client) -> None:
    body = {"id": NEW_ID, "user_id": str(cast.person.id), "title": "Call", "performer": PERFORMER}
    added = post_json(system, TASKS, body)
    assert (added.status_code, added["Location"]) == (201, f"http://testserver{TASKS}{NEW_ID}/")
    assert added.json()["steps"][0]["performer"] == PERFORMER
    again = post_json(system, TASKS, body)
    assert (again.status_code, again.json()) == (200, added.json())
    taken = post_json(system, TASKS, body | {"title": "Visit"})
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/id-taken")
    assert system.get(added["Location"]).json()["title"] == "Call"
    assert Task.objects.count() == 1


def test_whoever_has_read_an_earlier_version_is_told_and_changes_nothing(cast: Cast) -> None:
    task = make_task(cast.person, cast.clinician)
    client, path = with_csrf(cast.clinician), f"{TASKS}{task.id}/"
    tag = client.get(path)["ETag"]
    first = patch(client, path, {"priority": "stat"}, **{"If-Match": tag})
    assert first.status_code == 200
    for stale_tag in (tag, "nonsense"):
        assert patch(client, path, {"priority": "routine"}, **{"If-Match": stale_tag}).status_code == 412
    for act, body in (("complete", {}), ("cancel", {"reason": "Gone."}), ("assign", {"note": "?"}), ("take", {})):
        stale = client.post(f"{path}{act}/", body, content_type="application/json", headers={"If-Match": tag})
        assert stale.status_code == 412, act
    assert patch(client, path, {"due_at": None}, **{"If-Match": first["ETag"]}).status_code == 200
    task.refresh_from_db()
    assert task.is_open


def test_two_take_the_same_and_the_second_is_told_who_was_first(cast: Cast) -> None:
    task = make_task(cast.person, cast.clinician, care_team_id=cast.team.id)
    path = f"{TASKS}{task.id}/take/"
    assert post_json(with_csrf(cast.clinician), path, {}).json()["owner_id"] == str(cast.clinician.id)
    late = post_json(with_csrf(cast.administrator), path, {})
    assert late.status_code == 409
    assert (cast.clinician.name or cast.clinician.email) in late.json()["detail"]
    assert post_json(with_key(cast.clinic, "care:write"), path, {}).status_code == 403


def test_a_follow_up_goes_through_its_life(cast: Cast, system: Client) -> None:
    task = make_task(cast.person, cast.clinician)
    for act, body in (
        ("assign", {"owner_id": str(cast.clinician.id), "note": "Yours", "performer": PERFORMER}),
        ("complete", {"outcome": "not_reached", "note": "No answer"}),
        ("reopen", {"reason": "She called back"}),
        ("cancel", {"reason": "Not needed"}),
    ):
        answer = post_json(system, f"{TASKS}{task.id}/{act}/", body)
        assert answer.status_code == 200, answer.content
    assert [step["kind"] for step in answer.json()["steps"]] == [
        "cancelled", "reopened", "completed", "passed", "created",
    ]  # fmt: skip
    assert post_json(system, f"{TASKS}{task.id}/complete/", {}).status_code == 409


def test_lists_are_filtered(cast: Cast, system: Client) -> None:
    mine = make_task(cast.person, cast.clinician, owner_id=cast.clinician.id)
    teams = make_task(cast.person, cast.clinician, care_team_id=cast.team.id)
    ended = make_task(cast.unassigned_person, cast.clinician)
    post_json(system, f"{TASKS}{ended.id}/complete/", {})

    def found(path: str = TASKS, **query: Any) -> set[str]:
        answer = system.get(path, query)
        assert answer.status_code == 200, answer.content
        return {row["id"] for row in answer.json()["results"]}

    assert found(owner=cast.clinician.id) == {str(mine.id)}
    assert found(care_team=cast.team.id) == {str(teams.id)}
    assert found(open="true") == {str(mine.id), str(teams.id)}
    assert found(open="false") == found(user=cast.unassigned_person.id) == {str(ended.id)}
    assert found(f"/api/v1/users/{cast.person.id}/tasks/") == {str(mine.id), str(teams.id)}
    assert found(due_before="2026-01-01T00:00:00Z") == set()
    assert found(updated_after="2100-01-01T00:00:00Z") == set()


def test_people_read_and_tick_off_their_own_small_steps_alone(cast: Cast) -> None:
    own = make_task(cast.person, cast.clinician, "Walk to the lake", audience="person")
    staffs = make_task(cast.person, cast.clinician)
    app = with_app(cast.person, by=cast.administrator)
    assert [row["title"] for row in app.get(TASKS).json()["results"]] == ["Walk to the lake"]
    assert app.get(f"{TASKS}{own.id}/").json()["steps"] == []
    done = post_json(app, f"{TASKS}{own.id}/complete/", {})
    assert (done.status_code, done.json()["completed_by"]) == (200, str(cast.person.id))
    assert post_json(app, f"{TASKS}{staffs.id}/complete/", {}).status_code == 404
    for act in ("reopen", "cancel"):
        assert post_json(app, f"{TASKS}{own.id}/{act}/", {"reason": "x"}).status_code == 403
    assert post_json(app, TASKS, {"user_id": str(cast.person.id), "title": "x"}).status_code == 403
    assert TaskStep.objects.get(task=own, kind="completed").actor == cast.person


def test_a_decision_is_recorded_reviewed_and_superseded(cast: Cast, system: Client) -> None:
    body = {
        "id": NEW_ID,
        "user_id": str(cast.person.id),
        "decision_type": "safety",
        "title": "Call every day",
        "rationale": "She asked for it",
        "expected": "Fewer calls at night",
        "stakeholders": [{"part": "consulted", "name": "Her sister", "agreed": False, "reason": "Too much"}],
        "performer": PERFORMER,
    }
    first = post_json(system, DECISIONS, body)
    assert first.status_code == 201
    shown = first.json()
    assert (shown["performer"], shown["stakeholders"][0]["agreed"]) == (PERFORMER, False)
    path = f"{DECISIONS}{NEW_ID}/"
    tag = system.get(path)["ETag"]
    assert patch(system, path, {"status": "implemented"}, **{"If-Match": tag}).json()["status"] == "implemented"
    assert patch(system, path, {"status": "cancelled"}, **{"If-Match": tag}).status_code == 412
    more = post_json(system, f"{path}stakeholders/", {"stakeholders": [{"part": "informed", "name": "GP"}]})
    assert len(more.json()["stakeholders"]) == 2
    reviewed = post_json(system, f"{path}review/", {"outcome": "She slept", "outcome_kind": "better"})
    assert (reviewed.json()["status"], reviewed.json()["outcome"]) == ("reviewed", "She slept")
    again = {**body, "id": str(uuid4()), "title": "Call twice a week", "supersedes_id": NEW_ID}
    assert post_json(system, DECISIONS, again).status_code == 201
    assert system.get(path).json()["superseded_by"] == again["id"]
    itself = {**body, "id": str(uuid4())}
    assert post_json(system, DECISIONS, itself | {"supersedes_id": itself["id"]}).status_code == 400
    assert Decision.objects.count() == 2


def test_a_note_is_written_once_and_read_by_those_who_may(cast: Cast, system: Client) -> None:
    body = {"id": NEW_ID, "user_id": str(cast.person.id), "kind": "contact", "contact_outcome": "left_message"}
    written = post_json(system, NOTES, body)
    assert (written.status_code, written["Location"]) == (201, f"http://testserver{NOTES}{NEW_ID}/")
    assert post_json(system, NOTES, body).status_code == 200
    assert post_json(system, NOTES, body | {"contact_outcome": "reached"}).status_code == 409
    assert written.json()["content"] is None
    assert post_json(with_csrf(cast.clinician), f"{NOTES}{NEW_ID}/read/", {}).status_code == 200
    assert CareNote.objects.get().reads.get().staff == cast.clinician


BAD: tuple[tuple[str, dict[str, Any], str], ...] = (
    (TASKS, {"title": "\u200b"}, "/title"),
    (TASKS, {"title": "x", "due_at": "1900-01-01T00:00:00Z"}, "/due_at"),
    (TASKS, {"title": "x", "due_at": "tomorrow"}, "/due_at"),
    (TASKS, {"title": "x", "priority": "now"}, "/priority"),
    (TASKS, {"title": "x", "owner": "me"}, "/owner"),
    (TASKS, {"title": "x", "performer": {"system": "a", "value": "b"}}, "/performer/display"),
    (NOTES, {"content": "x" * 6000}, "/content"),
    (NOTES, {"content": "\u200b" * 60}, "/content"),
    (NOTES, {"content": "x", "about": {"table": "users", "id": NEW_ID}}, "/about/table"),
    (NOTES, {"content": "x", "amends_id": NEW_ID}, "/amends_id"),
    (NOTES, {"content": "x", "mentions": [NEW_ID]}, "/mentions/0"),
    (DECISIONS, {"decision_type": "diet", "title": "x", "rationale": "x"}, "/decision_type"),
    (DECISIONS, {"decision_type": "other", "title": "x"}, "/rationale"),
)


@pytest.mark.parametrize(("path", "body", "pointer"), BAD)
def test_what_cannot_be_is_refused_by_its_pointer(
    cast: Cast, system: Client, path: str, body: dict[str, Any], pointer: str
) -> None:
    refused = post_json(system, path, {"user_id": str(cast.person.id), **body})
    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert not (Task.objects.exists() or CareNote.objects.exists() or Decision.objects.exists())


def test_staff_sign_for_themselves(cast: Cast) -> None:
    CareTeamMember.objects.create(team=cast.team, staff=cast.outsider)
    body = {"user_id": str(cast.person.id), "content": "x", "performer": PERFORMER}
    refused = post_json(with_csrf(cast.outsider), NOTES, body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/performer")


def test_keys_need_the_scopes_of_care(cast: Cast) -> None:
    make_task(cast.person, cast.clinician)
    make_decision(cast.person, cast.clinician)
    make_note(cast.person, cast.clinician)
    for path in (TASKS, DECISIONS, NOTES):
        assert with_key(cast.clinic, "records:read", "care:write").get(path).status_code == 403
        assert with_key(cast.clinic, "care:read").get(path).status_code == 200
        assert post_json(with_key(cast.clinic, "care:read"), path, {}).status_code == 403
