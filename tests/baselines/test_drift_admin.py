"""Gradual decline in the admin: alarms are listed, worded, and accepted or reset with a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baselines.drift import Drift
from baselines.models import DriftDecision, UserDrift
from baselines.services import read_reason
from tests.admin.pages import act_url, list_url, page_url, sign_in
from tests.admin.records import SOME_TIME_AGO, alarmed_drift, make_drift
from tests.conftest import Cast
from tests.signing_in import sign_in_with_both

REASON = {"reason": "A new medicine."}


@pytest.fixture
def drift(cast: Cast) -> UserDrift:
    return make_drift(cast.person)


def url_of(drift: UserDrift, decision: str) -> str:
    return act_url(f"baselines_userdrift_{decision}", drift)


def test_alarms_are_listed_and_others_on_request(cast: Cast, drift: UserDrift) -> None:
    watching = make_drift(cast.unassigned_person, Drift())
    later = make_drift(cast.other_person, alarmed_drift(latched_at=SOME_TIME_AGO + timedelta(days=30)))
    client = sign_in(cast.administrator)

    def listed(**query: str) -> set[Any]:
        return set(client.get(list_url(UserDrift), query).context["cl"].result_list)

    assert listed() == {drift, later}
    assert listed(status="latched") == {later}
    assert listed(status="all") == {drift, later, watching}
    assert listed(status="all", chart="valence") == set()


@pytest.mark.parametrize("decision", ["accept", "reset"])
def test_a_decision_asks_for_a_reason_and_leads_back(cast: Cast, drift: UserDrift, decision: str) -> None:
    client, url = sign_in(cast.clinician), url_of(drift, decision)

    page = client.get(url, {"next": page_url(drift)}).content.decode()
    assert cast.person.code in page
    assert "slower, flatter, lower or with more pauses" in page
    assert "since about 1 Mar 2026" in page
    assert not DriftDecision.objects.exists()

    answer = client.post(url, {**REASON, "next": page_url(drift)})
    assert (answer.status_code, answer["Location"]) == (302, page_url(drift))
    taken = DriftDecision.objects.get()
    assert (taken.decision, taken.decided_by, read_reason(taken)) == (decision, cast.clinician, "A new medicine.")
    drift.refresh_from_db()
    assert drift.status == {"accept": "latched", "reset": "watching"}[decision]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a NUL \0 character"])
@pytest.mark.parametrize("decision", ["accept", "reset"])
def test_without_a_reason_nothing_is_decided(cast: Cast, drift: UserDrift, decision: str, reason: str) -> None:
    answer = sign_in(cast.clinician).post(url_of(drift, decision), {"reason": reason})

    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    drift.refresh_from_db()
    assert drift.status == "alarmed"


def test_the_page_offers_what_can_be_decided(cast: Cast, drift: UserDrift) -> None:
    client = sign_in(cast.clinician)

    page = client.get(page_url(drift)).content.decode()
    assert all(url_of(drift, decision) in page for decision in ("accept", "reset"))
    client.post(url_of(drift, "accept"), REASON)
    page = client.get(page_url(drift)).content.decode()
    assert url_of(drift, "accept") not in page
    assert url_of(drift, "reset") in page
    assert "A new medicine." in page
    client.post(url_of(drift, "reset"), REASON)
    assert url_of(drift, "reset") not in client.get(page_url(drift)).content.decode()


@pytest.mark.parametrize("decision", ["accept", "reset"])
def test_where_nothing_can_be_decided_it_says_so(cast: Cast, decision: str) -> None:
    watching = make_drift(cast.person, Drift())
    client = sign_in(cast.clinician)

    for answer in (
        client.get(url_of(watching, decision), follow=True),
        client.post(url_of(watching, decision), REASON, follow=True),
    ):
        assert "There is no alarm of gradual decline" in answer.content.decode()
    assert not DriftDecision.objects.exists()


@pytest.mark.parametrize("caller", ["outsider", "stranger"])
@pytest.mark.parametrize("decision", ["accept", "reset"])
def test_nobody_decides_about_people_they_do_not_see(cast: Cast, drift: UserDrift, caller: str, decision: str) -> None:
    client = sign_in(getattr(cast, caller))
    assert client.get(url_of(drift, decision)).status_code == 404
    assert client.post(url_of(drift, decision), REASON).status_code == 404
    drift.refresh_from_db()
    assert drift.status == "alarmed"


def test_people_in_care_visitors_and_other_sites_decide_nothing(cast: Cast, drift: UserDrift) -> None:
    for client in (Client(), sign_in(cast.person)):
        assert client.post(url_of(drift, "reset"), REASON)["Location"].startswith(reverse("admin:login"))
    browser = Client(enforce_csrf_checks=True)
    sign_in_with_both(browser, cast.clinician)
    assert browser.post(url_of(drift, "reset"), REASON).status_code == 403
    drift.refresh_from_db()
    assert drift.status == "alarmed"
