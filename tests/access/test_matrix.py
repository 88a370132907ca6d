"""Every address, every kind of caller: what is answered, and that nothing of anyone else is in it.

A route without an expectation fails here: write its line into tests/access/expectations.py.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.urls import reverse

from tests.access.asking import ask_admin, ask_api
from tests.access.expectations import ABOUT_NOBODY, ADMIN_CALLERS, ELSEWHERE, OPEN_PAGES
from tests.access.routes import ADMIN, API, HTTP_METHODS, routes_below, routes_besides
from tests.access.scene import PEOPLE, SEES, Scene, content_of, models_of_people, undone
from tests.access.tables import Line, expected_of_admin, expected_of_api

pytestmark = pytest.mark.django_db

API_EXPECTED, ADMIN_EXPECTED = expected_of_api(), expected_of_admin()
API_ROUTES = {route.pattern.removeprefix(API): route for route in routes_below(API)}
# The start pages of apps name every app there is in their address: by name they stay what they are.
ADMIN_ROUTES = {
    "app_list" if route.name == "app_list" else route.pattern.removeprefix(ADMIN): route
    for route in routes_below(ADMIN)
}
# What only reads is asked for by GET, what changes something by POST too.
CHANGING = ("add/", "change/", "delete/", "password/", "password_change/")


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
            assert (answer.status_code in {200, 404, 503}, scene.people_in(answer.content)) == (True, set()), address


def test_everybody_has_a_row_in_every_table_of_people(scene: Scene) -> None:
    for model, path in models_of_people().items():
        for name in PEOPLE:
            person = getattr(scene.cast, name)
            assert model._default_manager.filter(**{path: person.id}).exists(), (model, name)


@pytest.mark.parametrize("line", API_EXPECTED, ids=" ".join)
def test_the_api_answers(scene: Scene, line: Line) -> None:
    method, path = line
    answers: dict[str, int] = {}
    for caller in API_EXPECTED[line]:
        with undone():
            answer = ask_api(scene, caller, method, API_ROUTES[path])
            answers[caller] = answer.status_code
            _tells_of_nobody_else(scene, caller, answer)
    assert answers == API_EXPECTED[line]


@pytest.mark.parametrize("line", [line for line in API_EXPECTED if line[0] == "GET"], ids=" ".join)
def test_the_api_shows_whoever_may_be_seen(scene: Scene, line: Line) -> None:
    """Or nothing that is withheld would mean anything."""
    path = line[1]
    for caller, status in API_EXPECTED[line].items():
        if status != 200 or path in ABOUT_NOBODY:
            continue
        shown = scene.people_in(content_of(ask_api(scene, caller, "GET", API_ROUTES[path])))
        assert shown == ({"person"} if "<" in path else SEES[caller]), caller


def test_no_route_of_the_api_takes_another_method(scene: Scene) -> None:
    for caller in ("person", "administrator", "superuser", "key"):
        for path, route in API_ROUTES.items():
            for method in set(HTTP_METHODS) - set(route.methods):
                answer = ask_api(scene, caller, method, route)
                assert (path, method, answer.status_code) == (path, method, 405)


@pytest.mark.parametrize("caller", ["nobody", "person", "key"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_but_staff_gets_past_the_sign_in(scene: Scene, caller: str, method: str) -> None:
    for path, route in ADMIN_ROUTES.items():
        if path in OPEN_PAGES:
            continue
        answer = ask_admin(scene, caller, method, route)
        # Who was never in is sent from the sign-out to the start page.
        goal = reverse("admin:index") if path == "logout/" else reverse("admin:login")
        assert (path, answer.status_code, answer["Location"].split("?")[0]) == (path, 302, goal)


@pytest.mark.parametrize("line", ADMIN_EXPECTED, ids=" ".join)
def test_the_admin_answers(scene: Scene, line: Line) -> None:
    method, path = line
    answers: dict[str, int] = {}
    for caller in ADMIN_CALLERS:
        client = scene.callers[caller]
        cookies = deepcopy(client.cookies)
        with undone():
            answer = ask_admin(scene, caller, method, ADMIN_ROUTES[path])
            answers[caller] = answer.status_code
            _tells_of_nobody_else(scene, caller, answer)
        client.cookies = cookies  # of whoever has just signed out
    assert answers == ADMIN_EXPECTED[line]


@pytest.mark.parametrize("path", ["", "accounts/user/", "conversations/message/", "risk/riskassessment/"])
def test_the_admin_shows_whoever_may_be_seen(scene: Scene, path: str) -> None:
    for caller in ADMIN_CALLERS:
        answer = ask_admin(scene, caller, "GET", ADMIN_ROUTES[path])
        assert scene.people_in(answer.content) == SEES[caller], caller


def _tells_of_nobody_else(scene: Scene, caller: str, answer: Any) -> None:
    told = scene.people_in(content_of(answer))
    if answer.status_code >= 300:
        told -= {"person"} & scene.people_in(answer.request["PATH_INFO"].encode())  # problems name what was asked for
    assert told <= SEES[caller], (caller, answer.request["PATH_INFO"])


def _changes(path: str) -> bool:
    is_ours = "<uuid:" in path and not path.endswith(("/colours/", "of/<uuid:user_id>/"))
    return is_ours or path.endswith(CHANGING) or path == "logout/"
