"""A person's own app is told that a session is here and where to turn, and nothing of what was found in it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from conversations.models import Conversation
from interfaces.models import SupportResource
from resona.accounts.models import User
from resona.compliance.export import write_archive
from resona.compliance.person_tables import Names
from risk.models import CrisisEvent
from tests.api.clients import post_json, with_csrf, with_key
from tests.conftest import Cast
from tests.conversations.recordings import as_file, make_syllables
from tests.sessions import make_body, record_course
from tests.sign_in.clients import with_app

API = "/api/v1/"
SESSIONS = f"{API}sessions/"
CRISIS = "I am going to kill myself tonight"
MEMBERS = {"session_id", "warnings", "warning_count", "help"}
SPEECH = as_file(make_syllables(1.0))
Answer = tuple[int, dict[str, Any]]
FINDINGS = ("deviations", "dissonance-records", "risk-assessments", "crisis-events", "baselines")
WITHHELD = {"emotion_summary", "voice_features", "crisis_detected", "escalated_to_human", "not_assessed"}


@pytest.fixture(autouse=True)
def line(cast: Cast) -> None:
    given = {"kind": "crisis", "language": "en", "title": "Crisis line", "text": "Day and night.", "contact": "1190"}
    SupportResource.objects.create(clinic=cast.clinic, **given)


@pytest.fixture
def app(cast: Cast) -> Client:
    return with_app(cast.person, by=cast.administrator)


def as_json(client: Client, body: dict[str, Any]) -> Answer:
    answer: Any = post_json(client, SESSIONS, body)
    return answer.status_code, answer.json()


def as_sound(client: Client, body: dict[str, Any]) -> Answer:
    sent = {name: value for name, value in body.items() if name != "voice"}
    parts = {"session": json.dumps(sent), "audio": SimpleUploadedFile("a.wav", SPEECH)}
    answer: Any = client.post(f"{SESSIONS}audio/", parts)
    return answer.status_code, answer.json()


def as_line(client: Client, body: dict[str, Any]) -> Answer:
    """The line without what every line has, told whether it was one of all."""
    answer: Any = client.post(f"{SESSIONS}batch/", json.dumps(body), content_type="application/x-ndjson")
    line, _ = map(json.loads, answer.getvalue().splitlines())
    assert (line.pop("line"), line.pop("id")) == (1, body["id"])
    return line.pop("status"), line


by_way = pytest.mark.parametrize("send", [as_json, as_line, as_sound])


def contacts(receipt: dict[str, Any]) -> list[str]:
    return [line["contact"] for line in receipt["help"]]


def body_of(person: User, *said: str) -> dict[str, Any]:
    return make_body(person, at=timezone.now() - timedelta(hours=1), said=said or ("A quiet day.",))


@by_way
def test_an_app_is_answered_a_receipt_and_for_a_repetition_the_same(
    cast: Cast, app: Client, send: Callable[..., Answer]
) -> None:
    body = body_of(cast.person)
    receipt = {"session_id": body["id"], "warnings": [], "warning_count": 0, "help": []}
    assert send(app, body) == (201, receipt)
    assert send(app, body) == (200, receipt)


@by_way
def test_where_a_crisis_is_raised_it_says_where_to_turn(cast: Cast, app: Client, send: Callable[..., Answer]) -> None:
    body = body_of(cast.person, CRISIS)
    for status in (201, 200):
        assert send(app, body)[0] == status
        assert contacts(send(app, body)[1]) == ["1190"]
    assert CrisisEvent.objects.get().user_id == cast.person.id


@by_way
def test_while_an_event_is_open_every_receipt_says_so(cast: Cast, app: Client, send: Callable[..., Answer]) -> None:
    event = CrisisEvent.objects.create(user=cast.person, risk_level="high", detection_method="words")
    assert contacts(send(app, body_of(cast.person))[1]) == ["1190"]
    CrisisEvent.objects.filter(id=event.id).update(resolved_at=timezone.now(), resolution="confirmed")
    assert contacts(send(app, body_of(cast.person))[1]) == []


def test_a_person_who_is_signed_in_is_answered_the_same(cast: Cast) -> None:
    status, receipt = as_json(with_csrf(cast.person), body_of(cast.person, CRISIS))
    assert (status, set(receipt), contacts(receipt)) == (201, MEMBERS, ["1190"])


def test_what_a_system_sent_before_is_a_receipt_to_the_app_and_the_analysis_to_the_system(
    cast: Cast, app: Client
) -> None:
    body, system = body_of(cast.person), with_key(cast.clinic, "sessions:write")
    _, analysis = as_json(system, body)
    assert {"risk", "deviations", "dissonance"} <= set(analysis)
    status, receipt = as_json(app, body)
    assert (status, set(receipt)) == (200, MEMBERS)
    assert as_json(system, body) == (200, analysis)


def test_what_an_earlier_release_recorded_is_a_receipt_too(cast: Cast, app: Client) -> None:
    """Its stored answers name no warnings."""
    body = body_of(cast.person)
    as_json(app, body)
    session = Conversation.objects.get()
    assert session.recorded_result is not None
    stored = {name: value for name, value in session.recorded_result.items() if not name.startswith("warning")}
    Conversation.objects.update(recorded_result=stored)
    assert as_json(app, body) == (
        200, {"session_id": body["id"], "warnings": [], "warning_count": 0, "help": []},
    )  # fmt: skip


@pytest.mark.parametrize("send", [as_json, as_line])
def test_what_was_wrong_is_told(cast: Cast, app: Client, send: Callable[..., Answer]) -> None:
    _, receipt = send(app, {**body_of(cast.person), "mood": "blue"})
    assert [warning["code"] for warning in receipt["warnings"]] == ["unknown_key"]
    assert receipt["warning_count"] == 1


def test_a_line_that_clashes_tells_the_id_of_ours_and_no_finding(cast: Cast, app: Client) -> None:
    body = body_of(cast.person)
    as_json(app, body)
    status, line = as_line(app, {**body_of(cast.person, CRISIS), "id": body["id"]})
    assert (status, set(line)) == (409, {"errors", "recorded_as", *MEMBERS})
    assert line["recorded_as"] == line["session_id"] != body["id"]
    assert contacts(line) == ["1190"]


@pytest.mark.parametrize("path", [*(f"{name}/" for name in FINDINGS), "users/{id}/timeline/", "users/{id}/drift/"])
def test_lists_and_timelines_of_findings_are_not_for_the_app(cast: Cast, app: Client, path: str) -> None:
    record_course(cast.superuser, cast.person, 5)
    address = API + path.format(id=cast.person.id)
    assert [client.get(address).status_code for client in (app, with_csrf(cast.person))] == [403, 403]
    assert with_csrf(cast.clinician).get(address).status_code == 200


def test_sessions_are_there_without_what_was_found_in_them(cast: Cast, app: Client) -> None:
    body = body_of(cast.person, CRISIS)
    as_json(app, body)
    (row,) = app.get(f"{API}conversations/").json()["results"]
    assert row == app.get(f"{API}conversations/{body['id']}/").json()
    assert {name for name, value in row.items() if value is None} >= WITHHELD
    assert row["id"] == body["id"]
    (full,) = with_csrf(cast.clinician).get(f"{API}conversations/").json()["results"]
    assert full["crisis_detected"] is True
    assert app.get(f"{API}conversations/?crisis_detected=true").status_code == 403
    (message,) = app.get(f"{API}conversations/{body['id']}/messages/").json()["results"]
    assert message["content"] == CRISIS


def test_the_archive_of_their_data_stays_whole(cast: Cast, app: Client) -> None:
    record_course(cast.person, cast.person, 5)
    as_json(app, body_of(cast.person, CRISIS))
    file = io.BytesIO()
    names = Names(id=cast.person.id, pseudonym=cast.person.pseudonym)
    write_archive(names, file, now=timezone.now(), on_step=lambda done, total: None)
    archive = zipfile.ZipFile(file)
    for table, least in (("risk_assessments", 5), ("crisis_events", 1), ("conversations", 5), ("user_baselines", 1)):
        rows = orjson.loads(archive.read(f"records/{table}.json"))
        assert len(rows) >= least, table
    sessions = orjson.loads(archive.read("records/conversations.json"))
    assert [session["crisis_detected"] for session in sessions].count(True) == 1
    assert all({"risk", "crisis_event"} <= set(session["recorded_result"]) for session in sessions)
