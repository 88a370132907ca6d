"""Reading baselines and deviations over the API."""

from __future__ import annotations

import pytest
from django.test import Client

from baselines.models import Baseline
from tests.api.clients import signed_in, with_key
from tests.api.records import START, make_baseline, make_deviation, make_session
from tests.conftest import Cast

BASELINES, DEVIATIONS = "/api/v1/baselines/", "/api/v1/deviations/"


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, "records:read")


def types_of(client: Client, path: str, query: str = "") -> list[str]:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 200, response.content
    name = "baseline_type" if path == BASELINES else "deviation_type"
    return [row[name] for row in response.json()["results"]]


def test_a_baseline_is_shown_as_it_is(cast: Cast, client: Client) -> None:
    made = make_baseline(cast.person, established_at=None)
    updated_at = Baseline.objects.get(id=made.id).updated_at
    assert client.get(BASELINES).json()["results"] == [
        {
            "id": str(made.id),
            "user_id": str(cast.person.id),
            "baseline_type": "pitch",
            "baseline_value": {"k": 4, "mean": 10.25},
            "session_count": 4,
            "established_at": None,
            "updated_at": updated_at.isoformat().replace("+00:00", "Z"),
        }
    ]


def test_baselines_are_filtered_by_person_and_type(cast: Cast, client: Client) -> None:
    make_baseline(cast.person, "pitch")
    make_baseline(cast.person, "energy")
    make_baseline(cast.other_person, "rate")
    assert types_of(client, BASELINES) == ["pitch", "energy", "rate"]
    assert types_of(client, BASELINES, f"user={cast.person.id}&baseline_type=energy") == ["energy"]
    assert types_of(client, BASELINES, "baseline_type=unheard_of") == []


def test_a_deviation_is_shown_as_it_was_found(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    made = make_deviation(session)
    assert client.get(DEVIATIONS).json()["results"] == [
        {
            "id": str(made.id),
            "user_id": str(cast.person.id),
            "session_id": str(session.id),
            "deviation_type": "pitch",
            "baseline_value": {"expected": 190.0, "low": 170.0, "high": 212.0, "k": 4},
            "current_value": {"value": 180.5},
            "deviation_score": 0.5,
            "z": -0.75,
            "detected_at": "2026-03-01T19:20:00Z",
            "analysis_run": str(made.analysis_run),
            "policy_version": "test",
            "is_current": True,
        }
    ]


def test_missing_values_are_null(cast: Cast, client: Client) -> None:
    make_deviation(make_session(cast.person), baseline_value=None, current_value=None, z=None)
    [row] = client.get(DEVIATIONS).json()["results"]
    assert (row["baseline_value"], row["current_value"], row["z"]) == (None, None, None)


@pytest.mark.parametrize(
    ("query", "types"),
    [
        ("", ["rate", "energy", "pitch"]),
        ("ordering=detected_at", ["pitch", "energy", "rate"]),
        ("ordering=-deviation_score", ["energy", "rate", "pitch"]),
        ("ordering=deviation_score", ["pitch", "rate", "energy"]),
        ("deviation_type=energy", ["energy"]),
        ("min_score=0.5", ["rate", "energy"]),
        ("min_score=1", []),
        ("detected_after=2026-03-02T19:20:00Z", ["rate", "energy"]),
        ("detected_before=2026-03-02T19:20:00Z", ["pitch"]),
        ("min_score=0.5&detected_before=2026-03-03T00:00:00Z", ["energy"]),
        ("all_runs=false", ["rate", "energy", "pitch"]),
        ("all_runs=true", ["rate", "energy", "superseded", "pitch"]),
    ],
)
def test_deviations_are_filtered_and_ordered(cast: Cast, client: Client, query: str, types: list[str]) -> None:
    for day, (name, score) in enumerate([("pitch", 0.25), ("energy", 0.75), ("rate", 0.5)]):
        make_deviation(make_session(cast.person, days=day), name, deviation_score=score)
    make_deviation(make_session(cast.person), "superseded", is_current=False, detected_at=START, deviation_score=0)
    assert types_of(client, DEVIATIONS, query) == types


def test_deviations_of_a_person_and_of_a_session_are_found(cast: Cast, client: Client) -> None:
    session = make_session(cast.person)
    make_deviation(session, "pitch")
    make_deviation(make_session(cast.person, days=1), "energy")
    make_deviation(make_session(cast.other_person), "rate")
    assert types_of(client, DEVIATIONS, f"session={session.id}") == ["pitch"]
    assert sorted(types_of(client, DEVIATIONS, f"user={cast.person.id}")) == ["energy", "pitch"]


def test_everybody_reads_what_they_may_see(cast: Cast) -> None:
    for person, name in [(cast.person, "pitch"), (cast.other_person, "energy"), (cast.strange_person, "rate")]:
        make_baseline(person, name)
        make_deviation(make_session(person), name)
    for path in (BASELINES, DEVIATIONS):
        assert sorted(types_of(signed_in(cast.superuser), path)) == ["energy", "pitch", "rate"]
        assert sorted(types_of(signed_in(cast.administrator), path)) == ["energy", "pitch"]
        assert types_of(signed_in(cast.clinician), path) == ["pitch"]
        assert signed_in(cast.person).get(path).status_code == 403
        assert types_of(signed_in(cast.outsider), path) == []
        assert types_of(with_key(cast.strange_person.clinic, "records:read"), path) == ["rate"]


@pytest.mark.parametrize("path", [BASELINES, DEVIATIONS])
def test_who_may_read_no_records_reads_none(cast: Cast, path: str) -> None:
    assert Client().get(path).status_code == 401
    assert with_key(cast.clinic, "risk:write").get(path).status_code == 403
    assert with_key(cast.clinic, "records:read").get(path + "?user=me").status_code == 400
    assert with_key(cast.clinic, "records:read").delete(path).status_code == 405
