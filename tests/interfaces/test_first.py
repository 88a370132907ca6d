"""Everybody has an interface from their first second, with the crisis lines of today, whatever is known of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from interfaces.models import InterfaceBuild, InterfaceEvolution, InterfaceText, SupportResource, UserInterface
from interfaces.schema import interface_schema
from interfaces.services import build_interfaces
from interfaces.wording.texts import OWN_TEXTS
from resona.accounts.models import User
from resona.compliance.holds import place_hold
from resona.compliance.rights_models import PrivacyHold
from resona.postgres.models import new_id
from tests.api.clients import post_json, signed_in, with_key
from tests.conftest import Cast
from tests.interfaces.records import SAD, raise_event, store_days, store_session, store_unreadable_session

READ, WRITE = "interfaces:read", "interfaces:write"
LINE = {"kind": "crisis", "text": "Day and night.", "position": 1}


def path_of(user_id: object) -> str:
    return f"/api/v1/users/{user_id}/interface/"


def config_of(client: Client, person: User) -> dict[str, Any]:
    """The first interface, which keeps the contract of those that are stored."""
    response: Any = client.get(path_of(person.id))
    assert response.status_code == 200, response.content
    document = response.json()
    config: dict[str, Any] = document["interface_config"]
    Draft202012Validator(interface_schema()).validate(config)
    assert (document["user_id"], document["version"]) == (str(person.id), 1)
    assert not UserInterface.objects.filter(user=person).exists()
    return config


def lines_in(config: dict[str, Any]) -> list[str]:
    return [line["contact"] for line in config["crisis_lines"]]


@pytest.fixture(autouse=True)
def lines(cast: Cast) -> None:
    for language, title, contact in (("en", "Crisis line", "1190"), ("sw", "Simu ya dharura", "1195")):
        SupportResource.objects.create(clinic=cast.clinic, language=language, title=title, contact=contact, **LINE)


@pytest.fixture
def key(cast: Cast) -> Client:
    return with_key(cast.clinic, READ, WRITE)


def hold_back(cast: Cast, person: User) -> None:
    hold: dict[str, Any] = {"kind": PrivacyHold.Kind.RESTRICTION, "reason": "contested", "now": timezone.now()}
    place_hold(user_id=person.id, caller=cast.administrator, **hold)


def test_a_person_made_in_sql_this_second_has_one(cast: Cast, key: Client) -> None:
    user_id = new_id()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO users (id, role, clinic_id, consents_given) VALUES (%s, 'person', %s, '{}')",
            [user_id, cast.clinic.id],
        )
    assert lines_in(config_of(key, User.objects.get(id=user_id))) == ["1190"]


def test_it_carries_a_tag_that_stays_while_nothing_changes(cast: Cast, key: Client) -> None:
    first: Any = key.get(path_of(cast.person.id))
    assert first["ETag"].startswith('"')
    for _ in range(2):
        assert key.get(path_of(cast.person.id), headers={"If-None-Match": first["ETag"]}).status_code == 304
    SupportResource.objects.filter(contact="1190").update(contact="1199")
    again: Any = key.get(path_of(cast.person.id), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["ETag"] != first["ETag"]) == (200, True)


def test_the_next_build_stores_what_was_shown(cast: Cast, key: Client) -> None:
    store_days(cast.person, 8, until=timezone.now(), emotion=SAD)
    shown = config_of(key, cast.person)
    assert shown["theme"]["name"] != "balanced"
    assert post_json(key, f"{path_of(cast.person.id)}rebuild/", {}).status_code == 200
    stored = UserInterface.objects.get(user=cast.person)
    assert (stored.version, stored.interface_config) == (1, shown)
    document: Any = key.get(path_of(cast.person.id)).json()
    assert (document["id"], document["interface_config"]) == (str(stored.id), shown)


def test_an_open_crisis_puts_help_first_before_anything_is_built(cast: Cast, key: Client) -> None:
    raise_event(store_session(cast.person, at=timezone.now(), level=None))
    assert config_of(key, cast.person)["layout"][0]["section"] == "safety"


def test_reading_it_stores_nothing(cast: Cast, key: Client) -> None:
    config_of(key, cast.person)
    assert not any(model.objects.exists() for model in (UserInterface, InterfaceEvolution, InterfaceBuild))


def test_who_does_not_consent_has_one_that_reads_nothing_of_theirs(cast: Cast, key: Client) -> None:
    store_days(cast.person, 8, until=timezone.now(), emotion=SAD)
    User.objects.filter(id=cast.person.id).update(consent_version="")
    config = config_of(key, cast.person)
    assert (config["theme"]["name"], lines_in(config)) == ("balanced", ["1190"])
    assert post_json(key, f"{path_of(cast.person.id)}rebuild/", {}).status_code == 403


def test_who_is_restricted_has_one_that_reads_nothing_of_theirs(cast: Cast, key: Client) -> None:
    store_days(cast.person, 8, until=timezone.now(), emotion=SAD)
    hold_back(cast, cast.person)
    for client in (key, signed_in(cast.person)):
        config = config_of(client, cast.person)
        assert (config["theme"]["name"], lines_in(config)) == ("balanced", ["1190"])


@pytest.mark.parametrize("consents", [True, False])
def test_a_clinic_without_resources_has_words_in_their_place(cast: Cast, key: Client, consents: bool) -> None:
    SupportResource.objects.all().delete()
    if not consents:
        User.objects.filter(id=cast.person.id).update(consent_version="")
    (line,) = config_of(key, cast.person)["crisis_lines"]
    assert (line["title"], line["contact"]) == (OWN_TEXTS["en"]["crisis.placeholder.title"], None)


@pytest.mark.parametrize("language", ["sw", "sw-KE", "sw_KE"])
@pytest.mark.parametrize("consents", [True, False])
def test_in_swahili(cast: Cast, key: Client, language: str, consents: bool) -> None:
    User.objects.filter(id=cast.person.id).update(language=language)
    if not consents:
        User.objects.filter(id=cast.person.id).update(consent_version="")
    config = config_of(key, cast.person)
    assert (config["language"], lines_in(config)) == ("sw", ["1195"])


def test_a_language_there_are_no_texts_in_is_english(cast: Cast, key: Client) -> None:
    User.objects.filter(id=cast.person.id).update(language="")
    assert config_of(key, cast.person)["language"] == "en"


def test_what_would_fail_a_build_takes_no_help_away(cast: Cast, key: Client) -> None:
    store_unreadable_session(cast.person, at=timezone.now())
    assert lines_in(config_of(key, cast.person)) == ["1190"]


def test_a_faulty_text_or_line_of_the_clinic_takes_away_neither_the_others_nor_help(cast: Cast, key: Client) -> None:
    InterfaceText.objects.create(clinic=cast.clinic, language="en", key="VoiceRecorder.title", text="{name}")
    InterfaceText.objects.create(clinic=cast.clinic, language="en", key="Greeting.title", text="Karibu")
    faulty = SupportResource.objects.filter(contact="1190").get()
    faulty.pk, faulty.contact, faulty.position = new_id(), "javascript:alert()", 0
    SupportResource.objects.bulk_create([faulty])
    config = config_of(key, cast.person)
    assert lines_in(config) == ["1190"]
    titles = [config["components"][name]["title"] for name in ("VoiceRecorder", "Greeting")]
    assert titles == [OWN_TEXTS["en"]["VoiceRecorder.title"], "Karibu"]


def test_where_versions_were_taken_away_the_next_one_is_named(cast: Cast, key: Client) -> None:
    build_interfaces([cast.person.id], now=datetime.now(UTC) - timedelta(days=1))
    UserInterface.objects.filter(user=cast.person).update(active=False)
    response: Any = key.get(path_of(cast.person.id))
    assert (response.status_code, response.json()["version"]) == (200, 2)
