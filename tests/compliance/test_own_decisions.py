"""What people decided themselves in their app: no system undoes it; staff do, with a reason that the person reads."""

from __future__ import annotations

from typing import Any

import pytest

from resona.compliance.models import ConsentRecord, PrivacySettings
from tests.api.clients import post_json, with_csrf, with_key
from tests.conftest import Cast
from tests.sign_in.clients import with_app

RESEARCH = {"purpose": "research", "version": "1"}


def decide(client: Any, cast: Cast, decision: str, **more: str) -> Any:
    body = {**RESEARCH, "decision": decision, **more}
    return post_json(client, f"/api/v1/users/{cast.person.pk}/consents/", body)


@pytest.mark.parametrize(("own", "other"), [("given", "withdrawn"), ("withdrawn", "given")])
def test_a_system_undoes_no_consent_that_the_person_decided(cast: Cast, own: str, other: str) -> None:
    app, system = with_app(cast.person, by=cast.clinician), with_key(cast.clinic, "privacy:write")
    decide(app, cast, own)
    answer = decide(system, cast, other, channel="app")

    assert answer.status_code == 403
    assert "decided this themselves" in answer.json()["detail"]
    assert ConsentRecord.objects.get(purpose="research").decision == own
    assert decide(system, cast, own).status_code == 200  # the same again, or another version of the text
    assert decide(app, cast, other).status_code == 200


def test_staff_do_with_a_reason_that_the_person_reads(cast: Cast) -> None:
    app, system = with_app(cast.person, by=cast.clinician), with_key(cast.clinic, "privacy:write")
    decide(app, cast, "withdrawn")
    answer = decide(with_csrf(cast.clinician), cast, "given", channel="paper", reason="Signed on Monday.")
    assert answer.status_code == 200
    path = f"/api/v1/users/{cast.person.pk}/consents/"
    latest = app.get(path).json()["history"][0]

    assert (latest["decision"], latest["reason"]) == ("given", "Signed on Monday.")
    assert system.get(path).json()["history"][0]["reason"] is None
    assert decide(system, cast, "withdrawn").status_code == 200  # what staff recorded, systems may


def test_what_a_system_recorded_another_may_change(cast: Cast) -> None:
    system = with_key(cast.clinic, "privacy:write")
    assert [decide(system, cast, decision).status_code for decision in ("given", "withdrawn", "given")] == [200] * 3


def test_a_system_changes_no_privacy_that_the_person_chose(cast: Cast) -> None:
    app, system = with_app(cast.person, by=cast.clinician), with_key(cast.clinic, "privacy:write")
    path = f"/api/v1/users/{cast.person.pk}/privacy-settings/"

    def change(client: Any, words: str) -> int:
        answer = client.patch(path, {"words_for_clinicians": words}, content_type="application/json")
        return int(answer.status_code)

    assert change(system, "high_risk") == 200
    assert change(app, "never") == 200
    assert change(system, "always") == 403
    assert PrivacySettings.objects.get().words_for_clinicians == "never"
    assert change(app, "always") == 200
