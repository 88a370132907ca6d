"""Periods of care over the API: begun and ended by systems, on whose behalf is kept sealed and shown to staff."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from baselines.models import DriftDecision
from resona.accounts.models import CarePeriod, User
from resona.compliance.holds import place_hold
from resona.compliance.rights_models import PrivacyHold
from tests.accounts.people.bodies import enrolled
from tests.admin.pages import page_url, sign_in
from tests.api.clients import with_key
from tests.conftest import Cast

JSON = "application/json"
NJERI = {"system": "urn:hospital", "value": "staff-17", "display": "Dr Njeri"}


@pytest.fixture
def api(cast: Cast) -> Client:
    return with_key(cast.clinic, "people:write", "records:read")


@pytest.fixture
def person(cast: Cast) -> User:
    return enrolled(cast.clinic, cast.administrator)


def send(client: Client, person: User, what: str, body: object) -> tuple[int, Any]:
    answer = client.post(f"/api/v1/users/{person.id}/care/{what}/", orjson.dumps(body), JSON)
    return answer.status_code, orjson.loads(answer.content)


def periods(client: Client, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(client.get(f"/api/v1/care-periods/?{query}").content)["results"]
    return found


def test_care_is_ended_and_begun_anew_once_each(api: Client, person: User) -> None:
    status, ended = send(api, person, "end", {"because": "moved", "performer": NJERI})
    assert (status, ended["user_id"], ended["ended_because"]) == (200, str(person.id), "moved")
    assert send(api, person, "end", {"because": "moved"})[0] == 409
    assert User.objects.get(id=person.id).care_ended == "moved"
    assert periods(api, f"user={person.id}&ended_because=moved") == [ended]
    status, begun = send(api, person, "begin", {"keeps_normal": False, "performer": NJERI})
    assert (status, begun["ended_at"], begun["ended_because"]) == (200, None, "")
    assert send(api, person, "begin", {})[0] == 409
    assert [each["id"] for each in periods(api, f"user={person.id}")] == [ended["id"], begun["id"]]
    assert DriftDecision.objects.filter(user=person).exists()


def test_coming_back_keeps_what_is_normal_unless_it_is_left(api: Client, person: User) -> None:
    send(api, person, "end", {"because": "discharged"})
    assert send(api, person, "begin", {})[0] == 200
    assert not DriftDecision.objects.filter(user=person).exists()


def test_on_whose_behalf_is_sealed_and_shown_to_staff(api: Client, cast: Cast, person: User) -> None:
    send(api, person, "end", {"because": "declined", "performer": NJERI})
    period = CarePeriod.objects.get(user=person)
    assert period.ended_for is not None
    assert "Njeri" not in period.ended_for
    page = sign_in(cast.administrator).get(page_url(period)).content.decode()
    assert "Dr Njeri (urn:hospital)" in page


@pytest.mark.parametrize(
    ("what", "body", "pointer"),
    [
        ("end", {}, "/because"),
        ("end", {"because": "bored"}, "/because"),
        ("end", {"because": "moved", "when": "now"}, "/when"),
        ("end", {"because": "moved", "performer": {"value": "x"}}, "/performer/system"),
        ("end", {"because": "moved", "performer": {**NJERI, "display": "x" * 201}}, "/performer/display"),
        ("begin", {"keeps_normal": "yes"}, "/keeps_normal"),
    ],
)
def test_what_is_wrong_is_named(api: Client, person: User, what: str, body: object, pointer: str) -> None:
    status, problem = send(api, person, what, body)
    assert (status, [error["pointer"] for error in problem["errors"]]) == (400, [pointer])


def test_of_whom_is_restricted_systems_end_and_begin_nothing(api: Client, cast: Cast, person: User) -> None:
    hold: dict[str, Any] = {"kind": PrivacyHold.Kind.RESTRICTION, "reason": "contested", "now": timezone.now()}
    place_hold(user_id=person.id, caller=cast.administrator, **hold)
    assert send(api, person, "end", {"because": "moved"})[0] == 404
    assert User.objects.get(id=person.id).care_ended == ""
    assert send(sign_in(cast.administrator), person, "end", {"because": "moved"})[0] == 200
