"""Reading findings, and recording over the API what was done about them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from resona.postgres.models import new_id
from risk.models import CrisisEvent, Dissonance, RiskAssessment
from tests.api.clients import PROBLEM, post_json, signed_in, with_csrf, with_key
from tests.api.records import make_assessment, make_dissonance, make_event, make_session
from tests.conftest import Cast

DISSONANCE, RISK, EVENTS = "/api/v1/dissonance-records/", "/api/v1/risk-assessments/", "/api/v1/crisis-events/"
NOBODY = "0192f0c1-7d2a-7000-8000-000000000000"


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, "records:read", "risk:write")


def rows_of(client: Client, path: str, query: str = "") -> list[dict[str, Any]]:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200, response.content
    rows: list[dict[str, Any]] = response.json()["results"]
    return rows


def days_of(client: Client, path: str, query: str = "") -> list[int]:
    """The days of March of the rows, whichever column they are ordered by."""
    names = {DISSONANCE: "detected_at", RISK: "assessed_at", EVENTS: "created_at"}
    return [int(row[names[path]][8:10]) for row in rows_of(client, path, query)]


def action_path(assessment: RiskAssessment) -> str:
    return f"{RISK}{assessment.id}/action/"


def test_a_dissonance_is_shown_without_the_words(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    made = make_dissonance(session, transcript=Dissonance.transcript.seal(new_id(), "moved"))
    assert rows_of(client, DISSONANCE) == [
        {
            "id": str(made.id),
            "user_id": str(cast.person.id),
            "session_id": str(session.id),
            "stated_emotion": "positive",
            "actual_emotion": "negative",
            "dissonance_score": 0.75,
            "interpretation": "defensive_concealment",
            "risk_level": "high",
            "confidence": 0.5,
            "evidence": {"stated_valence": 0.5, "voice_valence": -1.0},
            "detected_at": "2026-03-01T19:20:00Z",
            "analysis_run": str(made.analysis_run),
            "policy_version": "",
            "is_current": True,
        }
    ]


def test_an_assessment_is_shown_with_everything_that_explains_it(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    made = make_assessment(session)
    assert rows_of(client, RISK) == [
        {
            "id": str(made.id),
            "user_id": str(cast.person.id),
            "session_id": str(session.id),
            "risk_score": 0.5,
            "risk_level": "medium",
            "risk_factors": made.risk_factors,
            "dissonance_contribution": 0.5,
            "baseline_deviation_contribution": None,
            "pattern_contribution": None,
            "not_assessed": ["words_uncertain"],
            "needs_review": True,
            "review_due_at": None,
            "assessed_at": "2026-03-01T19:20:00Z",
            "action_taken": None,
            "action_taken_by": None,
            "action_taken_at": None,
            "analysis_run": str(made.analysis_run),
            "policy_version": "",
            "is_current": True,
        }
    ]


def test_a_crisis_event_is_shown_without_its_note(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    made = make_event(session)
    assert rows_of(client, EVENTS) == [
        {
            "id": str(made.id),
            "user_id": str(cast.person.id),
            "conversation_id": str(session.id),
            "source_kind": "session",
            "source_id": str(made.source_uuid),
            "episode_id": str(made.episode_uuid),
            "assessment_id": None,
            "risk_level": "critical",
            "detection_method": "crisis_language",
            "escalation_required": True,
            "is_historical": False,
            "human_reviewed": False,
            "due_at": "2026-03-01T20:20:00Z",
            "acknowledged_by": None,
            "acknowledged_at": None,
            "resolved_by": None,
            "resolved_at": None,
            "resolution": None,
            "created_at": "2026-03-01T19:20:00Z",
        }
    ]


@pytest.mark.parametrize(
    ("path", "query", "days"),
    [
        (DISSONANCE, "", [3, 2, 1]),
        (DISSONANCE, "ordering=-dissonance_score", [2, 3, 1]),
        (DISSONANCE, "ordering=dissonance_score", [1, 3, 2]),
        (DISSONANCE, "ordering=detected_at", [1, 2, 3]),
        (DISSONANCE, "min_score=0.5", [3, 2]),
        (DISSONANCE, "risk_level=low", [1]),
        (DISSONANCE, "interpretation=unclear", [1]),
        (DISSONANCE, "all_runs=true", [3, 2, 1, 1]),
        (RISK, "", [3, 2, 1]),
        (RISK, "ordering=-risk_score", [2, 3, 1]),
        (RISK, "ordering=assessed_at", [1, 2, 3]),
        (RISK, "min_score=0.5", [3, 2]),
        (RISK, "risk_level=low", [1]),
        (RISK, "all_runs=true", [3, 2, 1, 1]),
        (EVENTS, "", [3, 2, 1]),
        (EVENTS, "ordering=created_at", [1, 2, 3]),
        (EVENTS, "risk_level=high", [1]),
        (EVENTS, "human_reviewed=true", [2]),
        (EVENTS, "human_reviewed=false", [3, 1]),
    ],
)
def test_findings_are_filtered_and_ordered(cast: Cast, client: Client, path: str, query: str, days: list[int]) -> None:
    for day, score in enumerate([0.25, 0.75, 0.5]):
        session = make_session(cast.person, days=day)
        level, meaning = ("low", "unclear") if day == 0 else ("high", "minimization")
        make_dissonance(session, dissonance_score=score, risk_level=level, interpretation=meaning)
        make_assessment(session, risk_score=score, dissonance_contribution=score, risk_level=level)
        make_event(session, human_reviewed=day == 1, risk_level="high" if day == 0 else "critical")
        if day == 0:
            make_dissonance(session, is_current=False)
            make_assessment(session, is_current=False)
    assert days_of(client, path, query) == days


@pytest.mark.parametrize("path", [DISSONANCE, RISK, EVENTS])
def test_findings_of_a_person_and_of_a_session_are_found(cast: Cast, client: Client, path: str) -> None:
    for day, person in enumerate([cast.person, cast.person, cast.other_person]):
        session = make_session(person, days=day)
        make_dissonance(session)
        make_assessment(session)
        make_event(session)
    assert days_of(client, path, f"user={cast.person.id}") == [2, 1]
    if path != EVENTS:
        assert days_of(client, path, f"session={session.id}") == [3]


@pytest.mark.parametrize("path", [DISSONANCE, RISK, EVENTS])
def test_everybody_reads_what_they_may_see(cast: Cast, path: str) -> None:
    for day, person in enumerate([cast.person, cast.other_person, cast.strange_person]):
        session = make_session(person, days=day)
        make_dissonance(session)
        make_assessment(session)
        make_event(session)
    assert days_of(signed_in(cast.superuser), path) == [3, 2, 1]
    assert days_of(signed_in(cast.administrator), path) == [2, 1]
    assert days_of(signed_in(cast.clinician), path) == [1]
    assert days_of(signed_in(cast.outsider), path) == []
    assert signed_in(cast.other_person).get(path).status_code == 403
    assert days_of(with_key(cast.strange_person.clinic, "records:read"), path) == [3]


@pytest.mark.parametrize("path", [DISSONANCE, RISK, EVENTS])
def test_who_may_read_no_records_reads_no_findings(cast: Cast, path: str) -> None:
    assert Client().get(path).status_code == 401
    assert with_key(cast.clinic, "sessions:write").get(path).status_code == 403
    assert with_key(cast.clinic, "records:read").get(path + "?risk_level=severe").status_code == 400


def test_an_action_is_recorded(cast: Cast, client: Client) -> None:
    assessment = make_assessment(make_session(cast.person))
    response = post_json(client, action_path(assessment), {"action_taken": "called her"})
    [row] = rows_of(client, RISK)
    assert response.status_code == 200
    assert response.json() == row  # type: ignore[attr-defined]
    assert row["action_taken"] == "called her"
    assert row["action_taken_at"] is not None
    assert post_json(client, action_path(assessment), {"action_taken": "called her"}).status_code == 200
    conflict = post_json(client, action_path(assessment), {"action_taken": "visited"})
    assert conflict.status_code == 409
    assert rows_of(client, RISK) == [row]


def test_who_acted_is_shown(cast: Cast) -> None:
    assessment, event = make_assessment(make_session(cast.person)), make_event(make_session(cast.person, days=1))
    browser = with_csrf(cast.clinician)
    post_json(browser, action_path(assessment), {"action_taken": "called"})
    post_json(browser, f"{EVENTS}{event.id}/acknowledge/", {})
    assert rows_of(browser, RISK)[0]["action_taken_by"] == str(cast.clinician.id)
    assert rows_of(browser, EVENTS)[0]["acknowledged_by"] == str(cast.clinician.id)


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/action_taken"]),
        ({"action_taken": ""}, ["/action_taken"]),
        ({"action_taken": "x" * 101}, ["/action_taken"]),
        ({"action_taken": 5}, ["/action_taken"]),
        ({"action_taken": None}, ["/action_taken"]),
        ({"action_taken": "called", "by": "me", "at": "now"}, ["/at", "/by"]),
        ({"action_taken": "called", "x" * 5000: 1}, ["/" + "x" * 60]),
        ([], [""]),
        ("called", [""]),
    ],
)
def test_an_action_that_is_none_is_refused_by_pointer(
    cast: Cast, client: Client, body: object, pointers: list[str]
) -> None:
    assessment = make_assessment(make_session(cast.person))
    response: Any = post_json(client, action_path(assessment), body)
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == pointers
    assert RiskAssessment.objects.get(id=assessment.id).action_taken is None


def test_an_event_is_acknowledged_then_resolved(cast: Cast, client: Client) -> None:
    path = f"{EVENTS}{make_event(make_session(cast.person)).id}"
    acknowledged: Any = post_json(client, f"{path}/acknowledge/", {})
    assert (acknowledged.status_code, acknowledged.json()["human_reviewed"]) == (200, True)
    assert client.generic("POST", f"{path}/acknowledge/").json() == acknowledged.json()  # no body at all
    resolved: Any = post_json(client, f"{path}/resolve/", {"note": "a song", "resolution": "false_alarm"})
    assert (resolved.status_code, resolved.json()["resolution"]) == (200, "false_alarm")
    assert rows_of(client, EVENTS) == [resolved.json()]
    again = post_json(client, f"{path}/resolve/", {"note": "a song", "resolution": "false_alarm"})
    assert (again.status_code, again.content) == (200, resolved.content)
    assert post_json(client, f"{path}/resolve/", {"note": "a song"}).status_code == 409


def test_an_event_resolved_without_saying_how_is_of_another_kind(cast: Cast, client: Client) -> None:
    event = make_event(make_session(cast.person))
    response: Any = post_json(client, f"{EVENTS}{event.id}/resolve/", {"note": "moved away"})
    assert response.json()["resolution"] == "other"
    assert response.json()["human_reviewed"] is True


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/note"]),
        ({"note": " "}, ["/note"]),
        ({"note": "x" * 5001, "resolution": "fine"}, ["/note", "/resolution"]),
        ({"note": ["a"], "resolution": None}, ["/note", "/resolution"]),
        ({"note": "a", "resolved_by": "me"}, ["/resolved_by"]),
    ],
)
def test_a_resolution_that_is_none_is_refused_by_pointer(
    cast: Cast, client: Client, body: object, pointers: list[str]
) -> None:
    event = make_event(make_session(cast.person))
    response: Any = post_json(client, f"{EVENTS}{event.id}/resolve/", body)
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == pointers
    assert CrisisEvent.objects.get(id=event.id).resolved_at is None


def test_only_those_who_may_act_do(cast: Cast) -> None:
    session = make_session(cast.person)
    assessment, event = make_assessment(session), make_event(session)
    bodies: dict[str, dict[str, str]] = {
        action_path(assessment): {"action_taken": "called"},
        f"{EVENTS}{event.id}/acknowledge/": {},
        f"{EVENTS}{event.id}/resolve/": {"note": "safe"},
    }
    refused = [
        (Client(), 401),
        (with_key(cast.clinic, "records:read", "sessions:write"), 403),
        (with_csrf(cast.person), 403),  # sees the record, but is not staff
        (signed_in(cast.clinician), 403),  # without the token against forged requests
        (with_csrf(cast.outsider), 404),
        (with_csrf(cast.stranger), 404),
        (with_key(cast.strange_person.clinic, "risk:write"), 404),
    ]
    for path, body in bodies.items():
        for caller, status in refused:
            response = post_json(caller, path, body)
            assert (path, response.status_code) == (path, status)
            assert response["Content-Type"] == PROBLEM
    assert RiskAssessment.objects.get(id=assessment.id).action_taken is None
    assert CrisisEvent.objects.get(id=event.id).human_reviewed is False
    for path, body in bodies.items():
        assert post_json(with_csrf(cast.clinician), path, body).status_code == 200


@pytest.mark.parametrize("path", [f"{RISK}{NOBODY}/action/", f"{EVENTS}{NOBODY}/resolve/"])
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert post_json(client, path, {"action_taken": "x"} if "action" in path else {"note": "x"}).status_code == 404
    assert client.get(path).status_code == 405


def test_superseded_assessments_are_not_acted_on(cast: Cast, client: Client) -> None:
    old = make_assessment(make_session(cast.person), is_current=False)
    response: Any = post_json(client, action_path(old), {"action_taken": "called"})
    assert response.status_code == 409
    assert response.json()["detail"] == "The session was assessed again since: act on its current assessment."
