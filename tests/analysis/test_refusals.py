"""Whoever is refused for want of consent or for a restriction is told where to turn in a crisis all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from conversations.models import Message
from interfaces.models import SupportResource
from interfaces.services import build_interfaces
from interfaces.wording.texts import OWN_TEXTS
from resona.accounts.models import User
from resona.compliance.holds import place_hold
from resona.compliance.rights_models import PrivacyHold
from tests.api.clients import PROBLEM, post_json, with_csrf, with_key
from tests.conftest import Cast
from tests.conversations.recordings import as_file, make_syllables
from tests.sessions import make_body

SESSIONS = "/api/v1/sessions/"
CRISIS = "I am going to kill myself tonight"
SPEECH = as_file(make_syllables(1.0))
LINES = {"en": ("Crisis line", "1190"), "sw": ("Simu ya dharura", "1195")}
Answer = tuple[int, dict[str, Any]]


@pytest.fixture(autouse=True)
def lines(cast: Cast) -> None:
    for language, (title, contact) in LINES.items():
        line = {"kind": "crisis", "language": language, "title": title, "contact": contact, "text": "Day and night."}
        SupportResource.objects.create(clinic=cast.clinic, **line)


@pytest.fixture
def key(cast: Cast) -> Client:
    return with_key(cast.clinic, "sessions:write", "interfaces:write")


def without_consent(cast: Cast) -> None:
    User.objects.filter(id=cast.person.id).update(consent_version="")


def restricted(cast: Cast) -> None:
    hold: dict[str, Any] = {"kind": PrivacyHold.Kind.RESTRICTION, "reason": "contested", "now": timezone.now()}
    place_hold(user_id=cast.person.id, caller=cast.administrator, **hold)


def as_json(client: Client, body: dict[str, Any]) -> Answer:
    answer: Any = post_json(client, SESSIONS, body)
    assert answer["Content-Type"] == (PROBLEM if answer.status_code >= 400 else "application/json")
    return answer.status_code, answer.json()


def as_line(client: Client, body: dict[str, Any]) -> Answer:
    answer: Any = client.post(f"{SESSIONS}batch/", json.dumps(body), content_type="application/x-ndjson")
    line, _ = map(json.loads, answer.getvalue().splitlines())
    return line["status"], line


def as_sound(client: Client, body: dict[str, Any]) -> Answer:
    sent = {name: value for name, value in body.items() if name != "voice"}
    parts = {"session": json.dumps(sent), "audio": SimpleUploadedFile("a.wav", SPEECH)}
    answer: Any = client.post(f"{SESSIONS}audio/", parts)
    return answer.status_code, answer.json()


by_way = pytest.mark.parametrize("send", [as_json, as_line, as_sound])
by_cause = pytest.mark.parametrize("refuse", [without_consent, restricted])


def contacts(answer: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(line["title"], line["contact"]) for line in answer["help"]]


@by_way
@by_cause
@pytest.mark.parametrize("spoken", [("en", "en"), ("sw", "sw"), ("sw-KE", "sw"), ("fr", "en")])
def test_the_refusal_carries_the_crisis_lines_in_their_language(
    cast: Cast, key: Client, send: Callable[..., Answer], refuse: Callable[[Cast], None], spoken: tuple[str, str]
) -> None:
    language, lines_of = spoken
    User.objects.filter(id=cast.person.id).update(language=language)
    refuse(cast)
    status, answer = send(key, make_body(cast.person, said=(CRISIS,)))
    assert (status, contacts(answer)) == (403, [LINES[lines_of]])
    assert not Message.objects.exists()


@by_way
def test_a_clinic_without_lines_says_what_to_do(cast: Cast, key: Client, send: Callable[..., Answer]) -> None:
    SupportResource.objects.all().delete()
    without_consent(cast)
    _, answer = send(key, make_body(cast.person))
    assert contacts(answer) == [(OWN_TEXTS["en"]["crisis.placeholder.title"], None)]


@by_way
def test_what_was_recorded_before_a_restriction_is_refused_so_too(
    cast: Cast, key: Client, send: Callable[..., Answer]
) -> None:
    body = make_body(cast.person)
    assert send(key, body)[0] == 201
    restricted(cast)
    status, answer = send(key, body)
    assert (status, contacts(answer)) == (403, [LINES["en"]])


def test_systems_are_told_nothing_else_of_whom_is_restricted(cast: Cast, key: Client) -> None:
    restricted(cast)
    _, answer = as_json(key, make_body(cast.person))
    assert set(answer) == {"type", "title", "status", "detail", "instance", "help"}
    assert str(cast.person.id) not in json.dumps(answer)


@by_way
def test_who_may_not_see_the_person_is_told_of_no_line(cast: Cast, send: Callable[..., Answer]) -> None:
    without_consent(cast)
    status, answer = send(with_key(cast.strange_person.clinic, "sessions:write"), make_body(cast.person))
    assert (status, "help" in answer) == (404, False)


def test_a_key_without_the_scope_is_told_of_no_line(cast: Cast) -> None:
    status, answer = as_json(with_key(cast.clinic, "records:read"), make_body(cast.person))
    assert (status, "help" in answer) == (403, False)


@by_cause
def test_so_does_the_refusal_to_adapt_their_interface(cast: Cast, key: Client, refuse: Callable[[Cast], None]) -> None:
    build_interfaces([cast.person.id], now=timezone.now())
    refuse(cast)
    address = f"/api/v1/users/{cast.person.id}/interface"
    by_staff = with_csrf(cast.administrator)
    asked: list[tuple[str, dict[str, Any]]] = [("rebuild", {}), ("back", {"version": 1, "reason": "She asked."})]
    for what, body in asked:
        answer: Any = post_json(by_staff, f"{address}/{what}/", body)
        assert (answer.status_code, contacts(answer.json())) == (403, [LINES["en"]])
