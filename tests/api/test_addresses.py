"""Addresses without their slash, unknown ones, and what may be asked of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from resona.accounts.models import ApiKey
from tests.api.clients import PROBLEM, post_json, with_key
from tests.conftest import Cast

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("debug", [True, False])
def test_a_missing_slash_is_added_with_method_and_body_as_they_are(method: str, debug: bool, settings: Any) -> None:
    settings.DEBUG = debug
    response = Client(enforce_csrf_checks=True).generic(method, "/api/v1/users?page_size=2&language=%C3%A9", "{}")
    assert (response.status_code, response["Location"]) == (308, "/api/v1/users/?page_size=2&language=%C3%A9")


def test_what_follows_the_redirect_is_done(cast: Cast) -> None:
    client = with_key(cast.clinic, *ApiKey.Scope.values)
    path = f"/api/v1/users/{cast.person.id}/consents"
    body = {"purpose": "research", "decision": "given", "version": "2026-1"}
    response: Any = client.post(path, body, content_type="application/json", follow=True)
    assert response.redirect_chain == [(f"{path}/", 308)]
    assert response.status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/x", "/api/v2/users", "/api//evil.test/x", "/api/v1/docs/x"])
@pytest.mark.parametrize("method", METHODS)
def test_what_is_nowhere_leads_nowhere(method: str, path: str) -> None:
    response = Client().generic(method, path)
    assert (response.status_code, response["Content-Type"]) == (404, PROBLEM)
    assert "Location" not in response


@pytest.mark.parametrize(
    ("path", "methods"), [("/api/v1/users/", "GET, POST, HEAD, OPTIONS"), ("/api/v1/sessions/", "POST, OPTIONS")]
)
def test_whoever_asks_is_told_what_an_address_knows(db: None, path: str, methods: str) -> None:
    response = Client().options(path)
    assert (response.status_code, response.content, response["Allow"]) == (204, b"", methods)


@pytest.mark.parametrize("path", ["/api/v1/schema/", "/api/v1/docs/"])
def test_what_is_no_json_is_refused_in_json_all_the_same(db: None, path: str) -> None:
    response: Any = Client().put(path)
    assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)
    assert response.json()["type"] == "/problems/method-not-allowed"


def test_a_method_that_an_address_does_not_know_is_a_problem_that_names_those_it_knows(cast: Cast) -> None:
    client = with_key(cast.clinic, *ApiKey.Scope.values)
    response: Any = client.delete("/api/v1/users/")
    assert (response.status_code, response["Content-Type"]) == (405, PROBLEM)
    assert "GET" in response["Allow"]
    assert post_json(client, "/api/v1/users/me/", {}).status_code == 405
