"""People are found by what is sealed: in any spelling of letters, and of those whom one may see anyway."""

from __future__ import annotations

from typing import Any

import pytest

from resona.accounts.people.names import fold
from resona.accounts.people.search import find_people, sought_in
from tests.accounts.people.bodies import NUMBER, enrolled
from tests.admin.pages import sign_in
from tests.conftest import Cast

FIND = "/admin/accounts/user/find/"


def names_found(text: str, caller: Any) -> list[str]:
    return [one.name for one in find_people(sought_in(text, caller), caller)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ng'ũgĩ wa Thiong’o", "ngugi wa thiongo"),
        ("ANNE-MARIE", "anne marie"),
        ("O\u02bbBrien", "obrien"),
        ("Æsop Łukasz", "aesop lukasz"),
        ("  Zoë\u00a0 Müller ", "zoe muller"),
        ("Ngũgi", "ngugi"),
        ("محمد", "محمد"),
        ("...", ""),
    ],
)
def test_names_are_compared_by_their_letters(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "text",
    ["Ngugi", "NG'UGI", "thiongo ngug", "Thiong'o, Ngũgĩ", "giwa", "0722 000 123", "+254722000123", "22 000 123",
     "1938-01-05", "5.1.1938", "5/1/1938", "MRN-7781"],
)  # fmt: skip
def test_whoever_is_meant_is_found(cast: Cast, text: str) -> None:
    enrolled(
        cast.clinic,
        cast.administrator,
        care_teams=[str(cast.team.id)],
        profile={
            "given_name": "Ng'ũgĩ",
            "family_name": "wa Thiong'o",
            "birth_date": "1938-01-05",
            "telecom": [{"value": "+254722000123"}],
        },
    )
    for caller in (cast.clinician, cast.administrator):
        assert names_found(text, caller) == ["Ng'ũgĩ wa Thiong'o"], caller.role
    for caller in (cast.outsider, cast.stranger):
        assert names_found(text, caller) == [], "somebody they may not see"


@pytest.mark.parametrize("text", ["Amino", "0799 999 999", "1991-02-28", "MRN-77", "", "   ", "'", "00000"])
def test_nobody_else_is_found(cast: Cast, text: str) -> None:
    enrolled(cast.clinic, cast.administrator)
    assert names_found(text, cast.administrator) == []


def test_a_code_or_an_id_finds_whom_it_names(cast: Cast) -> None:
    person = enrolled(cast.clinic, cast.administrator)
    for text in (person.code, person.code[2:], str(person.id)):
        assert names_found(text, cast.administrator) == ["Amina Odhiambo"]


def test_a_damaged_profile_hides_nobody_else(cast: Cast) -> None:
    enrolled(cast.clinic, cast.administrator)
    damaged = enrolled(cast.clinic, cast.administrator, identifiers=[{**NUMBER, "value": "2"}])
    damaged.profile.encrypted_data = enrolled(
        cast.clinic, cast.administrator, identifiers=[{**NUMBER, "value": "3"}]
    ).profile.encrypted_data
    damaged.profile.save()
    assert len(names_found("amina", cast.administrator)) == 2


def test_the_page_is_asked_by_post_and_shows_no_more_than_the_caller_sees(cast: Cast) -> None:
    enrolled(cast.clinic, cast.administrator, care_teams=[str(cast.team.id)])
    client = sign_in(cast.clinician)
    assert "Amina" not in client.get(FIND, {"sought": "amina"}).content.decode()
    assert "Amina Odhiambo" in client.post(FIND, {"sought": "amina"}).content.decode()
    assert "Amina Odhiambo" not in sign_in(cast.outsider).post(FIND, {"sought": "odhiambo"}).content.decode()
