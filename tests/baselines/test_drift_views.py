"""Gradual decline over the API: read by whoever sees the person, accepted and reset by staff and keys that may."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from baselines.models import DriftDecision, UserDrift
from tests.admin.records import make_drift
from tests.api.clients import PROBLEM, post_json, signed_in, with_csrf, with_key
from tests.conftest import Cast

NOBODY = "0192f0c1-7d2a-7000-8000-000000000000"
REASON = {"reason": "A new medicine."}


def path_of(cast: Cast, decision: str = "") -> str:
    return f"/api/v1/users/{cast.person.id}/drift/{decision}"


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, "records:read", "risk:write")


def test_an_alarm_is_shown(cast: Cast, client: Client) -> None:
    drift = make_drift(cast.person)
    assert client.get(path_of(cast)).json() == {
        "user_id": str(cast.person.id),
        "status": "alarmed",
        "chart": "voice",
        "direction": "decline",
        "onset_at": "2026-03-01T18:20:00Z",
        "alarmed_at": "2026-03-21T18:20:00Z",
        "latched_at": None,
        "updated_at": UserDrift.objects.get(pk=drift.pk).updated_at.isoformat().replace("+00:00", "Z"),
    }


def test_a_person_without_charts_is_watched(cast: Cast, client: Client) -> None:
    shown = client.get(path_of(cast)).json()
    assert shown.pop("user_id") == str(cast.person.id)
    assert shown.pop("status") == "watching"
    assert set(shown.values()) == {None}


def test_who_sees_the_person_reads_it(cast: Cast) -> None:
    callers = [
        (signed_in(cast.clinician), 200),
        (signed_in(cast.person), 403),
        (signed_in(cast.outsider), 404),
        (signed_in(cast.stranger), 404),
        (with_key(cast.strange_person.clinic, "records:read"), 404),
        (with_key(cast.clinic, "risk:write"), 403),
        (Client(), 401),
    ]
    for caller, status in callers:
        assert caller.get(path_of(cast)).status_code == status
    assert signed_in(cast.clinician).get(path_of(cast) + "?all=true").status_code == 400


def test_an_alarm_is_accepted_then_reset(cast: Cast, client: Client) -> None:
    make_drift(cast.person)
    for decision, status in (("accept", "latched"), ("reset", "watching")):
        response: Any = post_json(client, path_of(cast, f"{decision}/"), REASON)
        assert (response.status_code, response.json()["status"]) == (200, status)
        assert client.get(path_of(cast)).json() == response.json()
        assert post_json(client, path_of(cast, f"{decision}/"), REASON).content == response.content
        conflict = post_json(client, path_of(cast, f"{decision}/"), {"reason": "Another."})
        assert (conflict.status_code, conflict["Content-Type"]) == (409, PROBLEM)
    assert DriftDecision.objects.count() == 2


@pytest.mark.parametrize("decision", ["accept/", "reset/"])
def test_without_an_alarm_nothing_is_decided(cast: Cast, client: Client, decision: str) -> None:
    response: Any = post_json(client, path_of(cast, decision), REASON)
    assert response.status_code == 409
    assert response.json()["detail"] == "There is no alarm of gradual decline that this decision could be about."


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/reason"]),
        ({"reason": " "}, ["/reason"]),
        ({"reason": 5}, ["/reason"]),
        ({"reason": "x" * 501}, ["/reason"]),
        ({"reason": "because", "by": "me"}, ["/by"]),
        ([], [""]),
    ],
)
@pytest.mark.parametrize("decision", ["accept/", "reset/"])
def test_a_decision_without_a_reason_is_refused_by_pointer(
    cast: Cast, client: Client, decision: str, body: object, pointers: list[str]
) -> None:
    make_drift(cast.person)
    response: Any = post_json(client, path_of(cast, decision), body)
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == pointers
    assert UserDrift.objects.get().status == "alarmed"


def test_only_those_who_may_act_decide(cast: Cast) -> None:
    make_drift(cast.person)
    refused = [
        (Client(), 401),
        (with_key(cast.clinic, "records:read", "sessions:write"), 403),
        (with_csrf(cast.person), 403),
        (signed_in(cast.clinician), 403),  # without the token against forged requests
        (with_csrf(cast.outsider), 404),
        (with_csrf(cast.stranger), 404),
        (with_key(cast.strange_person.clinic, "risk:write"), 404),
    ]
    for decision in ("accept/", "reset/"):
        for caller, status in refused:
            assert post_json(caller, path_of(cast, decision), REASON).status_code == status
    assert UserDrift.objects.get().status == "alarmed"
    assert post_json(with_csrf(cast.clinician), path_of(cast, "accept/"), REASON).status_code == 200


def test_nobody_who_does_not_exist_drifts(client: Client) -> None:
    assert client.get(f"/api/v1/users/{NOBODY}/drift/").status_code == 404
    assert post_json(client, f"/api/v1/users/{NOBODY}/drift/reset/", REASON).status_code == 404
    assert client.get(f"/api/v1/users/{NOBODY}/drift/reset/").status_code == 405
