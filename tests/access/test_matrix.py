"""Every address, every kind of caller: what is answered, that nothing of anyone else is in it, and what is kept of it.

A route without an expectation fails here: write its line into tests/access/expectations.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from resona.accounts.models import Clinic, User
from resona.audit.actors import name_actor
from resona.compliance.holds import place_hold
from resona.compliance.rights_models import PrivacyHold
from tests.access.asking import JSON, address_of, ask_admin, ask_api, places_in
from tests.access.expectations import (
    ABOUT_NOBODY,
    ADMIN_CALLERS,
    API_CALLERS,
    ELSEWHERE,
    MAY_WRITE_AS,
    NOBODYS_RECORD,
    OPEN_PAGES,
    SEE_WEBHOOK_MESSAGES,
    SHOWS_WHAT_IT_MADE,
    TELLS_OF_TEAMS,
    WRITTEN_AS,
)
from tests.access.routes import ADMIN, API, HTTP_METHODS, routes_below, routes_besides
from tests.access.scene import PEOPLE, SEES, Answered, Line, Scene, models_of_people
from tests.access.tables import expected_of_admin, expected_of_api
from tests.encryption.keys import make_keyring

pytestmark = pytest.mark.django_db

API_EXPECTED, ADMIN_EXPECTED = expected_of_api(), expected_of_admin()
API_ROUTES = {route.pattern.removeprefix(API): route for route in routes_below(API)}
# The start pages of apps name every app there is in their address: by name they stay what they are.
ADMIN_ROUTES = {
    "app_list" if route.name == "app_list" else route.pattern.removeprefix(ADMIN): route
    for route in routes_below(ADMIN)
}
# What only reads is asked for by GET, what changes something by POST too.
CHANGING = ("add/", "change/", "delete/", "open/", "password/", "password_change/")
ONLY_READING = ("/accesses/", "/record/", "/colours/", "of/<uuid:user_id>/")
ANSWERED_IN_LINES = "sessions/batch/"  # what was made of each session is told while the next is made
# What systems may ask for restricted people too, who keep their rights, the app they come with, and the way to help.
RIGHTS_OF_RESTRICTED = (
    "/consents/",
    "/privacy-settings/",
    "/privacy-requests/",
    "privacy-requests/<uuid:id>/",
    "privacy-requests/<uuid:id>/withdraw/",
    "/accesses/",
    "/tokens/",
    "/tokens/<uuid:token>/",
    "<uuid:id>/interface/",
    "/help-requests/",
    "/safety-checks/",
)
# Of a person who is restricted, what is refused with the reason.
REFUSED_BY_NAME = ("sessions/", "sessions/audio/", "users/<uuid:id>/enrolment-code/")
OF_NOBODY = ("webhook-endpoints/", "handovers/")
NAME_WHOM_IN_BODY = (("POST", "tasks/"), ("POST", "decisions/"), ("POST", "notes/"))
NAMES_NOBODY = ("care-teams/", "handovers/", TELLS_OF_TEAMS)
OF_A_SHIFT = "handovers/<uuid:id>/"  # of whom in it the reader sees
PAGES_OF_SEVERAL = ("", "my-day/", "triage/", "accounts/user/", "conversations/message/", "risk/riskassessment/")

# What is read whole to be replaced whole: with what cannot be opened left out, it would be taken for all there is.
FAILS_FOR_A_LOST_KEY = {
    *(f"users/<uuid:id>/{part}/" for part in ("profile", "identifiers", "contacts")),
    "accounts/user/<uuid:person_id>/details/",
}

by_route = pytest.mark.parametrize("line", API_EXPECTED, ids=" ".join)
by_page = pytest.mark.parametrize("line", ADMIN_EXPECTED, ids=" ".join)


def test_every_route_of_the_api_has_an_expectation() -> None:
    routes = {(method, path) for path, route in API_ROUTES.items() for method in route.methods}
    assert routes == set(API_EXPECTED)


def test_every_page_of_the_admin_has_an_expectation() -> None:
    asked = {("GET", path) for path in ADMIN_ROUTES} | {("POST", path) for path in ADMIN_ROUTES if _changes(path)}
    assert asked - set(ADMIN_EXPECTED) == {("GET", path) for path in OPEN_PAGES}
    assert {path for _, path in ADMIN_EXPECTED} <= set(ADMIN_ROUTES)


def test_whatever_else_is_served_tells_of_nobody(scene: Scene) -> None:
    assert {route.pattern for route in routes_besides(API, ADMIN)} == set(ELSEWHERE)
    for address in ELSEWHERE.values():
        for client in scene.callers.values():
            answer = client.get(address)
            assert answer.status_code in {200, 302, 404, 503}, address
            assert not scene.people_in(answer.content), address


def test_everybody_has_a_row_in_every_table_of_people(scene: Scene) -> None:
    for model, path in models_of_people().items():
        for name in PEOPLE:
            person = getattr(scene.cast, name)
            assert model._default_manager.filter(**{path: person.id}).exists(), (model, name)


@by_route
def test_the_api_answers(scene: Scene, line: Line) -> None:
    answers = _of_api(scene, line)
    assert {caller: answer.status for caller, answer in answers.items()} == API_EXPECTED[line]


def test_nobody_but_the_person_and_the_systems_that_record_for_them_writes_as_them(scene: Scene) -> None:
    """In a batch every line is authorised by itself: that somebody else asks is told there."""
    for line in WRITTEN_AS:
        wrote = {caller for caller, answer in _of_api(scene, line).items() if answer.recorded}
        assert wrote == MAY_WRITE_AS, line


@by_page
def test_the_admin_answers(scene: Scene, line: Line) -> None:
    answers = _of_admin(scene, line)
    assert {caller: answer.status for caller, answer in answers.items()} == ADMIN_EXPECTED[line]


def test_nothing_of_anyone_else_is_in_an_answer(scene: Scene) -> None:
    told = {(line, caller): answer for line, answers in _everything(scene) for caller, answer in answers.items()}
    assert {
        each: set(_told(scene, answer)) for each, answer in told.items() if _told(scene, answer) - SEES[each[1]]
    } == {}


def test_whoever_may_be_seen_is_in_the_answer(scene: Scene) -> None:
    """Or nothing that is withheld would mean anything."""
    for line in API_EXPECTED:
        if line[0] == "GET" and line[1] not in ABOUT_NOBODY:
            for caller, answer in _of_api(scene, line).items():
                assert answer.status != 200 or answer.shown == _seen_at(line[1], caller), (line, caller)
    for path in PAGES_OF_SEVERAL:
        for caller, answer in _of_admin(scene, ("GET", path)).items():
            assert answer.shown == SEES[caller], (path, caller)


def test_every_answer_that_shows_someone_is_kept_and_no_other(scene: Scene) -> None:
    """Whatever was asked: what changes nothing, because it was done before, shows as much. What is made, the audit log
    tells."""
    wrong = {}
    for line, answers in _everything(scene):
        for caller, answer in answers.items():
            is_record = answer.status == 200 and not line[1].startswith((*NOBODYS_RECORD, ANSWERED_IN_LINES))
            is_given = (line in SHOWS_WHAT_IT_MADE and answer.status == 201) or _is_queued_again(line, answer)
            is_of_person = is_given or (line[1] == TELLS_OF_TEAMS and answer.status == 200)
            shown = frozenset({"person"}) if is_of_person else answer.shown if is_record else frozenset()
            kept = [each.people for each in answer.kept]
            if kept != ([shown] if shown else []):
                wrong[line, caller] = (shown, kept)
    assert wrong == {}


def test_what_is_kept_says_who_looked_where_and_at_how_much(scene: Scene) -> None:
    own = {"administrator", "clinician", "outsider", "other_person", "person", "stranger", "superuser"}
    actors = {caller: name_actor(getattr(scene.cast, caller)) for caller in own}
    actors["app"] = actors["person"]
    for line, answers in _everything(scene):
        route = ADMIN_ROUTES[line[1]] if line in ADMIN_EXPECTED else API_ROUTES[line[1]]
        for caller, answer in answers.items():
            for kept in answer.kept:
                assert kept.source == f"{line[0]} {route.pattern}"
                assert kept.records >= len(kept.people)
                if caller in actors:
                    assert kept.actor == actors[caller]
                else:
                    assert kept.actor.startswith("key:"), caller


def test_systems_neither_read_nor_change_anything_of_whom_is_restricted(scene: Scene) -> None:
    """What is left to them: to ask for the person's rights, and to hear why a session is not recorded."""
    hold: dict[str, Any] = {"kind": PrivacyHold.Kind.RESTRICTION, "reason": "contested", "now": timezone.now()}
    asked_anew = replace(scene, answered={})
    with transaction.atomic():
        place_hold(user_id=scene.cast.person.id, caller=scene.cast.administrator, **hold)
        for line, expected in API_EXPECTED.items():
            answers = ask_api(asked_anew, line, API_ROUTES[line[1]], ("key", "client", "person"))
            is_right = line[1].endswith(RIGHTS_OF_RESTRICTED)
            for caller in ("key", "client"):
                is_of_person = line in NAME_WHOM_IN_BODY or ("<" in line[1] and not line[1].startswith(OF_NOBODY))
                refused = 403 if line[1] in REFUSED_BY_NAME else 404 if is_of_person else None
                stays = is_right or refused is None or expected[caller] == 403
                # A body that is refused may be so before anybody is looked for.
                awaited = {expected[caller]} if stays else {refused, 400} if expected[caller] == 400 else {refused}
                assert answers[caller].status in awaited, line
                assert is_right or "person" not in _told(scene, answers[caller]), line
            if line[0] == "GET":
                assert answers["person"].status == expected["person"], line
        transaction.set_rollback(True)


