"""Names of people: read with one statement, and nobody hidden by a profile that is damaged."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import orjson
import pytest

from resona.accounts.models import UserProfile
from resona.accounts.profiles import read_names
from tests.admin.records import make_name
from tests.conftest import Cast
from tests.factories import PersonFactory


def keep(cast: Cast, content: bytes) -> None:
    sealed = UserProfile.encrypted_data.seal(cast.person.id, content)
    UserProfile.objects.create(user=cast.person, encrypted_data=sealed)


@pytest.mark.parametrize("name", ["Amina Odhiambo", "अमीना", "🙂", "<b>", "x" * 1000, "  Amina\n"])
def test_a_name_is_read_as_it_was_given(cast: Cast, name: str) -> None:
    make_name(cast.person, name)

    assert read_names([cast.person.id]) == {cast.person.id: name.strip()}


@pytest.mark.parametrize(
    "content",
    [b"", b"not json", b"[]", b"null", b'"Amina"', b"{}", b'{"name": null}', b'{"name": ["Amina"]}', b'{"name": "  "}'],
)
def test_who_has_no_name_is_left_out(cast: Cast, content: bytes) -> None:
    keep(cast, content)

    assert read_names([cast.person.id]) == {}


def test_a_profile_moved_to_another_person_names_nobody(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    make_name(cast.person, "Amina")
    taken = UserProfile.objects.get(user=cast.person).encrypted_data
    UserProfile.objects.create(user=cast.other_person, encrypted_data=taken)

    assert read_names([cast.person.id, cast.other_person.id]) == {cast.person.id: "Amina"}
    assert str(cast.other_person.id) in caplog.text
    assert "Amina" not in caplog.text


def test_a_damaged_profile_is_logged_by_its_person_only(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    keep(cast, b"canary words that are no json")

    read_names([cast.person.id])

    assert str(cast.person.id) in caplog.text
    assert "canary" not in caplog.text


def test_names_of_many_take_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    people = PersonFactory.create_batch(20, clinic=cast.clinic)
    for number, person in enumerate(people):
        make_name(person, f"Person {number}")

    with django_assert_num_queries(1):
        names = read_names([*(person.id for person in people), people[0].id, uuid4()])

    assert sorted(names.values()) == sorted(f"Person {number}" for number in range(20))


def test_nobody_has_no_names(cast: Cast) -> None:
    assert read_names([]) == {}


def test_what_else_a_clinic_keeps_is_no_name(cast: Cast) -> None:
    keep(cast, orjson.dumps({"phone": "0700", "name": "Amina", "next_of_kin": {"name": "Juma"}}))

    assert read_names([cast.person.id]) == {cast.person.id: "Amina"}
