"""A person's course, session by session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from resona.postgres.models import new_id
from risk.timeline import Compared, Measured, series_of
from tests.api.clients import signed_in, with_key
from tests.api.records import START, make_assessment, make_deviation, make_dissonance, make_everything, make_session
from tests.conftest import Cast


def path_of(person: Any) -> str:
    return f"/api/v1/users/{person.id}/timeline/"


def measured(days: int, **features: Any) -> Measured:
    return Measured(id=new_id(), started_at=START + timedelta(days=days), features=features)


def point(session: Measured, value: float | None, **expected: float | None) -> dict[str, Any]:
    band = dict.fromkeys(("expected", "low", "high", "z"))
    return {"session_id": session.id, "at": session.started_at, "value": value, **band, **expected}


def test_values_without_anything_to_compare_with_have_no_band() -> None:
    first, second = measured(0, pitch_hz=180.5, pause_ratio=0.25), measured(1, pitch_hz=175)
    assert series_of([first, second], {}) == {
        "pitch": [point(first, 180.5), point(second, 175)],
        "pause": [point(first, 0.25)],
    }


def test_values_that_were_compared_have_their_band() -> None:
    session = measured(0, pitch_hz=180.5)
    compared: dict[UUID, list[Compared]] = {
        session.id: [
            Compared(deviation_type="pitch", value=180.5, expected=190.0, low=170.0, high=212.0, z=-0.75),
            Compared(deviation_type="emotion", value=0.25, expected=0.125, z=1.5),
        ]
    }
    assert series_of([session], compared) == {
        "pitch": [point(session, 180.5, expected=190.0, low=170.0, high=212.0, z=-0.75)],
        "emotion": [point(session, 0.25, expected=0.125, z=1.5)],
    }


@pytest.mark.parametrize("value", [None, "high", [1], {}, True])
def test_what_is_no_number_is_not_drawn(value: object) -> None:
    assert series_of([measured(0, pitch_hz=value, favourite="blue", duration_s=600.0)], {}) == {}


@pytest.mark.parametrize("value", [1e300, -1e300, 10**400, 600.5], ids=["huge", "low", "beyond floats", "shrill"])
def test_what_no_voice_can_be_is_not_drawn(value: float) -> None:
    session = measured(0, pitch_hz=value, pause_ratio=0.25)
    assert series_of([session], {}) == {"pause": [point(session, 0.25)]}


def test_a_course_is_read_though_a_number_beyond_all_measure_was_stored(cast: Cast) -> None:
    """jsonb gives 1e300 back as an integer of 301 digits, which JSON of 64 bits cannot hold."""
    make_session(cast.person, voice_features={"energy_db": 1e300, "pitch_hz": 180.5})
    response = with_key(cast.clinic, "records:read").get(path_of(cast.person))
    assert response.status_code == 200
    assert [(name, each["value"]) for name, (each,) in response.json()["series"].items()] == [("pitch", 180.5)]


def test_a_course_shows_what_was_measured_and_found(cast: Cast) -> None:
    session = make_everything(cast.person)
    at = "2026-03-01T18:20:00Z"
    moment = {"session_id": str(session.id), "at": at}
    unknown = {"expected": None, "low": None, "high": None, "z": None}
    response = with_key(cast.clinic, "records:read").get(path_of(cast.person))
    assert response.json() == {
        "user_id": str(cast.person.id),
        "from": None,
        "to": None,
        "series": {
            "pitch": [moment | {"value": 180.5, "expected": 190.0, "low": 170.0, "high": 212.0, "z": -0.75}],
            "energy": [moment | {"value": 60.0} | unknown],
        },
        "emotions": [moment | {"shares": {"sad": 0.75, "neutral": 0.25}}],
        "dissonance": [
            moment
            | {
                "stated_emotion": "positive",
                "actual_emotion": "negative",
                "dissonance_score": 0.75,
                "interpretation": "defensive_concealment",
                "risk_level": "high",
            }
        ],
        "risk": [
            moment
            | {"risk_score": 0.5, "risk_level": "medium", "needs_review": True, "not_assessed": ["words_uncertain"]}
        ],
    }


def test_a_course_without_sessions_is_empty(cast: Cast) -> None:
    body = signed_in(cast.clinician).get(path_of(cast.person)).json()
    assert (body["series"], body["emotions"], body["dissonance"], body["risk"]) == ({}, [], [], [])


def test_a_course_is_in_the_order_of_time_and_shows_what_counts_now(cast: Cast) -> None:
    for days in (2, 0, 1):
        session = make_session(cast.person, days=days)
        make_deviation(session, z=float(days))
        make_deviation(session, z=9.0, is_current=False)
        make_dissonance(session, is_current=False)
        make_assessment(session, is_current=False)
    body = signed_in(cast.clinician).get(path_of(cast.person)).json()
    assert [each["z"] for each in body["series"]["pitch"]] == [0.0, 1.0, 2.0]
    assert (body["dissonance"], body["risk"]) == ([], [])


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("from=2026-03-02T18:20:00Z", [2, 3]),
        ("to=2026-03-02T18:20:00Z", [1]),
        ("from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z", [2]),
        ("from=2027-01-01T00:00:00Z", []),
    ],
)
def test_a_course_is_cut_by_when_sessions_started(cast: Cast, query: str, days: list[int]) -> None:
    for day in range(3):
        make_everything(cast.person, days=day)
    body = signed_in(cast.clinician).get(f"{path_of(cast.person)}?{query}").json()
    for points in (*body["series"].values(), body["emotions"], body["dissonance"], body["risk"]):
        assert [int(each["at"][8:10]) for each in points] == days


def test_the_period_asked_for_is_repeated_in_utc(cast: Cast) -> None:
    query = "?from=2026-03-02T21:20:00%2B03:00&to=2026-03-03T00:00:00Z"
    body = signed_in(cast.clinician).get(path_of(cast.person) + query).json()
    assert (body["from"], body["to"]) == ("2026-03-02T18:20:00Z", "2026-03-03T00:00:00Z")


@pytest.mark.parametrize(
    "query", ["from=yesterday", "to=2026-03-01", "from=2026-03-01T18:20:00", "since=1", "page_size=5"]
)
def test_a_period_that_is_none_is_refused(cast: Cast, query: str) -> None:
    assert signed_in(cast.clinician).get(f"{path_of(cast.person)}?{query}").status_code == 400


def test_only_those_who_may_see_a_person_see_their_course(cast: Cast) -> None:
    make_everything(cast.person)
    path = path_of(cast.person)
    assert Client().get(path).status_code == 401
    assert with_key(cast.clinic, "sessions:write").get(path).status_code == 403
    assert [signed_in(each).get(path).status_code for each in (cast.person, cast.other_person)] == [403, 403]
    others = [cast.outsider, cast.stranger]
    for other in [*map(signed_in, others), with_key(cast.strange_person.clinic, "records:read")]:
        assert other.get(path).status_code == 404
    assert signed_in(cast.superuser).get(path_of(cast.clinician)).status_code == 404


@pytest.mark.parametrize("sessions", [1, 12])
def test_statements_do_not_depend_on_the_course(cast: Cast, django_assert_num_queries: Any, sessions: int) -> None:
    for day in range(sessions):
        make_everything(cast.person, days=day)
    client = with_key(cast.clinic, "records:read")
    with django_assert_num_queries(6):  # the key, the person, sessions, deviations, dissonance, risk
        client.get(path_of(cast.person))