def test_no_address_fails_to_be_read_for_a_lost_key(scene: Scene, settings: Any) -> None:
    settings.RESONA_KEYRING = make_keyring("lost")
    asked_anew = replace(scene, answered={})
    for expected, routes, ask, caller in (
        (API_EXPECTED, API_ROUTES, ask_api, "key"),
        (ADMIN_EXPECTED, ADMIN_ROUTES, ask_admin, "administrator"),
    ):
        for line in (line for line in expected if line[0] == "GET" and ("<" in line[1] or ask is ask_api)):
            answers = ask(asked_anew, line, routes[line[1]], (caller,))
            is_refused = line[1] in FAILS_FOR_A_LOST_KEY
            assert answers[caller].status == (503 if is_refused else expected[line][caller]), line


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "x" * 50])
def test_no_address_fails_for_a_time_zone_that_cannot_be_opened(scene: Scene, name: str) -> None:
    asked_anew = replace(scene, answered={})
    with transaction.atomic():
        Clinic.objects.update(timezone=name)
        User.objects.update(timezone=name)
        for line, expected in API_EXPECTED.items():
            if line[0] == "GET":
                assert ask_api(asked_anew, line, API_ROUTES[line[1]], ("key",))["key"].status == expected["key"], line
        for line, expected in ADMIN_EXPECTED.items():
            answers = ask_admin(asked_anew, line, ADMIN_ROUTES[line[1]], ("administrator",))
            assert answers["administrator"].status == expected["administrator"], line
        transaction.set_rollback(True)


