"""Staff change what is known of somebody in care; nothing that was typed or saved by another gets lost."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from resona.accounts.models import PersonContact, PersonIdentifier, TimeZoneChange, User
from resona.accounts.people.details import details_document, profile_document, set_profile
from resona.accounts.people.profile import Profile
from tests.accounts.people.bodies import NUMBER, enrolled
from tests.admin.pages import sign_in
from tests.compliance.emergencies import open_record
from tests.conftest import Cast
from tests.encryption.keys import make_keyring

FIELD = re.compile(r'<(?:input|textarea)[^>]* name="(?P<name>[\w]+)"[^>]*?(?: value="(?P<value>[^"]*)")?[^>]*>')
AREA = re.compile(r'<textarea[^>]* name="(?P<name>\w+)"[^>]*>\s*(?P<value>[^<]*)</textarea>')
SELECT = re.compile(r'<select[^>]* name="(?P<name>\w+)".*?</select>', re.DOTALL)
CHOSEN = re.compile(r'<option value="(?P<value>[^"]*)" selected')


@pytest.fixture
def person(cast: Cast) -> User:
    return enrolled(cast.clinic, cast.administrator, care_teams=[str(cast.team.id)], timezone="Africa/Nairobi")


def url_of(person: User) -> str:
    return f"/admin/accounts/user/{person.id}/details/"


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the page's form."""
    form = page[page.index('name="version"') - 200 :]
    found = {each["name"]: unescape(each["value"] or "") for each in FIELD.finditer(form)}
    found |= {each["name"]: unescape(each["value"]).strip() for each in AREA.finditer(form)}
    for each in SELECT.finditer(form):
        chosen = CHOSEN.search(each[0])
        found[each["name"]] = unescape(chosen["value"]) if chosen else ""
    return {name: value for name, value in found.items() if not name.endswith("_gone")}


def opened(client: Client, person: User) -> dict[str, str]:
    return fields_of(client.get(url_of(person)).content.decode())


def saved(client: Client, person: User, fields: dict[str, str], **changed: str) -> str:
    answer: Any = client.post(url_of(person), {**fields, **changed}, follow=True)
    return str(answer.content.decode())


def test_what_is_saved_untouched_changes_nothing(cast: Cast, person: User) -> None:
    client, before = sign_in(cast.clinician), details_document(person)
    rows = set(PersonContact.objects.values_list("id", flat=True))
    page = saved(client, person, opened(client, person))
    assert "Saved." in page
    assert details_document(User.objects.get(id=person.id)) == before
    assert set(PersonContact.objects.values_list("id", flat=True)) == rows


def test_everything_can_be_changed(cast: Cast, person: User) -> None:
    client = sign_in(cast.clinician)
    changed = {
        "family_name": "Odhiambo Ŵere",
        "birth_date": "1991-03-01",
        "language": "luo",
        "timezone": "Europe/Oslo",
        "note": "Knock twice.\nThe bell is broken.",
        "telecom_1_value": "+254 712 345679",
        "telecom_2_kind": "email",
        "telecom_2_value": "amina@example.org",
        "identifier_1_value": "MRN-7782",
        "identifier_2_system": "urn:school",
        "identifier_2_value": "S 9",
        "contact_1_may_be_contacted": "never",
        "contact_2_gone": "on",
        "contact_3_kind": "school",
        "contact_3_name": "Mr Barasa",
        "contact_3_may_be_contacted": "always",
        "contact_3_priority": "2",
    }
    page = saved(client, person, opened(client, person), **changed)
    assert "Saved." in page
    assert "+254 712 345679" in page
    now = details_document(User.objects.get(id=person.id))
    assert (now["language"], now["timezone"]) == ("luo", "Europe/Oslo")
    assert now["profile"] == {
        "given_name": "Amina",
        "family_name": "Odhiambo Ŵere",
        "birth_date": "1991-03-01",
        "telecom": [
            {"kind": "phone", "value": "+254712345679", "times": "evenings"},
            {"kind": "email", "value": "amina@example.org"},
        ],
        "note": "Knock twice.\nThe bell is broken.",
    }
    school = {"system": "urn:school", "value": "S 9"}
    assert now["identifiers"] == [{**NUMBER, "value": "MRN-7782"}, school]
    assert [(each["kind"], each["may_be_contacted"]) for each in now["contacts"]] == [
        ("next_of_kin", "never"),
        ("school", "always"),
    ]
    assert TimeZoneChange.objects.filter(user=person).count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"given_name": "", "family_name": " "}, "Say what they are called."),
        ({"family_name": "Ama\x07ni"}, "This contains a control character."),
        ({"birth_date": "2999-01-01"}, "This is in the future."),
        ({"birth_date": "1994-02-30"}, "This is no day of the calendar."),
        ({"telecom_2_value": "+25412"}, "This is no telephone number of any plan."),
        ({"telecom_1_kind": "email"}, "This is no address that mail can be sent to."),
        ({"identifier_2_value": "S 9"}, "This is needed."),
        ({"identifier_2_system": "urn:registry"}, "This is needed."),
        ({"telecom_2_times": "evenings"}, "This is needed."),
        ({"contact_1_telephone": "+25412"}, "This is no telephone number of any plan."),
        ({"contact_3_name": "Rose"}, "This is needed."),
        ({"contact_1_priority": "first"}, "at most 2 characters"),
        ({"contact_1_priority": "x"}, "This must be a number without a point."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    cast: Cast, person: User, changed: dict[str, str], told: str
) -> None:
    client, before = sign_in(cast.clinician), details_document(person)
    page = saved(client, person, opened(client, person), note="typed", **changed)
    assert told in page
    assert "Nothing was saved yet" in page
    assert fields_of(page)["note"] == "typed"
    assert details_document(User.objects.get(id=person.id)) == before


