"""Enrolling, changing and finding people over the API."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from resona.accounts.models import PersonContact, TimeZoneChange, User, UserProfile
from resona.compliance.holds import place_hold
from resona.compliance.rights_models import PrivacyHold
from tests.accounts.people.bodies import AMINA, NUMBER, enrolled
from tests.api.clients import with_key
from tests.conftest import Cast
from tests.encryption.keys import make_keyring

USERS, JSON = "/api/v1/users/", "application/json"
CHANGES: dict[str, dict[str, Any]] = {
    "profile": {"given_name": "Zawadi"},
    "identifiers": {"identifiers": []},
    "contacts": {"contacts": []},
    "care-teams": {},
}


@pytest.fixture
def api(cast: Cast) -> Client:
    return with_key(cast.clinic, "people:write", "records:read")


def send(client: Client, method: str, path: str, body: object) -> Any:
    answer = client.generic(method, path, orjson.dumps(body), content_type="application/json")
    return answer.status_code, orjson.loads(answer.content)


def test_somebody_is_enrolled_once(api: Client, cast: Cast) -> None:
    body = {**AMINA, "care_teams": [str(cast.team.id)]}
    status, first = send(api, "POST", USERS, body)
    assert (status, first["is_new"]) == (201, True)
    status, again = send(api, "POST", USERS, body)
    assert (status, again) == (200, {"id": first["id"], "is_new": False})
    assert User.objects.visible_to(cast.clinician).filter(id=first["id"]).exists()


def test_an_identifier_of_somebody_else_is_409(api: Client) -> None:
    send(api, "POST", USERS, AMINA)
    assert send(api, "POST", USERS, {**AMINA, "id": str(uuid4())})[0] == 409


def test_every_fault_is_named_and_nobody_is_enrolled(api: Client) -> None:
    before = User.objects.count()
    profile = {"given_name": " ", "birth_date": "2031-02-30", "telecom": [{"value": "1"}]}
    status, problem = send(api, "POST", USERS, {"profile": profile, "timezone": "Mars/Olympus", "surname": "x"})
    assert status == 400
    assert {error["pointer"] for error in problem["errors"]} == {
        "/profile/given_name", "/profile/birth_date", "/profile/telecom/0/value", "/timezone", "/surname"
    }  # fmt: skip
    assert User.objects.count() == before


def test_details_are_read_and_replaced(api: Client, cast: Cast) -> None:
    person = enrolled(cast.clinic, cast.administrator)
    url = f"{USERS}{person.id}/"
    status, profile = send(api, "PUT", f"{url}profile/", {"given_name": "Amina", "preferred_name": "Mimi"})
    assert (status, profile) == (200, {"given_name": "Amina", "preferred_name": "Mimi"})
    assert orjson.loads(api.get(f"{url}profile/").content) == profile
    contacts = orjson.loads(api.get(f"{url}contacts/").content)["contacts"]
    status, left = send(api, "PUT", f"{url}contacts/", {"contacts": contacts[:1]})
    assert left["contacts"] == contacts[:1]
    assert PersonContact.objects.filter(user=person, ended_at=None).count() == 1
    assert PersonContact.objects.filter(user=person).count() == 2
    both = [NUMBER, {"system": "urn:other", "value": "A 1"}]
    assert send(api, "PUT", f"{url}identifiers/", {"identifiers": both}) == (200, {"identifiers": both})
    assert send(api, "PUT", f"{url}identifiers/", {"identifiers": both[1:]}) == (200, {"identifiers": both[1:]})


def test_an_identifier_moves_to_nobody_who_is_not_its_person(api: Client, cast: Cast) -> None:
    enrolled(cast.clinic, cast.administrator)
    other = enrolled(cast.clinic, cast.administrator, identifiers=[])
    assert send(api, "PUT", f"{USERS}{other.id}/identifiers/", {"identifiers": [NUMBER]})[0] == 409


def test_teams_are_listed_and_put(api: Client, cast: Cast) -> None:
    teams = orjson.loads(api.get("/api/v1/care-teams/").content)["results"]
    assert {team["id"] for team in teams} == {str(team.id) for team in cast.clinic.care_teams.all()}
    url = f"{USERS}{cast.unassigned_person.id}/care-teams/"
    assert send(api, "PUT", url, {"care_teams": [str(cast.team.id)]})[0] == 200
    assert User.objects.visible_to(cast.clinician).filter(id=cast.unassigned_person.id).exists()
    assert send(api, "PUT", url, {"care_teams": [str(uuid4())]})[0] == 400


def test_a_change_of_zone_keeps_its_history(api: Client, cast: Cast) -> None:
    status, row = send(api, "PATCH", f"{USERS}{cast.person.id}/", {"timezone": "Europe/Oslo", "language": "sw"})
    assert (status, row["timezone"], row["language"]) == (200, "Europe/Oslo", "sw")
    change = TimeZoneChange.objects.get(user=cast.person)
    assert (change.from_zone, change.to_zone) == ("Africa/Nairobi", "Europe/Oslo")
    assert send(api, "PATCH", f"{USERS}{cast.person.id}/", {"timezone": "Nowhere/At_all"})[0] == 400


def test_a_list_is_asked_for_some_people_and_for_what_changed(api: Client, cast: Cast) -> None:
    ids = f"{cast.person.id},{cast.other_person.id},{cast.strange_person.id}"
    found = orjson.loads(api.get(f"{USERS}?ids={ids}").content)["results"]
    assert {row["id"] for row in found} == {str(cast.person.id), str(cast.other_person.id)}
    since = urlencode({"updated_after": timezone.now().isoformat()})
    assert orjson.loads(api.get(f"{USERS}?{since}").content)["results"] == []
    send(api, "PUT", f"{USERS}{cast.person.id}/profile/", {"given_name": "Amina"})
    found = orjson.loads(api.get(f"{USERS}?{since}").content)["results"]
    assert [row["id"] for row in found] == [str(cast.person.id)]
    assert api.get(f"{USERS}?ids=nonsense").status_code == 400


@pytest.mark.parametrize(
    "sought",
    [{"text": "odhiam"}, {"name": "odhiambo amina"}, {"telephone": "0712 345 678"}, {"identifier": NUMBER},
     {"birth_date": "1990-02-28"}, {"name": "amina", "birth_date": "1990-02-28"}],
)  # fmt: skip
def test_people_are_found_by_what_is_sealed(api: Client, cast: Cast, sought: dict[str, Any]) -> None:
    person = enrolled(cast.clinic, cast.administrator)
    status, found = send(api, "POST", f"{USERS}search/", sought)
    assert (status, [one["id"] for one in found["results"]]) == (200, [str(person.id)])
    strange = with_key(cast.stranger.clinic, "people:write")
    assert send(strange, "POST", f"{USERS}search/", sought) == (200, {"results": []})


def test_nobody_is_found_by_nothing(api: Client, cast: Cast) -> None:
    enrolled(cast.clinic, cast.administrator)
    for sought in ({}, {"name": "amina", "birth_date": "1991-01-01"}, {"identifier": {**NUMBER, "value": "x"}}):
        assert send(api, "POST", f"{USERS}search/", sought) == (200, {"results": []})
    assert api.get(f"{USERS}search/").status_code == 405


def test_systems_read_and_change_nothing_of_whom_is_restricted(api: Client, cast: Cast) -> None:
    hold: dict[str, Any] = {"kind": PrivacyHold.Kind.RESTRICTION, "reason": "contested", "now": timezone.now()}
    place_hold(user_id=cast.person.id, caller=cast.administrator, **hold)
    address = f"{USERS}{cast.person.id}/"
    assert send(api, "PATCH", address, {"language": "sw"})[0] == 404
    assert send(api, "PUT", f"{address}profile/", {"given_name": "Amina"})[0] == 404
    assert {api.get(f"{address}{part}/").status_code for part in ("profile", "identifiers", "contacts")} == {404}
    assert User.objects.get(id=cast.person.id).language == "en"
    assert not UserProfile.objects.filter(user=cast.person).exists()


PARTS = ("profile", "identifiers", "contacts", "care-teams")


@pytest.mark.parametrize("part", PARTS)
def test_who_read_an_older_version_overwrites_nothing(api: Client, cast: Cast, part: str) -> None:
    url = f"{USERS}{enrolled(cast.clinic, cast.administrator).id}/{part}/"
    read: Any = api.get(url)
    body, tag = orjson.loads(read.content), read["ETag"]
    changed = CHANGES[part] | ({"care_teams": [str(cast.team.id)]} if part == "care-teams" else {})
    assert put(api, url, changed, '"nothing"').status_code == 412
    first = put(api, url, changed, f'"another", {tag}')
    assert (first.status_code, first["ETag"] != tag) == (200, True)
    assert first["ETag"] == api.get(url)["ETag"]
    assert put(api, url, body, tag).status_code == 412
    assert orjson.loads(api.get(url).content) == orjson.loads(first.content)
    for whatever in (first["ETag"], "*"):
        assert put(api, url, body, whatever).status_code == 200


def test_who_read_an_older_row_of_a_person_changes_nothing(api: Client, cast: Cast) -> None:
    url = f"{USERS}{cast.person.id}/"
    tag = api.get(url)["ETag"]
    change = orjson.dumps({"language": "sw"})
    answer = api.patch(url, change, JSON, headers={"If-Match": tag})
    assert (answer.status_code, answer["ETag"]) == (200, api.get(url)["ETag"])
    assert api.patch(url, orjson.dumps({"language": "fr"}), JSON, headers={"If-Match": tag}).status_code == 412
    assert User.objects.get(id=cast.person.id).language == "sw"


def test_what_cannot_be_opened_is_refused_and_never_replaced(api: Client, cast: Cast, settings: Any) -> None:
    person = enrolled(cast.clinic, cast.administrator)
    before = bytes(UserProfile.objects.get(user=person).encrypted_data)
    settings.RESONA_KEYRING = make_keyring("lost")
    for part in ("profile", "identifiers", "contacts"):
        url = f"{USERS}{person.id}/{part}/"
        assert api.get(url).status_code == 503
        assert send(api, "PUT", url, CHANGES[part])[0] == 503
    assert bytes(UserProfile.objects.get(user=person).encrypted_data) == before
    assert PersonContact.objects.filter(user=person, ended_at=None).count() == 2


def put(client: Client, url: str, body: object, tag: str) -> Any:
    return client.put(url, orjson.dumps(body), JSON, headers={"If-Match": tag})
