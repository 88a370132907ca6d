"""POST /api/v1/sessions/: what other systems meet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conversations.models import Conversation
from resona.accounts.models import User
from resona.analysis.answers import SessionAnswer
from tests.conftest import Cast
from tests.factories import make_api_key
from tests.sessions import LATEST, make_body

URL = "/api/v1/sessions/"
MAX_BODY_BYTES = 2**20


@pytest.fixture
def key(cast: Cast) -> str:
    return make_api_key(cast.clinic, "sessions:write")


STRICT = {"Prefer": "handling=strict"}


def post(key: str | None, body: object, *, headers: Mapping[str, str] = {}, **extra: Any) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {**headers, **({"Authorization": f"Bearer {key}"} if key else {})}
    return Client().post(URL, data, content_type="application/json", headers=headers, **extra)


def pointers(response: HttpResponse) -> set[str]:
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    return {fault["pointer"] for fault in json.loads(response.content)["errors"]}


def test_session_is_recorded_and_answered_with_its_analysis(cast: Cast, key: str) -> None:
    body = make_body(cast.person)
    response = post(key, body)
    assert response.status_code == 201
    assert set(response.json()) == {
        "session_id", "user_id", "baselines", "deviations", "dissonance", "risk", "not_assessed", "crisis_event",
        "warnings", "warning_count",
    }  # fmt: skip
    assert response.json()["session_id"] == body["id"]


@pytest.mark.parametrize("said", [("It was a good day.",), ("I want to kill myself tonight",), ()])
def test_answer_has_the_shape_it_is_described_with(cast: Cast, key: str, said: tuple[str, ...]) -> None:
    for hours in range(5):
        response = post(key, make_body(cast.person, at=LATEST + timedelta(hours=hours), said=said))
        answer = SessionAnswer.model_validate_json(response.content)
        assert answer.model_dump(mode="json", exclude={"crisis_event"}, exclude_unset=True) == {
            name: value for name, value in response.json().items() if name != "crisis_event"
        }


def test_repeating_answers_200_with_the_analysis_of_then(cast: Cast, key: str) -> None:
    body = make_body(cast.person)
    first, second = post(key, body), post(key, body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


def test_other_body_under_the_same_id_is_refused_without_detail(cast: Cast, key: str) -> None:
    body = make_body(cast.person)
    post(key, body)
    response = post(key, body | {"language": "sw"})
    assert response.status_code == 409
    assert body["user_id"] not in response.json()["detail"]


def test_anonymous_is_told_how_to_come_in(cast: Cast) -> None:
    response = post(None, make_body(cast.person))
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_key_without_the_scope_is_refused(cast: Cast) -> None:
    assert post(make_api_key(cast.clinic, "records:read"), make_body(cast.person)).status_code == 403


def test_key_of_another_clinic_meets_nobody(cast: Cast) -> None:
    key = make_api_key(cast.stranger.clinic, "sessions:write")  # type: ignore[arg-type]
    assert post(key, make_body(cast.person)).status_code == 404


def test_unknown_person_and_foreign_person_look_the_same(cast: Cast, key: str) -> None:
    unknown = post(key, make_body(cast.person) | {"user_id": str(uuid4())})
    foreign = post(key, make_body(cast.strange_person))
    assert unknown.status_code == foreign.status_code == 404
    assert unknown.json() == foreign.json()


def test_without_consent_recording_is_forbidden(cast: Cast, key: str) -> None:
    User.objects.filter(id=cast.person.id).update(consent_version="")
    assert post(key, make_body(cast.person)).status_code == 403


def test_removed_session_is_gone(cast: Cast, key: str) -> None:
    body = make_body(cast.person)
    post(key, body)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM conversations")
    assert post(key, body).status_code == 410


def test_signed_in_person_records_only_themselves(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.person)
    own = client.post(URL, json.dumps(make_body(cast.person)), content_type="application/json")
    other = client.post(URL, json.dumps(make_body(cast.other_person)), content_type="application/json")
    assert (own.status_code, other.status_code) == (201, 404)


def test_signed_in_browser_needs_its_csrf_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.person)
    response = client.post(URL, json.dumps(make_body(cast.person)), content_type="application/json")
    assert response.status_code == 403
    assert not Conversation.objects.exists()


def test_recording_takes_one_statement_to_authenticate(cast: Cast, key: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        post(key, make_body(cast.person))
    keyed = [row for row in captured.captured_queries if "api_keys" in row["sql"]]
    assert len(keyed) == 1


def test_oversized_body_is_refused_before_it_is_parsed(cast: Cast, key: str) -> None:
    assert post(key, b"{" * (MAX_BODY_BYTES + 1)).status_code == 413


def test_largest_body_is_judged_by_its_content(cast: Cast, key: str) -> None:
    assert post(key, b" " * MAX_BODY_BYTES).status_code == 400


def test_other_media_type_is_refused(cast: Cast, key: str) -> None:
    response = Client().post(URL, b"<a/>", content_type="application/xml", headers={"Authorization": f"Bearer {key}"})
    assert response.status_code == 415


FUTURE = (timezone.now() + timedelta(hours=1)).isoformat()
EMOTION, FEATURES = "/voice/emotion", "/voice/features"
BAD_MEMBERS: list[tuple[dict[str, Any], set[str]]] = [
    ({"id": 7}, {"/id"}),
    ({"id": "not-a-uuid"}, {"/id"}),
    ({"user_id": None}, {"/user_id"}),
    ({"started_at": "2026-03-01T18:20:00"}, {"/started_at"}),
    ({"started_at": 1772389200}, {"/started_at"}),
    ({"started_at": FUTURE, "ended_at": None}, {"/started_at"}),
    ({"ended_at": "2026-02-01T00:00:00Z"}, {"/ended_at"}),
    ({"language": "a language"}, {"/language"}),
    ({"stated_emotion": "sad"}, {"/stated_emotion"}),
    ({"surprise": 1}, {"/surprise"}),
    ({"messages": [], "voice": None}, {""}),
    ({"messages": "hello"}, {"/messages"}),
    ({"messages": [{"role": "user", "content": "x" * 5001}]}, {"/messages/0/content"}),
    ({"messages": [{"role": "doctor", "content": "x"}]}, {"/messages/0/role"}),
    ({"messages": [{"role": "user", "content": 5}]}, {"/messages/0/content"}),
    ({"messages": [{"role": "user", "content": "x"}] * 501}, {"/messages"}),
    ({"messages": [{"role": "user", "content": "x", "id": str(uuid4())}] * 2}, {"/messages/1/id"}),
    (
        {
            "messages": [
                {"role": "user", "content": "x", "created_at": "2026-03-01T18:02:00Z"},
                {"role": "user", "content": "y", "created_at": "2026-03-01T18:01:00Z"},
            ]
        },
        {"/messages/1/created_at"},
    ),
    ({"voice": {"emotion": {"sad": 0.5, "happy": 0.4}}}, {EMOTION}),
    ({"voice": {"emotion": {"sad": 0.5, "joyful": 0.5}}}, {f"{EMOTION}/joyful"}),
    ({"voice": {"emotion": {"sad": -0.5, "happy": 1.5}}}, {EMOTION, f"{EMOTION}/sad", f"{EMOTION}/happy"}),
    ({"voice": {"emotion": {"sad": "much"}}}, {f"{EMOTION}/sad"}),
    ({"voice": {"features": {"pitch_hz": "high"}}}, {f"{FEATURES}/pitch_hz"}),
    ({"voice": {"features": {"pitch_hz": True}}}, {f"{FEATURES}/pitch_hz"}),
    ({"voice": {"features": {"pitch_hz": 40.0}}}, {f"{FEATURES}/pitch_hz"}),
    ({"voice": {"features": {"pause_ratio": 1.2}}}, {f"{FEATURES}/pause_ratio"}),
    ({"voice": {"features": {"rate_sps": -1}}}, {f"{FEATURES}/rate_sps"}),
    ({"voice": {"features": []}}, {FEATURES}),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "expected"), BAD_MEMBERS)
def test_each_fault_is_named_by_pointer_and_nothing_is_stored(
    cast: Cast, key: str, changed: dict[str, Any], expected: set[str]
) -> None:
    assert pointers(post(key, make_body(cast.person) | changed, headers=STRICT)) == expected
    assert not Conversation.objects.exists()


BAD_TEXTS = [
    (b"", "/id"),
    (b"{", ""),
    (b"[]", ""),
    (b"null", ""),
    (b'{"id": "\xff"}', ""),
    (b'{"id": "a", "id": "b"}', "/id"),
    (b'{"language": "\\ud800"}', "/language"),
    (b'{"messages": [{"role": "user", "content": "a\\u0000b"}]}', "/messages/0/content"),
    (b'{"voice": {"features": {"jitter": NaN}}}', "/voice/features/jitter"),
    (b'{"voice": {"features": {"hnr_db": Infinity}}}', "/voice/features/hnr_db"),
    (b'{"voice": {"features": {"hnr_db": 1e999}}}', "/voice/features/hnr_db"),
    (b'{"voice": {"features": {"mine": 9223372036854775808}}}', "/voice/features/mine"),
    (b'{"voice": {"features": {"mine": [1, -1e999]}}}', "/voice/features/mine/1"),
    (b"[" * 100_000, ""),
    (b'{"voice": {"features": {"hnr_db": ' + b"1" * 5000 + b"}}}", "/voice/features/hnr_db"),
]


@pytest.mark.parametrize(("body", "pointer"), BAD_TEXTS)
def test_text_that_is_not_strict_json_is_named(cast: Cast, key: str, body: bytes, pointer: str) -> None:
    assert pointer in pointers(post(key, body, headers=STRICT))


def test_several_faults_are_named_together(cast: Cast, key: str) -> None:
    body = make_body(cast.person) | {"id": 1, "language": 5, "voice": {"emotion": {"sad": 0.2}}}
    assert pointers(post(key, body, headers=STRICT)) == {"/id", "/language", EMOTION}


def test_at_most_a_hundred_faults_are_named_and_all_are_counted(cast: Cast, key: str) -> None:
    body = make_body(cast.person) | {"messages": [{"role": "user", "content": 1}] * 300}
    response = post(key, body, headers=STRICT)
    assert len(response.json()["errors"]) == 100
    assert response.json()["error_count"] == 300


def test_phone_clock_a_little_ahead_is_accepted(cast: Cast, key: str) -> None:
    body = make_body(cast.person, at=timezone.now() + timedelta(minutes=14), ended_at=None)
    assert post(key, body).status_code == 201


def test_answer_to_a_fault_repeats_nothing_of_the_body(cast: Cast, key: str) -> None:
    response = post(
        key, make_body(cast.person) | {"language": "very personal words", "messages": [{"role": "x"}]}, headers=STRICT
    )
    assert b"very personal words" not in response.content
