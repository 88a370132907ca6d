"""Handovers, offers and leads over the API: by staff for themselves, by systems for whom they name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from resona.accounts.models import User
from resona.accounts.on_call import lead_of, set_lead
from resona.care.models import CareOffer, Handover, HandoverItem, Task
from risk.models import CrisisEvent
from risk.services import acknowledge_event
from tests.admin.pages import page_url, sign_in
from tests.admin.records import make_event, make_session
from tests.api.clients import with_csrf, with_key
from tests.care.made import make_task
from tests.conftest import Cast
from tests.factories import StaffFactory, join_team
from tests.sign_in.clients import with_app

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
HANDOVERS, OFFERS, EVENTS = "/api/v1/handovers/", "/api/v1/care-offers/", "/api/v1/crisis-events/"
AMANI = {"system": "https://ehr.example/staff", "value": "4711", "display": "Dr Amani"}
ZURI = {"system": "https://ehr.example/staff", "value": "4712" * 50, "display": "Dr Zuri"}  # as long as may be


@pytest.fixture
def night(cast: Cast) -> User:
    staff = StaffFactory.create(clinic=cast.clinic, name="Noor Hassan")
    join_team(cast.team, staff=[staff])
    return staff


@pytest.fixture
def event(cast: Cast) -> CrisisEvent:
    made = make_event(make_session(cast.person, NOW - 5 * HOUR), "high")
    acknowledge_event(event_id=made.id, caller=cast.clinician, now=NOW - 4 * HOUR)
    return made


@pytest.fixture
def system(cast: Cast) -> Client:
    return with_key(cast.clinic, "care:read", "care:write", "records:read", "risk:write")


def send(client: Client, path: str, body: dict[str, Any], status: int = 200, *, tag: str = "") -> Any:
    headers = {"If-Match": tag} if tag else {}
    answer: Any = client.post(path, body, content_type="application/json", headers=headers)
    assert answer.status_code == status, answer.content
    return answer.json()


def pointers(refused: dict[str, Any]) -> list[str]:
    return [error["pointer"] for error in refused["errors"]]


def of_team(cast: Cast) -> dict[str, str]:
    return {"care_team_id": str(cast.team.id)}


def taken(cast: Cast, *, accepted: bool = True, **more: str) -> dict[str, Any]:
    return {"items": [{"user_id": str(cast.person.id), "accepted": accepted, **more}]}


def test_a_shift_hands_over_and_the_next_takes_each_person(cast: Cast, night: User, event: CrisisEvent) -> None:
    make_task(cast.person, cast.clinician, "Call again", NOW - HOUR, due_at=NOW + HOUR, owner_id=cast.clinician.id)
    day, after = with_csrf(cast.clinician), with_csrf(night)
    begun = day.post(HANDOVERS, of_team(cast), content_type="application/json")
    path = f"{HANDOVERS}{begun.json()['id']}/"
    assert (begun.status_code, begun["Location"]) == (201, f"http://testserver{path}")
    assert begun.json()["items"][0]["text"].startswith("Open crisis event, high")
    assert send(day, HANDOVERS, of_team(cast))["id"] == begun.json()["id"]

    said = {"items": [{"user_id": str(cast.person.id), "text": "Call at nine."}]}
    assert send(day, f"{path}items/", said)["items"][0]["text"] == "Call at nine."
    added = {"items": [{"user_id": str(cast.unassigned_person.id), "text": "New here."}]}
    assert len(send(day, f"{path}items/", added)["items"]) == 2
    left_out = {"items": [{"user_id": str(cast.unassigned_person.id), "text": None}]}
    assert len(send(day, f"{path}items/", left_out)["items"]) == 1
    assert send(after, f"{path}take/", taken(cast), 409)["detail"].startswith("Whoever gives")
    for _ in range(2):
        assert send(day, f"{path}give/", {})["signed_at"] is not None
    send(day, f"{path}items/", said, 409)
    send(day, f"{path}take/", taken(cast), 409)

    assert pointers(send(after, f"{path}take/", {"items": []}, 400)) == [f"/items/{cast.person.id}"]
    unexplained = send(after, f"{path}take/", taken(cast, accepted=False), 400)
    assert pointers(unexplained) == [f"/items/{cast.person.id}/because"]
    document = send(after, f"{path}take/", taken(cast))
    assert (document["given_by"], document["taken_by"]) == (str(cast.clinician.id), str(night.id))
    assert document["items"][0]["accepted"] is True
    event.refresh_from_db()
    assert event.owner == night
    assert Task.objects.get().owner == night
    send(after, f"{path}take/", taken(cast), 409)


def test_who_is_returned_is_said_why_and_nothing_of_theirs_moves(cast: Cast, night: User, event: CrisisEvent) -> None:
    day = with_csrf(cast.clinician)
    path = f"{HANDOVERS}{send(day, HANDOVERS, of_team(cast), 201)['id']}/"
    send(day, f"{path}give/", {})
    returned = send(with_csrf(night), f"{path}take/", taken(cast, accepted=False, because="I do not know her."))
    assert returned["items"][0]["returned_because"] == "I do not know her."
    event.refresh_from_db()
    assert event.owner == cast.clinician


def test_a_system_hands_over_for_one_and_takes_for_another(cast: Cast, system: Client, event: CrisisEvent) -> None:
    send(system, f"{EVENTS}{event.id}/take/", {"performer": AMANI})
    path = f"{HANDOVERS}{send(system, HANDOVERS, {**of_team(cast), 'performer': AMANI}, 201)['id']}/"
    send(system, f"{path}give/", {"performer": AMANI})
    send(system, f"{path}take/", taken(cast) | {"performer": AMANI}, 409)
    document = send(system, f"{path}take/", taken(cast) | {"performer": ZURI})
    assert (document["given_for"], document["taken_for"]) == (AMANI, ZURI)
    steps = system.get(f"{EVENTS}{event.id}/").json()["steps"]
    assert [step["performer"] for step in steps] == [ZURI, AMANI, None]
    page = sign_in(cast.clinician).get(page_url(Handover.objects.get())).content.decode()
    assert "Given by <strong>Dr Amani</strong>" in page
    assert "Taken by <strong>Dr Zuri</strong>" in page
    shown = sign_in(cast.clinician).get(page_url(event)).content.decode()
    assert "Dr Zuri answers for it, by another system." in shown


def test_what_a_system_takes_is_the_teams_to_do(cast: Cast, system: Client) -> None:
    task = make_task(cast.person, cast.clinician, "Call", NOW - HOUR, due_at=NOW + HOUR, owner_id=cast.clinician.id)
    day = with_csrf(cast.clinician)
    path = f"{HANDOVERS}{send(day, HANDOVERS, of_team(cast), 201)['id']}/"
    send(day, f"{path}give/", {})
    send(system, f"{path}take/", taken(cast) | {"performer": ZURI})
    task.refresh_from_db()
    assert (task.owner, task.care_team) == (None, cast.team)


def test_a_handover_is_changed_by_whoever_has_read_it_as_it_is(cast: Cast, event: CrisisEvent) -> None:
    day = with_csrf(cast.clinician)
    path = f"{HANDOVERS}{send(day, HANDOVERS, of_team(cast), 201)['id']}/"
    tag = day.get(path)["ETag"]
    said = {"items": [{"user_id": str(cast.person.id), "text": "Call at nine."}]}
    send(day, f"{path}items/", said, tag=tag)
    send(day, f"{path}give/", {}, 412, tag=tag)
    assert Handover.objects.get().signed_at is None
    send(day, f"{path}give/", {}, tag=day.get(path)["ETag"])


def test_nobody_hands_over_for_others_nor_reads_of_whom_they_do_not_see(
    cast: Cast, system: Client, event: CrisisEvent
) -> None:
    for caller in (cast.outsider, cast.stranger):
        send(with_csrf(caller), HANDOVERS, of_team(cast), 404)
    send(with_key(cast.stranger.clinic, "care:write"), HANDOVERS, of_team(cast), 404)
    day = with_csrf(cast.clinician)
    path = f"{HANDOVERS}{send(day, HANDOVERS, of_team(cast), 201)['id']}/"
    beside = with_csrf(cast.outsider).get(path).json()
    assert (beside["items"], beside["hidden"]) == ([], 1)
    stranger = {"items": [{"user_id": str(cast.strange_person.id), "text": "x"}]}
    assert pointers(send(day, f"{path}items/", stranger, 400)) == [f"/items/{cast.strange_person.id}"]
    send(with_csrf(cast.administrator), f"{path}give/", {}, 404)
    assert with_app(cast.person, by=cast.administrator).get(path).status_code == 403
    assert pointers(send(day, f"{path}give/", {"performer": AMANI}, 400)) == ["/performer"]
    assert HandoverItem.objects.count() == 1
    ids = [row["id"] for row in system.get(HANDOVERS, {"signed": "false"}).json()["results"]]
    assert ids == [path.split("/")[-2]]
    assert system.get(HANDOVERS, {"taken": "true"}).json()["results"] == []


def test_an_event_is_passed_on_and_taken_by_the_colleague_or_by_a_system_for_them(
    cast: Cast, night: User, system: Client, event: CrisisEvent
) -> None:
    to_night = {"to": str(night.id), "note": "She knows you.", "performer": AMANI}
    offer = send(system, f"{EVENTS}{event.id}/pass/", to_night, 201)
    assert (offer["performer"], offer["note"]) == (AMANI, "She knows you.")
    assert "Dr Amani" in sign_in(night).get("/admin/my-day/").content.decode()
    path = f"{OFFERS}{offer['id']}/"
    assert pointers(send(system, f"{path}take/", {}, 400)) == ["/performer"]
    send(with_csrf(cast.clinician), f"{path}take/", {}, 404)
    tag = system.get(path)["ETag"]
    answered = send(system, f"{path}take/", {"performer": ZURI}, tag=tag)
    assert (answered["answer"], answered["answer_performer"]) == ("taken", ZURI)
    event.refresh_from_db()
    assert event.owner == night
    send(with_csrf(night), f"{path}return/", {"note": "Too late."}, 409)
    assert system.get(OFFERS, {"open": "true"}).json()["results"] == []


def test_a_lead_is_passed_on_returned_and_taken(cast: Cast, night: User, system: Client) -> None:
    path = f"/api/v1/users/{cast.person.id}/lead/"
    assert system.get(path).json()["staff_id"] is None
    send(system, f"{path}take/", {"performer": AMANI}, 403)
    send(with_csrf(cast.clinician), f"{path}take/", {})
    assert lead_of(cast.person.id) == cast.clinician
    offer = send(system, f"{path}pass/", {"to": str(night.id), "performer": AMANI}, 201)
    assert system.get(path).json()["offered_to"] == str(night.id)
    own = f"{OFFERS}{offer['id']}/"
    assert pointers(send(with_csrf(night), f"{own}return/", {}, 400)) == ["/note"]
    assert send(with_csrf(night), f"{own}return/", {"note": "I leave soon."})["answer"] == "returned"
    assert system.get(path).json()["offered_to"] is None
    again = send(with_csrf(cast.clinician), f"{path}pass/", {"to": str(night.id)}, 201)
    send(with_csrf(night), f"{OFFERS}{again['id']}/take/", {})
    assert lead_of(cast.person.id) == night
    assert system.get(own).json()["answer_note"] == "I leave soon."


def test_who_read_another_lead_changes_none(cast: Cast, night: User) -> None:
    client, path = with_csrf(cast.clinician), f"/api/v1/users/{cast.person.id}/lead/"
    tag = client.get(path)["ETag"]
    set_lead(person_id=cast.person.id, staff_id=night.id, caller=cast.administrator, now=NOW)
    send(client, f"{path}take/", {}, 412, tag=tag)
    send(client, f"{path}pass/", {"to": str(cast.administrator.id)}, 412, tag=tag)
    assert lead_of(cast.person.id) == night
    assert not CareOffer.objects.exists()


def test_on_whose_behalf_an_event_was_acted_on_stands_with_each_step(
    cast: Cast, system: Client, event: CrisisEvent
) -> None:
    acts: tuple[tuple[str, dict[str, str]], ...] = (
        ("take", {}), ("notes", {"note": "She called."}), ("resolve", {"note": "Safe.", "resolution": "other"}),
        ("correct", {"note": "She was.", "resolution": "confirmed"}), ("reopen", {"reason": "She called again."}),
    )  # fmt: skip
    for act, body in acts:
        send(system, f"{EVENTS}{event.id}/{act}/", {**body, "performer": AMANI})
    steps = system.get(f"{EVENTS}{event.id}/").json()["steps"]
    assert [step["performer"] for step in steps] == [AMANI] * 5 + [None]
    record = sign_in(cast.clinician).get(f"/admin/accounts/user/{cast.person.id}/record/").content.decode()
    assert "Dr Amani opened the crisis event of" in record
    refused = send(with_csrf(cast.clinician), f"{EVENTS}{event.id}/take/", {"performer": AMANI}, 400)
    assert pointers(refused) == ["/performer"]
    nobody = {"performer": {**AMANI, "display": "\u200b"}}
    assert pointers(send(system, f"{EVENTS}{event.id}/take/", nobody, 400)) == ["/performer/display"]
    send(system, f"{EVENTS}{uuid4()}/take/", {"performer": AMANI}, 404)
