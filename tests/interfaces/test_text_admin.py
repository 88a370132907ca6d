"""Clinics write their own texts and resources; what could not be shown is refused with what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse

from interfaces.models import InterfaceText, SupportResource
from interfaces.text_forms import text_choices
from interfaces.wording.texts import TEXT_KEYS
from tests.admin.pages import list_url, page_url, sign_in
from tests.admin.reading import words_of
from tests.conftest import Cast

TEXT = {"key": "greeting.steady", "language": "en", "text": "{salutation} Welcome to {clinic}."}
LINE = {
    "kind": "crisis",
    "topic": "",
    "language": "en",
    "title": "Listening line",
    "text": "Day and night.",
    "contact": "0800 000 000",
    "position": "0",
    "is_active": "on",
}
ADD_TEXT, ADD_LINE = "admin:interfaces_interfacetext_add", "admin:interfaces_supportresource_add"


def test_an_administrator_writes_for_their_own_clinic(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    answer = client.post(reverse(ADD_TEXT), {**TEXT, "clinic": str(cast.stranger.clinic_id)}, follow=True)
    assert "There is none in Swahili yet: people who read it see Resona&#x27;s own text." in answer.content.decode()
    assert client.post(reverse(ADD_LINE), LINE).status_code == 302
    assert InterfaceText.objects.get().clinic_id == SupportResource.objects.get().clinic_id == cast.clinic.id


def test_a_superuser_writes_for_all_clinics_or_one(cast: Cast) -> None:
    client = sign_in(cast.superuser)
    assert client.post(reverse(ADD_TEXT), {**TEXT, "clinic": ""}).status_code == 302
    assert client.post(reverse(ADD_TEXT), {**TEXT, "clinic": str(cast.clinic.id)}).status_code == 302
    assert set(InterfaceText.objects.values_list("clinic", flat=True)) == {None, cast.clinic.id}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": "Hello {name}"}, "Unknown placeholder {name}; those of this text: {clinic}, {salutation}."),
        ({"text": "Hello {"}, "A curly bracket has no partner."),
        ({"text": "x" * 301}, "Ensure this value has at most 300 characters (it has 301)."),
        ({"text": "x" * 250 + "{salutation}{clinic}"}, "The text comes to 350 characters; at most 300 can be shown."),
        ({"text": " "}, "This field is required."),
        ({"language": ""}, "This field is required."),
        ({"language": "fr"}, "Select a valid choice."),
        ({"key": "greeting.nonsense"}, "Select a valid choice."),
        ({"key": ""}, "This field is required."),
        ({"key": "Greeting.title"}, "Unknown placeholder {clinic}; those of this text: none."),
    ],
)
def test_a_malformed_text_is_refused(cast: Cast, changed: dict[str, str], said: str) -> None:
    answer = sign_in(cast.administrator).post(reverse(ADD_TEXT), {**TEXT, **changed})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not InterfaceText.objects.exists()


def test_a_second_text_for_the_same_is_refused(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    client.post(reverse(ADD_TEXT), TEXT)
    answer = client.post(reverse(ADD_TEXT), TEXT)
    assert "There is already a text for this in this language: change that one." in answer.content.decode()
    assert client.post(page_url(InterfaceText.objects.get()), {**TEXT, "text": "Hello."}).status_code == 302
    assert InterfaceText.objects.get().text == "Hello."


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"contact": ""}, "A crisis line needs a telephone number or an address."),
        ({"topic": "work"}, "A crisis line is for everyone: leave the topic empty."),
        ({"contact": "javascript:alert(1)"}, "neither a telephone number nor an address that a telephone may open"),
        ({"contact": " DATA : text/html,x"}, "neither a telephone number nor an address that a telephone may open"),
        ({"title": "Line of {clinic}"}, "Resources are shown as they are written"),
        ({"title": ""}, "This field is required."),
        ({"title": "\u200b"}, "The resource cannot be shown: its title is empty."),
        ({"language": ""}, "This field is required."),
    ],
)
def test_a_malformed_resource_is_refused(cast: Cast, changed: dict[str, str], said: str) -> None:
    answer = sign_in(cast.administrator).post(reverse(ADD_LINE), {**LINE, **changed})
    assert said in answer.content.decode()
    assert not SupportResource.objects.exists()


@pytest.mark.parametrize("contact", ["+254 700 000 000", "https://upendo.example", "WhatsApp: 0700 000 000"])
def test_a_contact_is_a_number_or_an_address_in_the_clinics_own_words(cast: Cast, contact: str) -> None:
    assert sign_in(cast.administrator).post(reverse(ADD_LINE), {**LINE, "contact": contact}).status_code == 302
    assert SupportResource.objects.get().contact == contact


def test_every_text_can_be_chosen_once_and_none_is_chosen_before(cast: Cast) -> None:
    unchosen, *groups = text_choices()
    assert unchosen[0] == ""
    assert sorted(key for _, choices in groups for key, _ in choices) == sorted(TEXT_KEYS)
    assert all(choices for _, choices in groups)
    page = sign_in(cast.administrator).get(reverse(ADD_TEXT)).content.decode()
    assert page.count("<optgroup") == len(groups)


def test_who_saves_is_told_when_people_read_it(cast: Cast) -> None:
    answer = sign_in(cast.administrator).post(reverse(ADD_TEXT), TEXT, follow=True)
    assert "People read it from their next build on, in the coming night." in answer.content.decode()


def test_an_empty_list_says_what_people_read_meanwhile(cast: Cast) -> None:
    client = sign_in(cast.administrator)
    assert "People read Resona's own texts." in words_of(client, list_url(InterfaceText))
    assert "People see a placeholder instead of a crisis line." in words_of(client, list_url(SupportResource))


def test_texts_and_resources_are_found_by_their_words(cast: Cast) -> None:
    make_both(cast)
    client = sign_in(cast.clinician)
    for model, found, word in ((InterfaceText, "greeting.steady", "welcome"), (SupportResource, "Walks", "saturdays")):
        assert found in words_of(client, list_url(model), q=word)
        assert "None of them says “xyz”." in words_of(client, list_url(model), q="xyz")


def make_both(cast: Cast) -> list[Model]:
    text: Any = InterfaceText.objects.create(clinic=cast.clinic, **TEXT)
    line = SupportResource.objects.create(
        clinic=cast.clinic, kind="support", language="en", title="Walks", text="On Saturdays."
    )
    return [text, line]


def test_clinicians_read_them_and_strangers_do_not(cast: Cast) -> None:
    for record in make_both(cast):
        shown = str(getattr(record, "title", None) or getattr(record, "key", None))
        for caller, sees in ((cast.clinician, True), (cast.administrator, True), (cast.stranger, False)):
            assert (shown in sign_in(caller).get(list_url(type(record))).content.decode()) is sees
        assert sign_in(cast.clinician).post(page_url(record), {"text": "changed"}).status_code == 403
        assert sign_in(cast.stranger).get(page_url(record)).status_code == 404


def test_a_text_that_is_deleted_gives_way_to_resonas_own(cast: Cast) -> None:
    for record in make_both(cast):
        delete = page_url(record).replace("change", "delete")
        assert sign_in(cast.clinician).post(delete, {"post": "yes"}).status_code == 403
        assert sign_in(cast.administrator).post(delete, {"post": "yes"}).status_code == 302
        assert not type(record)._default_manager.exists()
