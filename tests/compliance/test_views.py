"""Consent and privacy over the API: read and recorded by the person, by their clinic's systems, and by staff."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from resona.accounts.models import Clinic, User
from resona.compliance import views
from resona.compliance.models import ConsentRecord, ConsentText, PrivacySettings
from tests.api.clients import PROBLEM, post_json, signed_in, with_csrf, with_key
from tests.conftest import Cast

WITHDRAWAL = {"purpose": "recording", "decision": "withdrawn"}
READ, WRITE = "records:read", "privacy:write"


def consents_of(person: User) -> str:
    return f"/api/v1/users/{person.id}/consents/"


def privacy_of(person: User) -> str:
    return f"/api/v1/users/{person.id}/privacy-settings/"


def patch(client: Client, path: str, body: object) -> Any:
    return client.patch(path, body, content_type="application/json")


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, WRITE)


def test_a_person_reads_what_they_agreed_to_and_could_agree_to(cast: Cast) -> None:
    for language, version in (("en", "2026-1"), ("sw", "2026-1"), ("en", "2026-2")):
        ConsentText.objects.create(
            clinic=cast.clinic, purpose="research", language=language, version=version, text=f"{language} {version}"
        )
    found = signed_in(cast.person).get(consents_of(cast.person)).json()
    current = {one["purpose"]: one for one in found["current"]}
    assert list(current) == [
        "recording", "voice_analysis", "personalisation", "care_team_sharing", "research", "crisis_contact",
    ]  # fmt: skip
    assert (current["recording"]["decision"], current["recording"]["version"]) == ("given", "2026-1")
    research = current["research"]
    assert (research["decision"], research["version"], research["decided_at"]) == (None, "", None)
    assert (research["text_version"], research["text"]) == ("2026-2", "en 2026-2")
    assert [row["channel"] for row in found["history"]] == ["integration"] * 5
    User.objects.filter(id=cast.person.id).update(language="sw")
    found = signed_in(cast.person).get(consents_of(cast.person)).json()
    assert found["current"][4]["text"] == "sw 2026-1"


def test_a_person_takes_back_what_they_agreed_to_themselves(cast: Cast) -> None:
    response = post_json(with_csrf(cast.person), consents_of(cast.person), WITHDRAWAL)
    assert response.status_code == 200
    record = ConsentRecord.objects.get(user=cast.person, decision="withdrawn")
    assert (record.channel, record.version, record.decided_by_id) == ("app", "2026-1", cast.person.id)
    cast.person.refresh_from_db()
    assert cast.person.consent_version == ""


def test_a_decision_sent_twice_is_recorded_once(cast: Cast, client: Client) -> None:
    first, again = (post_json(client, consents_of(cast.person), WITHDRAWAL) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert ConsentRecord.objects.filter(user=cast.person, decision="withdrawn").count() == 1


def test_staff_say_what_they_were_told_and_it_is_shown_to_no_system(cast: Cast) -> None:
    staff = with_csrf(cast.clinician)
    told = WITHDRAWAL | {"channel": "clinic_staff", "reason": "canary, by telephone"}
    assert post_json(staff, consents_of(cast.person), WITHDRAWAL).status_code == 400
    response = post_json(staff, consents_of(cast.person), told)
    assert response.status_code == 200
    assert ConsentRecord.objects.get(user=cast.person, decision="withdrawn").decided_by_id == cast.clinician.id
    path = consents_of(cast.person)
    assert b"canary" not in with_key(cast.clinic, READ).get(path).content
    shown = (response, signed_in(cast.person).get(path), signed_in(cast.administrator).get(path))
    assert all(b"canary, by telephone" in each.content for each in shown)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"purpose": "selling"}, "/purpose"),
        ({"purpose": 1}, "/purpose"),
        ({"decision": "maybe"}, "/decision"),
        ({"decision": "given"}, "/version"),
        ({"version": "12345678901"}, "/version"),
        ({"version": 2026}, "/version"),
        ({"channel": "integration"}, "/channel"),
        ({"reason": "x" * 501}, "/reason"),
        ({"at": "2026-01-01"}, "/at"),
    ],
)
def test_faults_are_named(cast: Cast, client: Client, body: dict[str, object], pointer: str) -> None:
    response: Any = post_json(client, consents_of(cast.person), WITHDRAWAL | body)
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert not ConsentRecord.objects.filter(user=cast.person, decision="withdrawn").exists()


def callers(cast: Cast) -> list[tuple[Client, int]]:
    strange: Clinic | None = cast.strange_person.clinic
    return [
        (signed_in(cast.person), 200),
        (signed_in(cast.clinician), 200),
        (signed_in(cast.administrator), 200),
        (with_key(cast.clinic, WRITE), 200),
        (with_key(cast.clinic, READ), 403),
        (signed_in(cast.other_person), 404),
        (signed_in(cast.outsider), 404),
        (signed_in(cast.stranger), 404),
        (with_key(strange, WRITE), 404),
        (Client(), 401),
    ]


@pytest.mark.parametrize("path_of", [consents_of, privacy_of])
def test_who_sees_the_person_reads_it(cast: Cast, path_of: Any) -> None:
    for caller, status in callers(cast):
        assert caller.get(path_of(cast.person)).status_code == status


def test_nobody_else_decides(cast: Cast) -> None:
    for caller in (with_csrf(cast.other_person), with_key(cast.strange_person.clinic, WRITE)):
        assert post_json(caller, consents_of(cast.person), WITHDRAWAL).status_code == 404
        assert patch(caller, privacy_of(cast.person), {"retention_days": 1}).status_code == 404
    for caller, status in ((with_key(cast.clinic, READ), 403), (Client(), 401), (signed_in(cast.person), 403)):
        assert post_json(caller, consents_of(cast.person), WITHDRAWAL).status_code == status
        assert patch(caller, privacy_of(cast.person), {"retention_days": 1}).status_code == status
    assert not ConsentRecord.objects.filter(decision="withdrawn").exists()
    assert not PrivacySettings.objects.exists()


def test_settings_start_as_the_defaults(cast: Cast, client: Client) -> None:
    assert client.get(privacy_of(cast.person)).json() == {
        "user_id": str(cast.person.id),
        "words_for_clinicians": "always",
        "retention_days": None,
        "effective_retention_days": None,
        "updated_at": None,
    }


def test_a_person_changes_what_they_name_and_nothing_else(cast: Cast) -> None:
    own = with_csrf(cast.person)
    changed = patch(own, privacy_of(cast.person), {"words_for_clinicians": "high_risk"}).json()
    assert (changed["words_for_clinicians"], changed["retention_days"]) == ("high_risk", None)
    changed = patch(own, privacy_of(cast.person), {"retention_days": 30}).json()
    assert (changed["words_for_clinicians"], changed["retention_days"]) == ("high_risk", 30)
    assert changed["updated_at"] is not None
    assert patch(own, privacy_of(cast.person), {"retention_days": None}).json()["retention_days"] is None


@pytest.mark.parametrize(("own", "of_clinic", "kept"), [(30, 90, 30), (90, 30, 30), (None, 90, 90), (30, None, 30)])
def test_the_shorter_retention_counts(
    cast: Cast, client: Client, own: int | None, of_clinic: int | None, kept: int
) -> None:
    Clinic.objects.filter(id=cast.clinic.id).update(retention_days=of_clinic)
    assert patch(client, privacy_of(cast.person), {"retention_days": own}).json()["effective_retention_days"] == kept


def test_staff_do_not_change_what_a_person_lets_be_shown(cast: Cast) -> None:
    for staff in (cast.clinician, cast.administrator):
        response = patch(with_csrf(staff), privacy_of(cast.person), {"words_for_clinicians": "always"})
        assert response.status_code == 403


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"words_for_clinicians": "sometimes"}, "/words_for_clinicians"),
        ({"retention_days": 0}, "/retention_days"),
        ({"retention_days": "30"}, "/retention_days"),
        ({"retention_days": 2**31}, "/retention_days"),
        ({"retention_days": 36_501}, "/retention_days"),
        ({"retention_days": True}, "/retention_days"),
        ({"retention_days": 30.0}, "/retention_days"),
        ({"words_for_clinicians": True}, "/words_for_clinicians"),
        ({"words_for_clinicians": ["always"]}, "/words_for_clinicians"),
        ({"words_for_clinicians": None}, "/words_for_clinicians"),
        ({"retention": 3}, "/retention"),
    ],
)
def test_faults_of_settings_are_named(cast: Cast, client: Client, body: dict[str, object], pointer: str) -> None:
    response = patch(client, privacy_of(cast.person), body)
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


@pytest.mark.parametrize("days", [1, 36_500])
def test_days_from_one_to_a_hundred_years_will_do(cast: Cast, client: Client, days: int) -> None:
    assert patch(client, privacy_of(cast.person), {"retention_days": days}).json()["retention_days"] == days


@pytest.mark.parametrize("path_of", [consents_of, privacy_of])
def test_what_cannot_be_asked_for_is_refused_and_staff_have_no_such_thing(
    cast: Cast, client: Client, path_of: Any
) -> None:
    assert client.get(path_of(cast.person), {"purpose": "recording"}).status_code == 400
    assert signed_in(cast.administrator).get(path_of(cast.clinician)).status_code == 404


def test_the_newest_decisions_come_first_and_say_when(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SHOWN_DECISIONS", 3)
    for version in ("R-1", "R-2", "R-3", "R-4"):
        given = {"purpose": "research", "decision": "given", "version": version}
        found: Any = post_json(client, consents_of(cast.person), given).json()  # type: ignore[attr-defined]
    assert [row["version"] for row in found["history"]] == ["R-4", "R-3", "R-2"]
    assert found["history"][0]["decided_at"] == found["current"][4]["decided_at"]
    assert found["current"][4]["text_language"] is None
    assert post_json(client, consents_of(cast.other_person), WITHDRAWAL).status_code == 200
    assert client.get(consents_of(cast.person)).json() == found
