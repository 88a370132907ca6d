"""Each record has an address of its own, whatever list it stands in; what is made is told where it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from conversations.models import Conversation
from interfaces.models import InterfaceEvolution, UserInterface
from interfaces.services import build_interfaces
from resona.accounts.models import User
from risk.corrections import add_note
from risk.models import CrisisEventStep, RiskAssessment
from tests.api.clients import post_json, with_key
from tests.api.records import make_assessment, make_baseline, make_event, make_everything, make_session
from tests.conftest import Cast
from tests.sessions import DISTRESSED, make_body
from tests.sign_in.clients import with_app

pytestmark = pytest.mark.django_db
LISTS = ("users", "conversations", "baselines", "deviations", "dissonance-records", "risk-assessments", "crisis-events",
         "interfaces", "interface-evolution")  # fmt: skip


@pytest.fixture
def system(cast: Cast) -> Client:
    return with_key(cast.clinic, "records:read", "interfaces:read", "sessions:write", "people:write", "risk:write")


def read(client: Client, path: str, status: int = 200, **query: str) -> Any:
    answer = client.get(f"/api/v1/{path}/", query)
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.fixture
def _records(cast: Cast) -> None:
    for person in (cast.person, cast.strange_person):
        session = make_everything(person)
        make_baseline(person)
        build_interfaces([person.id], now=session.started_at)


@pytest.mark.usefixtures("_records")
@pytest.mark.parametrize("path", LISTS)
def test_what_stands_in_a_list_is_read_at_its_own_address_and_by_its_id(cast: Cast, system: Client, path: str) -> None:
    rows = [row for row in read(system, path)["results"] if row.get("user_id", row["id"]) == str(cast.person.id)]
    assert rows
    for row in rows:
        detail = read(system, f"{path}/{row['id']}")
        assert row.items() <= detail.items()
        assert [each["id"] for each in read(system, path, ids=row["id"])["results"]] == [row["id"]]
        read(with_key(cast.strange_person.clinic, "records:read", "interfaces:read"), f"{path}/{row['id']}", status=404)
    read(system, f"{path}/{timezone.now():%Y0000-0000-7000-8000-000000000000}", status=404)


@pytest.mark.usefixtures("_records")
def test_the_person_reads_no_reasons_for_clinicians_at_an_address_either(cast: Cast) -> None:
    app = with_app(cast.person, by=cast.administrator)
    change = InterfaceEvolution.objects.filter(user=cast.person).first()
    version = UserInterface.objects.filter(user=cast.person).first()
    assert change is not None
    assert version is not None
    assert all("why_for_clinician" not in each for each in read(app, f"interface-evolution/{change.id}")["changes"])
    assert read(app, f"interfaces/{version.id}")["reason"] is None
    for path in ("deviations", "baselines", "risk-assessments", "dissonance-records"):
        read(app, f"{path}/{cast.person.id}", status=403)


def test_a_step_of_an_event_is_read_by_itself_and_its_words_by_staff_alone(cast: Cast, system: Client) -> None:
    event = make_event(make_session(cast.person))
    add_note(event_id=event.id, note="called twice", caller=cast.clinician, now=timezone.now())
    step = CrisisEventStep.objects.get(event=event)
    told = read(system, f"crisis-event-steps/{step.id}")
    assert (told["event_id"], told["user_id"], told["kind"], told["text"]) == (
        str(event.id), str(cast.person.id), "note", None,
    )  # fmt: skip
    read(with_key(cast.strange_person.clinic, "records:read"), f"crisis-event-steps/{step.id}", status=404)


def test_an_event_leads_to_the_current_assessment_of_its_session(cast: Cast, system: Client) -> None:
    session = make_session(cast.person)
    event = make_event(session)
    assert read(system, f"crisis-events/{event.id}")["assessment_id"] is None
    make_assessment(session, is_current=False)
    current = make_assessment(session)
    assert read(system, f"crisis-events/{event.id}")["assessment_id"] == str(current.id)
    assert read(system, "crisis-events")["results"][0]["assessment_id"] == str(current.id)


def test_a_session_is_read_where_its_recording_said_as_it_was_answered(cast: Cast, system: Client) -> None:
    body = make_body(cast.person, emotion=DISTRESSED)
    answer: Any = post_json(system, "/api/v1/sessions/", body)
    assert answer.status_code == 201
    assert answer["Location"] == f"http://testserver/api/v1/sessions/{body['id']}/"
    found = system.get(answer["Location"]).json()
    assert found == answer.json()
    assert post_json(system, "/api/v1/sessions/", body).headers.get("Location") is None
    RiskAssessment.objects.update(is_current=False)
    assert system.get(answer["Location"]).json()["risk"] is None
    Conversation.objects.update(recorded_result=None)
    assert system.get(answer["Location"]).json()["baselines"] == []


def test_the_persons_app_reads_a_receipt_of_its_session(cast: Cast, system: Client) -> None:
    body = make_body(cast.person, emotion=DISTRESSED)
    post_json(system, "/api/v1/sessions/", body)
    receipt = read(with_app(cast.person, by=cast.administrator), f"sessions/{body['id']}")
    assert set(receipt) == {"session_id", "warnings", "warning_count", "help"}
    read(with_app(cast.other_person, by=cast.administrator), f"sessions/{body['id']}", status=404)


def test_who_was_enrolled_and_an_event_that_was_raised_are_where_the_answer_says(cast: Cast, system: Client) -> None:
    enrolled: Any = post_json(system, "/api/v1/users/", {"profile": {"given_name": "Amina"}})
    assert enrolled.status_code == 201, enrolled.content
    assert system.get(enrolled["Location"]).json()["id"] == enrolled.json()["id"]
    assert User.objects.filter(id=enrolled.json()["id"]).exists()
    path = f"/api/v1/users/{cast.person.id}/crisis-events/"
    raised: Any = post_json(system, path, {"risk_level": "high", "note": "called"})
    assert system.get(raised["Location"]).json()["id"] == raised.json()["id"]


def test_filters_leave_out_what_they_say(cast: Cast, system: Client) -> None:
    now = timezone.now()
    sessions = [make_session(cast.person, days=day, is_historical=day == 0) for day in range(2)]
    first, second = (make_event(each) for each in sessions)
    type(first).objects.filter(id=first.id).update(resolved_at=now, resolution="confirmed")
    assessments = [make_assessment(each, needs_review=number == 0) for number, each in enumerate(sessions)]

    def ids(path: str, **query: str) -> list[str]:
        return [row["id"] for row in read(system, path, 200, **query)["results"]]

    assert ids("crisis-events", resolved="true") == [str(first.id)]
    assert ids("crisis-events", resolved="false") == [str(second.id)]
    assert ids("crisis-events", due_before="2026-03-02T18:20:00Z") == [str(first.id)]
    assert ids("risk-assessments", needs_review="true") == [str(assessments[0].id)]
    assert ids("risk-assessments", acted_on="true") == []
    assert len(ids("risk-assessments", acted_on="false")) == 2
    assert ids("conversations", is_historical="true") == [str(sessions[0].id)]
    assert ids("conversations", updated_after=f"{now:%Y-%m-%dT%H:%M:%SZ}", ids=str(sessions[1].id)) == [
        str(sessions[1].id)
    ]
    assert read(system, "conversations", status=400, ids="x")["errors"][0]["parameter"] == "ids"
