"""Staff enrol somebody on one screen; what is wrong stands beside its field, and nobody is half enrolled."""

from __future__ import annotations

from typing import Any

import pytest

from resona.accounts.models import User
from resona.accounts.people.cards import read_cards
from tests.accounts.people.bodies import enrolled
from tests.admin.pages import sign_in
from tests.conftest import Cast

ENROL = "/admin/accounts/user/enrol/"
FILLED = {
    "given_name": "Wanjirũ",
    "family_name": "Kamau",
    "birth_date": "1994-05-06",
    "telephone": "+254712345678",
    "times": "mornings",
    "language": "sw-KE",
    "timezone": "Africa/Nairobi",
    "identifier_1_system": "urn:hospital",
    "identifier_1_value": "MRN-7781",
    "contact_1_kind": "next_of_kin",
    "contact_1_relation": "mother",
    "contact_1_name": "Rose",
    "contact_1_telephone": "+254722000001",
    "contact_1_may_be_contacted": "in_crisis",
    "consent_recording": "given",
    "consent_research": "withdrawn",
    "consent_version": "2026-1",
    "consent_given_by": "themselves",
    "consent_channel": "paper",
}


def count_people() -> int:
    return User.objects.people().count()


def test_staff_enrol_somebody_and_are_led_to_their_page(cast: Cast) -> None:
    client = sign_in(cast.clinician)
    answer = client.post(ENROL, {**FILLED, "care_teams": [str(cast.team.id)]}, follow=True)
    page = answer.content.decode()
    assert "Wanjirũ Kamau" in page
    assert 'href="tel:+254712345678"' in page
    assert page.index("tel:+254712345678") < page.index("person-head")
    person = User.objects.people().latest("created_at")
    assert person.consents_given == ["recording"]
    assert person.consents_withdrawn == ["research"]
    card = read_cards([person.id])[person.id]
    assert [other.who for other in card.others] == ["mother (next of kin)"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"given_name": "  ", "family_name": ""}, "Say what they are called."),
        ({"given_name": "x" * 500}, "at most 200 characters"),
        ({"birth_date": "2999-01-01"}, "This is in the future."),
        ({"birth_date": "1994-02-30"}, "This is no day of the calendar."),
        ({"telephone": "+25412"}, "This is no telephone number of any plan."),
        ({"telephone": "0712345678"}, "must begin with +"),
        ({"timezone": "Mars/Olympus"}, "not one of the available choices"),
        ({"language": "klingon language"}, "at most 10 characters"),
        ({"care_teams": ["01a22ef9-113a-761a-8bcd-6290f9a3ef28"]}, "not one of the available choices"),
        ({"contact_1_telephone": "+25412"}, "This is no telephone number of any plan."),
        ({"contact_1_may_be_contacted": ""}, "This is needed."),
        ({"contact_2_name": "Otieno"}, "This is needed."),
        ({"identifier_1_system": ""}, "This is needed."),
        ({"identifier_2_system": "urn:registry"}, "This is needed."),
        ({"contact_2_may_be_contacted": "always"}, "This is needed."),
        ({"telephone": ""}, "Say which number these times are for."),
        ({"consent_version": ""}, "This must not be empty."),
        ({"consent_given_by": ""}, "This must not be empty."),
    ],
)
def test_what_is_wrong_is_told_and_nobody_is_enrolled(cast: Cast, changed: dict[str, Any], told: str) -> None:
    before = count_people()
    page = sign_in(cast.clinician).post(ENROL, {**FILLED, **changed}).content.decode()
    assert told in page
    assert count_people() == before


def test_an_identifier_of_somebody_else_enrols_nobody(cast: Cast) -> None:
    enrolled(cast.clinic, cast.administrator)
    before = count_people()
    page = sign_in(cast.clinician).post(ENROL, FILLED).content.decode()
    assert "An identifier belongs to somebody else" in page
    assert count_people() == before


def test_a_superuser_says_first_in_which_clinic(cast: Cast) -> None:
    client = sign_in(cast.superuser)
    assert f"?clinic={cast.clinic.id}" in client.get(ENROL).content.decode()
    client.post(f"{ENROL}?clinic={cast.clinic.id}", FILLED)
    assert User.objects.people().latest("created_at").clinic == cast.clinic