def test_no_route_of_the_api_takes_another_method(scene: Scene) -> None:
    callers = [scene.callers[name] for name in ("person", "administrator", "superuser", "key")]
    for path, route in API_ROUTES.items():
        address = address_of(scene, route)
        for method in set(HTTP_METHODS) - set(route.methods):
            answers = [caller.generic(method, address, b"{}", content_type=JSON) for caller in callers]
            assert {answer.status_code for answer in answers} == {405}, (method, path)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_but_staff_gets_past_the_sign_in(scene: Scene, method: str) -> None:
    """Nor does anything, so that nothing has to be taken back."""
    callers = [scene.callers[name] for name in ("nobody", "person", "key")]
    for path, route in ADMIN_ROUTES.items():
        if path in (*OPEN_PAGES, "logout/"):
            continue
        address = route.address(places_in(scene, route))
        answers = [caller.generic(method, address) for caller in callers]
        found = {(answer.status_code, answer.headers.get("Location", "").split("?")[0]) for answer in answers}
        assert found == {(302, reverse("admin:login"))}, path


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_was_never_in_is_sent_from_the_sign_out_to_the_start_page(scene: Scene, method: str) -> None:
    answers = ask_admin(scene, (f"{method} as nobody", "logout/"), ADMIN_ROUTES["logout/"], ("nobody", "person", "key"))
    assert {(answer.status, answer.location) for answer in answers.values()} == {(302, reverse("admin:index"))}


def _of_api(scene: Scene, line: Line) -> dict[str, Answered]:
    return ask_api(scene, line, API_ROUTES[line[1]], API_CALLERS)


def _of_admin(scene: Scene, line: Line) -> dict[str, Answered]:
    return ask_admin(scene, line, ADMIN_ROUTES[line[1]], ADMIN_CALLERS)


def _everything(scene: Scene) -> list[tuple[Line, dict[str, Answered]]]:
    return [(line, _of_api(scene, line)) for line in API_EXPECTED] + [
        (line, _of_admin(scene, line)) for line in ADMIN_EXPECTED
    ]


def _seen_at(path: str, caller: str) -> frozenset[str]:
    """Whom an answer of 200 shows to whoever reads this address of the API."""
    if path in NAMES_NOBODY:
        return frozenset()
    if path == OF_A_SHIFT:
        return frozenset({"person"}) & SEES[caller]
    if path == "webhook-messages/":
        return frozenset({"person"} if caller in SEE_WEBHOOK_MESSAGES else ())
    return frozenset({"person"}) if "<" in path else SEES[caller]


def _is_queued_again(line: Line, answer: Answered) -> bool:
    """Whether the answer is a message about the person, which is sent again."""
    return line == ("POST", "webhook-messages/<uuid:id>/replay/") and answer.status == 202


def _told(scene: Scene, answer: Answered) -> frozenset[str]:
    """Whom an answer tells of; problems name the address that was asked for."""
    return answer.shown if answer.status == 200 else answer.shown - scene.people_in(answer.path.encode())


def _changes(path: str) -> bool:
    is_ours = "<uuid:" in path and not path.endswith(ONLY_READING)
    return is_ours or path.endswith(CHANGING) or path == "logout/"
