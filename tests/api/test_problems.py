"""Every error is problem details, and quotes nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from resona.api import problem_types
from resona.api.problem_types import ROOT, TYPES, written_table
from resona.errors import ResonaError
from tests.api.clients import PROBLEM, post_json, with_key
from tests.conftest import Cast

pytestmark = pytest.mark.urls("tests.api.echo")


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, "records:read", "risk:write")


def problem(response: Any) -> dict[str, Any]:
    assert response["Content-Type"] == PROBLEM
    document: dict[str, Any] = response.json()
    assert TYPES[document["type"].removeprefix(ROOT)].status == response.status_code
    assert document["status"] == response.status_code
    assert document["title"]
    assert document["detail"]
    return document


@pytest.mark.parametrize(
    ("kind", "status", "detail"),
    [
        ("clash", 409, "It is so already."),
        ("missing", 404, "Nothing is found here, or nothing that you may see."),
        ("unnamed", 500, "Something went wrong here. It has been logged."),
        ("unforeseen", 500, "Something went wrong here. It has been logged."),
        ("database", 503, "The database cannot be used right now. Try again."),
    ],
)
def test_an_error_in_a_view_is_a_problem(client: Client, kind: str, status: int, detail: str) -> None:
    response = client.get(f"/api/v1/fail/{kind}/?canary=1")
    document = problem(response)
    assert (response.status_code, document["detail"]) == (status, detail)
    assert document["instance"] == f"/api/v1/fail/{kind}/"


@pytest.mark.parametrize("kind", ["unnamed", "unforeseen", "database"])
def test_an_unforeseen_error_is_logged_by_kind_and_place_only(
    client: Client, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get(f"/api/v1/fail/{kind}/")
    [record] = [record for record in caplog.records if record.name == "resona.logs"]
    assert "tests/api/echo.py" in record.getMessage()
    assert "secret words" not in caplog.text


def test_a_hundred_faults_are_named_and_all_counted(client: Client) -> None:
    document = problem(client.get("/api/v1/fail/input/"))
    assert document["status"] == 400
    assert document["detail"] == "The input has 250 faults. The first 100 are named."
    assert document["error_count"] == 250
    assert len(document["errors"]) == 100
    assert document["errors"][7] == {"pointer": "/7", "detail": "is wrong"}


def test_errors_of_a_serializer_are_named_by_pointer(client: Client) -> None:
    assert problem(client.get("/api/v1/fail/serializer/"))["errors"] == [
        {"pointer": "/messages/1/a~1b", "detail": "too long"},
        {"pointer": "", "detail": "clash"},
    ]


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/", "/api/v2/users/", "/api/v1/no/such/thing/"])
@pytest.mark.parametrize("debug", [True, False])
def test_an_unknown_path_is_a_problem_too(path: str, debug: bool, settings: Any) -> None:
    settings.DEBUG = debug
    document = problem(Client().get(path))
    assert document["status"] == 404
    assert document["instance"] == path


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_an_unknown_path_is_a_problem_to_whatever_is_sent_there(method: str) -> None:
    document = problem(Client(enforce_csrf_checks=True).generic(method, "/api/v1/nothing/"))
    assert document["status"] == 404


def test_outside_of_the_api_django_answers_with_its_pages() -> None:
    response = Client().get("/nothing/")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


def test_a_host_that_is_not_ours_is_a_problem(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["resona.example"]
    document = problem(Client().get("/api/v1/echo", headers={"host": "evil.example"}))
    assert document["status"] == 400
    assert "evil" not in str(document)


def test_a_media_type_that_is_not_json_is_refused_without_repeating_it(client: Client) -> None:
    response = client.post("/api/v1/echo/", b"words", content_type="text/canary")
    assert problem(response)["status"] == 415
    assert "canary" not in response.content.decode()


def test_faulty_json_is_named_by_pointer(client: Client) -> None:
    response = client.post("/api/v1/echo/", b'{"a": {"b": NaN}}', content_type="application/json")
    assert problem(response)["errors"] == [{"pointer": "/a/b", "detail": "must be a finite number"}]


def test_sound_json_is_read_and_written(client: Client) -> None:
    body = {"data": [1, 2.5, None, True, "Ünïcödé \U0001f600"]}
    response = post_json(client, "/api/v1/echo/", body)
    assert response["Content-Type"] == "application/json"
    assert response.json() == {"data": body}  # type: ignore[attr-defined]


def test_no_answer_stays_in_a_cache(client: Client) -> None:
    for path in ("/api/v1/echo/", "/api/v1/fail/clash/"):
        assert client.get(path)["Cache-Control"] == "no-store"


def test_the_answer_is_json_whatever_is_accepted(client: Client) -> None:
    assert client.get("/api/v1/echo/", headers={"accept": "text/html"})["Content-Type"] == "application/json"


def test_the_kind_is_that_of_the_error_or_of_its_status(client: Client, cast: Cast) -> None:
    faults = problem(client.get("/api/v1/fail/input/"))
    assert faults["type"] == "/problems/invalid-input"
    assert problem(client.get("/api/v1/echo/?no=1", headers={"authorization": ""}))["type"].startswith(ROOT)
    assert problem(Client().get("/api/v1/echo/"))["type"] == "/problems/credentials-missing"
    refused = Client(headers={"authorization": "Bearer rk_none"}).get("/api/v1/echo/")
    assert problem(refused)["type"] == "/problems/credentials-refused"
    response = post_json(with_key(cast.clinic, "records:read"), "/api/v1/echo/", {})
    assert problem(response)["type"] == "/problems/scope-missing"
    assert problem(client.put("/api/v1/echo/"))["type"] == "/problems/method-not-allowed"


def test_every_error_that_names_a_kind_names_one_of_the_list_under_its_status() -> None:
    named = {error.__name__: (error.problem, error.status) for error in errors_below(ResonaError) if error.problem}
    assert {name for name, (code, status) in named.items() if TYPES[code].status != status} == set()
    assert len(named) > 30


def errors_below(root: type[ResonaError]) -> Iterator[type[ResonaError]]:
    for error in root.__subclasses__():
        yield error
        yield from errors_below(error)


def test_the_list_that_integrators_read_is_the_list_there_is() -> None:
    assert written_table() in Path(problem_types.__file__).with_name("PROBLEMS.md").read_text(encoding="utf-8")


@pytest.mark.urls("resona.urls")
def test_each_kind_is_described_where_it_says(db: None) -> None:
    page = Client().get(ROOT).content.decode()
    for code, kind in TYPES.items():
        assert f'id="{code}"' in page
        response = Client().get(kind.uri)
        assert (code, response.status_code) == (code, 200)
    assert Client().get(f"{ROOT}canary").status_code == 404
