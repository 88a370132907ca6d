"""The one shape of a person's details: what it takes, and what it names as wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from resona.accounts.people.bodies import Setting, read_body
from resona.accounts.people.profile import Profile, UnreadableProfileError, profile_in
from resona.errors import InvalidInputError

KENYA = Setting(country="KE", today=date(2026, 3, 1))
NOWHERE = Setting(country="", today=date(2026, 3, 1))


def read(given: dict[str, Any], setting: Setting = KENYA) -> Profile:
    return read_body(Profile, given, setting)


def faults(given: dict[str, Any], setting: Setting = KENYA) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as raised:
        read(given, setting)
    return {fault.pointer: fault.detail for fault in raised.value.faults}


def test_what_is_sealed_is_read_as_it_was_told() -> None:
    told = {
        "given_name": "Ng'ũgĩ",
        "birth_date": "1990-02-28",
        "telecom": [{"kind": "phone", "value": "0712 345678", "use": "mobile", "times": "evenings"}],
        "address": "Plot 4\nKisumu",
    }
    profile = read(told)
    assert profile_in(profile.as_json()) == profile
    assert profile.telecom[0].value == "+254712345678"


@pytest.mark.parametrize(
    ("given", "pointer", "detail"),
    [
        ({"given_name": "x" * 500}, "/given_name", "must have at most 200 characters"),
        ({"given_name": "   "}, "/given_name", "must not be empty"),
        ({"given_name": "a\x07b"}, "/given_name", "contains a control character"),
        ({"given_name": "a\u202eb"}, "/given_name", "contains a control character"),
        ({"given_name": 5}, "/given_name", "must be a text"),
        ({"birth_date": "2026-03-02"}, "/birth_date", "is in the future"),
        ({"birth_date": "1999-02-30"}, "/birth_date", "is no day of the calendar"),
        ({"birth_date": "30.2.1999"}, "/birth_date", "must be a day such as 1990-02-28"),
        ({"birth_date": "1800-01-01"}, "/birth_date", "is more than 130 years ago"),
        ({"telecom": [{"value": "12345"}]}, "/telecom/0/value", "is no telephone number of any plan"),
        ({"telecom": [{"kind": "fax", "value": "1"}]}, "/telecom/0/kind", "must be 'phone' or 'email'"),
        (
            {"telecom": [{"kind": "email", "value": "a b"}]},
            "/telecom/0/value",
            "is no address that mail can be sent to",
        ),
        ({"nickname": "x"}, "/nickname", "is not a member here"),
    ],
)
def test_each_fault_is_named_by_pointer(given: dict[str, Any], pointer: str, detail: str) -> None:
    assert faults(given)[pointer] == detail


def test_without_a_country_a_number_needs_its_code() -> None:
    assert "must begin with +" in faults({"telecom": [{"value": "0712345678"}]}, NOWHERE)["/telecom/0/value"]
    assert read({"telecom": [{"value": "+254712345678"}]}, NOWHERE).telecom[0].value == "+254712345678"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"given_name": "Jane", "family_name": "Mwangi"}, "Jane Mwangi"),
        ({"given_name": "Jane", "family_name": "Mwangi", "preferred_name": "Shiru"}, "Jane Mwangi (“Shiru”)"),
        ({"given_name": "Jane", "preferred_name": "Jane"}, "Jane"),
        ({"preferred_name": "Shiru"}, "Shiru"),
        ({}, ""),
    ],
)
def test_they_are_shown_by_their_name_and_by_what_they_are_called(given: dict[str, Any], shown: str) -> None:
    assert read(given).shown_name == shown


def test_a_profile_from_before_the_shape_has_its_name() -> None:
    assert profile_in(b'{"name": " Amina Odhiambo "}').shown_name == "Amina Odhiambo"


@pytest.mark.parametrize("content", [b"", b"[]", b"null"])
def test_what_is_no_profile_is_said(content: bytes) -> None:
    with pytest.raises(UnreadableProfileError):
        profile_in(content)
