"""What OpenAPI promises is what the server does: every answer is held against it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker

from interfaces.services import build_interfaces
from resona.accounts.models import ApiKey, User
from resona.api_urls import urlpatterns
from resona.audit.changes.cursors import cursor_at
from risk.corrections import add_note
from tests.admin.records import make_drift
from tests.api.clients import post_json, with_key
from tests.api.details import ids_of_details
from tests.api.records import begin_care_of, make_assessment, make_baseline, make_event, make_everything, make_session
from tests.audit.changes.following import settle
from tests.care.made import make_everything_of_care
from tests.conftest import Cast
from tests.conversations.recordings import as_file, make_syllables
from tests.integrations.receiving import add_webhook
from tests.sessions import DISTRESSED, make_body, record, record_course
from tests.sign_in.clients import ask_for_token, make_client, with_app

FORMATS = FormatChecker()
SPEECH = as_file(make_syllables(2.0))
TOKEN_PATH = "/api/v1/oauth/token/"
OF_SIGNED_IN_STAFF = {"/api/v1/users/{id}/emergency-access/", "/api/v1/notes/{id}/read/"}
OF_THE_PERSON = {"/api/v1/users/me/", "/api/v1/tokens/refresh/"}
CHANGES = "/api/v1/changes/"
ENROLMENTS = "/api/v1/enrolments/"
# No call for help is refused for its form.
TAKES_WHATEVER_IS_SENT = {"HelpRequestBodyRequest", "SafetyCheckBodyRequest"}
NOBODY = "0192f0c1-7d2a-7000-8000-000000000000"
# A value of each parameter that every list and course takes.
SOUND = {"string": "pitch", "boolean": "true", "number": "0.5", "integer": "2"}
SOUND_FORMATS = {"uuid": NOBODY, "date-time": "2026-03-01T00:00:00Z"}


@FORMATS.checks("date-time")
def is_time_in_utc(value: object) -> bool:
    return not isinstance(value, str) or (value.endswith("Z") and datetime.fromisoformat(value) is not None)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """What is served, closed: a member that is not described does not pass."""
    described = served("json")
    _close(described)
    return described


def served(form: str) -> dict[str, Any]:
    response = Client().get("/api/v1/schema/", {"format": form})
    assert response.status_code == 200
    described: dict[str, Any] = yaml.safe_load(response.content) if form == "yaml" else json.loads(response.content)
    return described


def test_the_document_is_openapi_in_either_form() -> None:
    described = served("json")
    validate_schema(described)  # type: ignore[no-untyped-call]
    assert served("yaml") == described


def test_the_document_is_made_once_and_takes_nothing_of_who_asks() -> None:
    browser: Any = Client()
    first, again = (browser.get("/api/v1/schema/", {"format": "json", "version": said}) for said in ("mine", "2"))
    assert first.data is again.data
    assert json.loads(again.content)["info"]["version"] == "1"


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, *ApiKey.Scope.values)


def _close(part: Any) -> None:
    if isinstance(part, dict):
        if part.get("type") == "object" and "properties" in part:
            part.setdefault("additionalProperties", False)
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            _close(each)


def test_members_that_a_body_does_not_know_are_refused_and_it_says_so(client: Client, cast: Cast) -> None:
    served = yaml.safe_load(Client().get("/api/v1/schema/").content)
    bodies = [operation["requestBody"]["content"] for operation in operations(served, "post").values()]
    named = [body["application/json"]["schema"]["$ref"].split("/")[-1] for body in bodies if "application/json" in body]
    names = [name for name in named if name not in TAKES_WHATEVER_IS_SENT]
    assert len(names) == len(named) - len(TAKES_WHATEVER_IS_SENT)
    assert len(names) > 10
    assert [
        name for name in names if served["components"]["schemas"][name].get("additionalProperties") is not False
    ] == []
    path = f"/api/v1/users/{cast.person.id}/enrolment-code/"
    assert post_json(client, path, {"minutes": 60, "hours": 1}).status_code == 400


def operations(document: dict[str, Any], method: str) -> dict[str, dict[str, Any]]:
    return {path: item[method] for path, item in document["paths"].items() if method in item}


def holds(document: dict[str, Any], operation: dict[str, Any], response: Any) -> Any:
    """The body of an answer that is as described."""
    answer = operation["responses"].get(str(response.status_code))
    assert answer is not None, f"{response.status_code} is not described: {response.content!r}"
    assert ("Location" in response) == ("Location" in answer["headers"])
    body: Any = response.json()
    schema = {**answer["content"][response["Content-Type"]]["schema"], "components": document["components"]}
    Draft202012Validator(schema, format_checker=FORMATS).validate(body)
    return body


def real_paths(document: dict[str, Any], cast: Cast) -> dict[str, str]:
    """Every path that is read, with the id of something real in it."""
    session = make_everything(cast.person)
    begin_care_of(make_baseline(cast.person).user)
    build_interfaces([cast.person.id], now=session.started_at)
    event_id = session.crisis_events.get().id
    add_note(event_id=event_id, note="called", caller=cast.clinician, now=session.started_at)
    ids = {"users": str(cast.person.id), "conversations": str(session.id), "crisis-events": str(event_id)}
    ids |= ids_of_details(cast.person) | make_everything_of_care(cast.person, cast.clinician) | add_webhook(cast.clinic)
    with_app(cast.person, by=cast.administrator)
    read = set(operations(document, "get")) - OF_THE_PERSON  # which no key reads
    paths = {path: path.replace("{id}", ids.get(path.split("/")[3], "")) for path in sorted(read)}
    return paths | {CHANGES: f"{CHANGES}?since={cursor_at(replace(settle(), xid=1), clinic_id=cast.clinic.id)}"}


def test_whatever_is_read_is_as_described(document: dict[str, Any], cast: Cast, client: Client) -> None:
    for described, path in real_paths(document, cast).items():
        response = client.get(path)
        body = holds(document, operations(document, "get")[described], response)
        assert response.status_code == 200
        assert body.get("results") != [], f"{path} shows nothing, so nothing was compared"


def test_every_parameter_that_is_described_is_taken(document: dict[str, Any], cast: Cast, client: Client) -> None:
    for described, path in real_paths(document, cast).items():
        operation = operations(document, "get")[described]
        parameters = [each for each in operation["parameters"] if each["in"] == "query" and each["name"] != "cursor"]
        query = {each["name"]: _sound(each["schema"]) for each in parameters}
        response = client.get(path, query)
        assert response.status_code == 200, response.content
        holds(document, operation, response)


def test_every_parameter_with_an_unreadable_value_is_named(
    document: dict[str, Any], cast: Cast, client: Client
) -> None:
    for described, path in real_paths(document, cast).items():
        operation = operations(document, "get")[described]
        names = [each["name"] for each in operation["parameters"] if each["in"] == "query"]
        response = client.get(path, dict.fromkeys([*names, "nonsense"], "\0"))
        body = holds(document, operation, response)
        assert response.status_code == 400
        assert {error["parameter"] for error in body["errors"]} == {*names, "nonsense"}


def test_pages_follow_one_another_as_described(document: dict[str, Any], cast: Cast, client: Client) -> None:
    for days in range(2):
        make_everything(cast.person, days=days)
    for path in ("/api/v1/conversations/", "/api/v1/risk-assessments/"):
        operation = operations(document, "get")[path]
        first = holds(document, operation, client.get(path, {"page_size": 1}))
        second = holds(document, operation, client.get(first["next"]))
        assert (len(first["results"]), len(second["results"]), second["next"]) == (1, 1, None)


def test_refusals_are_as_described(document: dict[str, Any], cast: Cast) -> None:
    paths = real_paths(document, cast)
    callers = [(Client(), 401), (with_key(cast.clinic), 403)]
    stranger = with_key(cast.strange_person.clinic, *ApiKey.Scope.values)
    for described, path in paths.items():
        operation = operations(document, "get")[described]
        for caller, status in callers if "{id}" not in described else [*callers, (stranger, 404)]:
            response = caller.get(path)
            holds(document, operation, response)
            assert (path, response.status_code) == (path, status)


def test_acting_on_findings_is_as_described(document: dict[str, Any], cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    assessment, event = make_assessment(session), make_event(session)
    make_drift(cast.person)
    acts: list[tuple[str, object, dict[str, str], int]] = [
        ("/api/v1/risk-assessments/{id}/action/", assessment.id, {"action_taken": "called"}, 200),
        ("/api/v1/risk-assessments/{id}/action/", assessment.id, {"action_taken": "visited"}, 409),
        ("/api/v1/risk-assessments/{id}/action/", assessment.id, {}, 400),
        ("/api/v1/risk-assessments/{id}/action/", NOBODY, {"action_taken": "called"}, 404),
        ("/api/v1/crisis-events/{id}/acknowledge/", event.id, {}, 200),
        ("/api/v1/crisis-events/{id}/resolve/", event.id, {"note": "safe", "resolution": "confirmed"}, 200),
        ("/api/v1/crisis-events/{id}/resolve/", event.id, {"note": "not safe"}, 409),
        ("/api/v1/crisis-events/{id}/undo/", event.id, {}, 409),
        ("/api/v1/crisis-events/{id}/notes/", event.id, {"note": "called again"}, 200),
        ("/api/v1/crisis-events/{id}/notes/", event.id, {}, 400),
        ("/api/v1/crisis-events/{id}/correct/", event.id, {"note": "a song", "resolution": "false_alarm"}, 200),
        ("/api/v1/crisis-events/{id}/correct/", event.id, {"note": "a song", "resolution": "to_review"}, 400),
        ("/api/v1/crisis-events/{id}/reopen/", event.id, {"reason": "no song"}, 200),
        ("/api/v1/crisis-events/{id}/correct/", event.id, {"note": "a song", "resolution": "false_alarm"}, 409),
        ("/api/v1/users/{id}/drift/accept/", cast.person.id, {"reason": "a new medicine"}, 200),
        ("/api/v1/users/{id}/drift/accept/", cast.person.id, {"reason": "another"}, 409),
        ("/api/v1/users/{id}/drift/reset/", cast.person.id, {"reason": "recovered"}, 200),
        ("/api/v1/users/{id}/drift/reset/", cast.person.id, {}, 400),
    ]
    for described, row_id, body, status in acts:
        operation = operations(document, "post")[described]
        response = post_json(client, described.replace("{id}", str(row_id)), body)
        assert (described, response.status_code) == (described, status)
        holds(document, operation, response)


def test_deciding_about_an_interface_is_as_described(document: dict[str, Any], cast: Cast, client: Client) -> None:
    build_interfaces([cast.person.id], now=datetime(2026, 3, 1, tzinfo=UTC))
    User.objects.filter(id=cast.other_person.id).update(consent_version="")
    reason: dict[str, object] = {"reason": "asked for"}
    another: dict[str, object] = {"reason": "another one"}
    acts: list[tuple[str, User, dict[str, object], int]] = [
        ("rebuild", cast.person, {}, 200),
        ("rebuild", cast.person, {"now": True}, 400),
        ("rebuild", cast.other_person, {}, 403),
        ("rebuild", cast.strange_person, {}, 404),
        ("pin", cast.person, reason, 200),
        ("pin", cast.person, reason, 200),
        ("pin", cast.person, another, 409),
        ("unpin", cast.person, reason, 200),
        ("unpin", cast.person, {}, 400),
        ("back", cast.person, {"version": 1, **reason}, 200),
        ("back", cast.person, {"version": 1, **another}, 409),
        ("back", cast.person, {"version": 99, **reason}, 404),
    ]
    for act, person, body, status in acts:
        described = f"/api/v1/users/{{id}}/interface/{act}/"
        operation = operations(document, "post")[described]
        response = post_json(client, described.replace("{id}", str(person.id)), body)
        assert (act, response.status_code) == (act, status)
        holds(document, operation, response)


def test_recording_a_session_is_as_described(document: dict[str, Any], cast: Cast, client: Client) -> None:
    session = {
        "user_id": str(cast.person.id),
        "started_at": "2026-03-01T18:20:00Z",
        "messages": [{"role": "user", "content": "I'm fine, just tired"}],
        "voice": {"features": {"pitch_hz": 180.5}, "emotion": {"sad": 0.7, "neutral": 0.3}},
    }
    operation = operations(document, "post")["/api/v1/sessions/"]
    request = operation["requestBody"]["content"]["application/json"]["schema"]
    ids = [f"0192f0c1-7d2a-7000-8000-00000000000{number}" for number in range(4)]
    recorded: list[tuple[dict[str, Any], int]] = [
        (session | {"id": ids[0]}, 201),
        (session | {"id": ids[0]}, 200),
        (session | {"id": ids[0], "language": "sw"}, 409),
        (session | {"id": ids[1], "user_id": str(cast.strange_person.id)}, 404),
    ]
    for body, status in recorded:
        Draft202012Validator({**request, "components": document["components"]}).validate(body)
        response = post_json(client, "/api/v1/sessions/", body)
        assert response.status_code == status, response.content
        holds(document, operation, response)
    for path, media_type, status in [("sessions/", "text/plain", 415), ("sessions/batch/", "application/json", 415)]:
        operation = operations(document, "post")[f"/api/v1/{path}"]
        refused = client.post(f"/api/v1/{path}", b"x", content_type=media_type, headers={"Prefer": "handling=strict"})
        assert refused.status_code == status
        holds(document, operation, refused)


def test_what_the_analysis_finds_is_read_as_described(document: dict[str, Any], cast: Cast, client: Client) -> None:
    record_course(cast.administrator, cast.person, 6)
    record(cast.administrator, make_body(cast.person, said=("I want to end it all",), emotion=DISTRESSED))
    for path in ("conversations", "baselines", "deviations", "dissonance-records", "risk-assessments", "crisis-events"):
        operation = operations(document, "get")[f"/api/v1/{path}/"]
        assert holds(document, operation, client.get(f"/api/v1/{path}/"))["results"], path


def test_sending_sound_is_as_described(document: dict[str, Any], cast: Cast, client: Client) -> None:
    operation = operations(document, "post")["/api/v1/sessions/audio/"]
    request = operation["requestBody"]["content"]["multipart/form-data"]["schema"]
    described = document["components"]["schemas"][request["$ref"].rpartition("/")[2]]
    assert set(described["required"]) == set(described["properties"]) == {"session", "audio"}
    assert described["properties"]["audio"]["format"] == "binary"
    session = json.dumps({"id": NOBODY, "user_id": str(cast.person.id), "started_at": "2026-03-01T18:20:00Z"})
    sounds = {status: SimpleUploadedFile("a.wav", sound) for status, sound in ((400, b"-"), (201, SPEECH))}
    for status, sound in sounds.items():
        response = client.post("/api/v1/sessions/audio/", {"session": session, "audio": sound})
        assert response.status_code == status, response.content
        holds(document, operation, response)


def test_deciding_about_consent_and_privacy_is_as_described(
    document: dict[str, Any], cast: Cast, client: Client
) -> None:
    decision: dict[str, object] = {"purpose": "research", "decision": "given", "version": "2026-1"}
    acts: list[tuple[str, str, object, dict[str, object], int]] = [
        ("post", "consents", cast.person.id, decision, 200),
        ("post", "consents", cast.person.id, decision | {"decision": "withdrawn", "channel": "paper"}, 200),
        ("post", "consents", cast.person.id, decision | {"version": ""}, 400),
        ("post", "consents", cast.strange_person.id, decision, 404),
        ("patch", "privacy-settings", cast.person.id, {"words_for_clinicians": "never", "retention_days": 30}, 200),
        ("patch", "privacy-settings", cast.person.id, {"retention_days": 0}, 400),
        ("patch", "privacy-settings", NOBODY, {}, 404),
    ]
    for method, act, person, body, status in acts:
        described = f"/api/v1/users/{{id}}/{act}/"
        operation = operations(document, method)[described]
        path = described.replace("{id}", str(person))
        response = getattr(client, method)(path, body, content_type="application/json")
        assert (act, body, response.status_code) == (act, body, status)
        holds(document, operation, response)


def test_every_operation_names_how_to_come_in(document: dict[str, Any]) -> None:
    for method in ("get", "post", "patch"):
        for path, operation in operations(document, method).items():
            if path in (TOKEN_PATH, ENROLMENTS):  # where one comes in with what stands in the body
                assert operation["security"] == []
                continue
            named = {name: scopes for requirement in operation["security"] for name, scopes in requirement.items()}
            if path in OF_SIGNED_IN_STAFF:
                assert list(named) == ["browserSession"]
                continue
            if path in OF_THE_PERSON:
                assert list(named) == ["personToken", "browserSession"]
                continue
            assert list(named) == ["apiKey", "oauth2", "personToken", "browserSession"]
            assert len(operation["security"]) == len(named)  # each by itself opens
            assert len(named["oauth2"]) <= 1
            assert set(named["oauth2"]) <= set(ApiKey.Scope.values)
    schemes = document["components"]["securitySchemes"]
    assert (schemes["apiKey"]["scheme"], schemes["personToken"]["scheme"]) == ("bearer", "bearer")
    assert schemes["oauth2"]["flows"]["clientCredentials"]["tokenUrl"] == TOKEN_PATH


def test_tokens_are_given_as_described(document: dict[str, Any], cast: Cast, client: Client) -> None:
    described = "/api/v1/users/{id}/enrolment-code/"
    for body, status in (({"minutes": 30}, 201), ({}, 201), ({"minutes": "soon"}, 400)):
        response = post_json(client, described.replace("{id}", str(cast.person.id)), body)
        assert response.status_code == status
        holds(document, operations(document, "post")[described], response)
    issued: Any = post_json(client, described.replace("{id}", str(cast.person.id)), {})
    for body, status in (({"code": issued.json()["code"], "device": "Pixel"}, 201), ({"code": "2345-6789"}, 404)):
        response = post_json(Client(), ENROLMENTS, body)
        assert response.status_code == status
        holds(document, operations(document, "post")[ENROLMENTS], response)
    asking = make_client(cast.clinic, "records:read")
    forms = {200: (str(asking.id), asking.secret), 401: (str(asking.id), "wrong")}
    for status, credentials in forms.items():
        response = ask_for_token("grant_type=client_credentials", basic=credentials)
        assert response.status_code == status
        holds(document, operations(document, "post")[TOKEN_PATH], response)


def test_every_path_is_described(document: dict[str, Any]) -> None:
    routes = {
        f"/api/v1/{str(route.pattern).replace('<uuid:', '{').replace('>', '}')}"
        for included in urlpatterns
        for route in getattr(included, "url_patterns", [])
    }
    assert routes == set(document["paths"])


def test_what_the_server_answers_in_our_place_is_described(document: dict[str, Any]) -> None:
    described = [operation["responses"] for item in document["paths"].values() for operation in item.values()]
    assert all({"414", "431"} <= set(answers) for answers in described)


def test_the_docs_need_no_outside_host(client: Client) -> None:
    response = client.get("/api/v1/docs/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "/static/drf_spectacular_sidecar/swagger-ui-dist/" in page
    script = client.get("/api/v1/docs/?script").content.decode()
    assert 'layout: "BaseLayout"' in script  # the other layout has outside hosts validate the schema
    assert re.findall(r"(?:https?:)?//[\w.-]+\.\w+", page + script) == []


def test_the_docs_are_for_reading_only(client: Client) -> None:
    client.raise_request_exception = False
    statuses = [client.generic(method, "/api/v1/docs/").status_code for method in ("HEAD", "OPTIONS", "POST")]
    assert statuses == [200, 405, 405]


def _sound(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return str(schema["enum"][0])
    if "example" in schema:
        return str(schema["example"])
    return SOUND_FORMATS.get(schema.get("format", ""), SOUND[schema["type"]])