def test_every_fault_of_several_rows_is_told_at_its_own(cast: Cast, person: User) -> None:
    client = sign_in(cast.clinician)
    wrong = {"contact_1_telephone": "+1", "contact_2_telephone": "+2", "contact_3_telephone": "+3"}
    page = saved(client, person, opened(client, person), **wrong, contact_3_kind="gp")
    marked = re.findall(r'name="(\w+)"[^>]*aria-invalid="true"', page)
    assert set(wrong) <= set(marked)


def test_an_identifier_of_somebody_else_is_refused(cast: Cast, person: User) -> None:
    enrolled(cast.clinic, cast.administrator, identifiers=[{**NUMBER, "value": "MRN-1"}])
    client = sign_in(cast.clinician)
    page = saved(client, person, opened(client, person), identifier_1_value="MRN-1", given_name="Zawadi")
    assert "An identifier belongs to somebody else" in page
    assert profile_document(person.id)["given_name"] == "Amina"


def test_two_who_change_at_once_are_told_and_lose_nothing(cast: Cast, person: User) -> None:
    client = sign_in(cast.clinician)
    first, second = opened(client, person), opened(client, person)
    gp = {"contact_3_kind": "gp", "contact_3_name": "Dr Njeri", "contact_3_may_be_contacted": "always"}
    assert "Saved." in saved(client, person, first, family_name="Wanjiku", area="Kibera", **gp)
    page = saved(client, person, second, family_name="Akinyi", note="typed")
    assert "somebody else changed these details" in page
    assert "Saved meanwhile: Wanjiku" in page
    assert "Saved meanwhile: Kibera" in page
    again = fields_of(page)
    assert (again["family_name"], again["note"], again["area"]) == ("Akinyi", "typed", "")
    assert again["contact_3_name"] == ""
    assert "Saved meanwhile: Dr Njeri" in page
    assert profile_document(person.id)["family_name"] == "Wanjiku"
    assert "Saved." in saved(client, person, again)
    assert profile_document(person.id)["family_name"] == "Akinyi"


def test_rows_that_another_added_beyond_those_on_the_page_are_filled_in(cast: Cast, person: User) -> None:
    client = sign_in(cast.clinician)
    mine = opened(client, person)
    left = {name: value for name, value in mine.items() if not name.startswith("contact_3")}
    gp = {"contact_3_kind": "gp", "contact_3_name": "Dr Njeri", "contact_3_may_be_contacted": "always"}
    saved(client, person, mine, **gp)
    page = saved(client, person, left, area="Kibera")
    assert fields_of(page)["contact_3_name"] == "Dr Njeri"
    saved(client, person, fields_of(page))
    assert PersonContact.objects.filter(user=person, ended_at=None).count() == 3


def test_who_only_looks_in_an_emergency_changes_nothing(cast: Cast, person: User) -> None:
    client = sign_in(cast.outsider)
    assert client.get(url_of(person)).status_code == 404
    open_record(person, cast.outsider)
    assert client.get(url_of(person)).status_code == 403
    assert client.post(url_of(person), {"given_name": "x"}).status_code == 403
    shown = client.get(f"/admin/accounts/user/{person.id}/change/").content.decode()
    assert "Change their details" not in shown


def test_what_cannot_be_opened_is_told_and_not_replaced(cast: Cast, person: User, settings: Any) -> None:
    client = sign_in(cast.clinician)
    fields = opened(client, person)
    settings.RESONA_KEYRING = make_keyring("lost")
    for answer in (client.get(url_of(person)), client.post(url_of(person), fields)):
        assert answer.status_code == 503
        assert "Nothing was overwritten" in answer.content.decode()
    assert PersonIdentifier.objects.filter(user=person).count() == 1


def test_the_page_is_reached_from_the_person_and_leads_to_the_end_of_care(cast: Cast, person: User) -> None:
    client = sign_in(cast.clinician)
    shown = client.get(f"/admin/accounts/user/{person.id}/change/").content.decode()
    card = shown[shown.index('class="card"') : shown.index("person-head")]
    assert url_of(person) in card
    page = client.get(url_of(person)).content.decode()
    assert f"/admin/accounts/user/{person.id}/care-period/" in page
    client.post(f"/admin/accounts/user/{person.id}/care-period/", {"because": "moved"})
    page = client.get(url_of(person)).content.decode()
    assert "moved away" in page
    assert "Take back into care" in page


def test_a_person_without_any_details_is_given_some(cast: Cast) -> None:
    client = sign_in(cast.clinician)
    fields = opened(client, cast.person)
    assert "Saved." in saved(client, cast.person, fields, given_name="Zawadi")
    set_profile(user_id=cast.person.id, profile=Profile(given_name="Zawadi"), caller=cast.clinician)
    assert profile_document(cast.person.id) == {"given_name": "Zawadi"}
