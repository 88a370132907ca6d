"""Reading people over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from resona.accounts.models import User
from tests.api.clients import PROBLEM, signed_in, with_key
from tests.conftest import Cast

USERS = "/api/v1/users/"
NOBODY = "0192f0c1-7d2a-7000-8000-000000000000"


def ids_of(client: Client) -> set[str]:
    response = client.get(USERS)
    assert response.status_code == 200
    return {row["id"] for row in response.json()["results"]}


def ids(*people: User) -> set[str]:
    return {str(person.id) for person in people}


def test_a_person_is_shown_without_name_or_address(cast: Cast) -> None:
    User.objects.filter(id=cast.person.id).update(email="canary@example.org", phone="+254canary")
    person = User.objects.get(id=cast.person.id)
    response = with_key(cast.clinic, "records:read").get(f"{USERS}{cast.person.id}/")
    assert response.json() == {
        "id": str(cast.person.id),
        "code": cast.person.code,
        "language": "en",
        "timezone": "Africa/Nairobi",
        "clinic_id": str(cast.clinic.id),
        "created_at": person.created_at.isoformat().replace("+00:00", "Z"),
        "updated_at": person.updated_at.isoformat().replace("+00:00", "Z"),
        "last_active": None,
        "consent_version": "2026-1",
        "care_ended": "",
    }


def test_everybody_lists_the_people_they_may_see(cast: Cast) -> None:
    everyone = ids(cast.person, cast.other_person, cast.unassigned_person)
    assert ids_of(with_key(cast.clinic, "records:read")) == everyone
    assert ids_of(signed_in(cast.administrator)) == everyone
    assert ids_of(signed_in(cast.superuser)) == everyone | ids(cast.strange_person)
    assert ids_of(signed_in(cast.clinician)) == ids(cast.person, cast.unassigned_person)
    assert ids_of(signed_in(cast.outsider)) == ids(cast.unassigned_person)
    assert ids_of(signed_in(cast.stranger)) == ids(cast.strange_person)
    assert ids_of(signed_in(cast.person)) == ids(cast.person)


def test_people_are_listed_in_the_order_they_came(cast: Cast) -> None:
    results = with_key(cast.clinic, "records:read").get(USERS).json()["results"]
    assert [row["id"] for row in results] == sorted(row["id"] for row in results)


def test_a_person_who_may_not_be_seen_is_not_found(cast: Cast) -> None:
    path = f"{USERS}{cast.person.id}/"
    assert signed_in(cast.clinician).get(path).status_code == 200
    assert signed_in(cast.person).get(path).status_code == 200
    for client in (
        signed_in(cast.outsider),
        signed_in(cast.stranger),
        signed_in(cast.other_person),
        with_key(cast.strange_person.clinic, "records:read"),
    ):
        response = client.get(path)
        assert response.status_code == 404
        assert response["Content-Type"] == PROBLEM


def test_staff_are_no_people_in_care(cast: Cast) -> None:
    assert signed_in(cast.superuser).get(f"{USERS}{cast.clinician.id}/").status_code == 404


def test_who_is_in_no_clinic_sees_nobody(cast: Cast) -> None:
    User.objects.filter(id=cast.clinician.id).update(clinic=None)
    assert ids_of(signed_in(cast.clinician)) == set()


@pytest.mark.parametrize(("path", "posted"), [(USERS, 403), (f"{USERS}{NOBODY}/", 405)])
def test_who_may_read_no_records_reads_no_people_and_who_only_reads_adds_none(
    cast: Cast, path: str, posted: int
) -> None:
    assert Client().get(path).status_code == 401
    assert with_key(cast.clinic, "sessions:write", "risk:write").get(path).status_code == 403
    reader = with_key(cast.clinic, "records:read")
    assert reader.post(path, {}, content_type="application/json").status_code == posted


@pytest.mark.parametrize("query", ["?email=x", "?ordering=id", "?clinic_id=1"])
def test_people_are_not_filtered(cast: Cast, query: str) -> None:
    client = with_key(cast.clinic, "records:read")
    assert client.get(USERS + query).status_code == 400
    assert client.get(f"{USERS}{cast.person.id}/{query}").status_code == 400


def test_one_person_costs_two_statements(cast: Cast, django_assert_num_queries: Any) -> None:
    client = with_key(cast.clinic, "records:read")
    with django_assert_num_queries(2):
        client.get(f"{USERS}{cast.person.id}/")
