"""A change made on condition that nobody changed the record since it was read: If-Match, and the tags it names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLResolver, get_resolver

from resona.accounts.models import ApiKey
from resona.audit.models import DataAccess
from risk.models import CrisisEvent
from tests.access.routes import routes_below
from tests.api.clients import PROBLEM, post_json, with_key
from tests.api.records import make_event, make_session
from tests.conftest import Cast

# What makes something new, finds, counts as a call for help, ends something, or puts a build in its place: nothing
# that anybody has read is overwritten.
MAKES_OR_FINDS = {
    "decisions/",
    "enrolments/",
    "handovers/",
    "notes/",
    "notes/<uuid:id>/read/",
    "oauth/token/",
    "sessions/",
    "sessions/audio/",
    "sessions/batch/",
    "tasks/",
    "tokens/refresh/",
    "users/",
    "users/search/",
    "users/<uuid:id>/crisis-events/",
    "users/<uuid:id>/emergency-access/",
    "users/<uuid:id>/enrolment-code/",
    "users/<uuid:id>/help-requests/",
    "users/<uuid:id>/interface/rebuild/",
    "users/<uuid:id>/safety-checks/",
    "users/<uuid:id>/tokens/",
    "users/<uuid:id>/tokens/<uuid:token>/",
    "webhook-endpoints/",
    "webhook-endpoints/<uuid:id>/rotate-secret/",
    "webhook-endpoints/<uuid:id>/test/",
    "webhook-messages/<uuid:id>/replay/",
    "webhook-messages/replay/",
}
# What refuses another decision by itself: it is written once, or changes what is to what is not.
WRITTEN_ONCE = {
    "risk-assessments/<uuid:id>/action/",
    "users/<uuid:id>/care/begin/",
    "users/<uuid:id>/care/end/",
}
STALE = '"0000"'


@pytest.fixture
def client(cast: Cast) -> Client:
    return with_key(cast.clinic, *ApiKey.Scope.values)


def person_path(cast: Cast, part: str = "") -> str:
    return f"/api/v1/users/{cast.person.id}/{part}"


def send(client: Client, method: str, path: str, body: object, tag: str) -> Any:
    return client.generic(
        method.upper(), path, json.dumps(body), content_type="application/json", headers={"if-match": tag}
    )


def changes(cast: Cast, event: CrisisEvent) -> list[tuple[str, str, str, dict[str, object]]]:
    """What is changed, how, with what, and where it is read."""
    of_event = f"/api/v1/crisis-events/{event.id}/"
    return [
        (
            "post",
            person_path(cast, "consents/"),
            person_path(cast, "consents/"),
            {"purpose": "research", "decision": "given", "version": "2026-1"},
        ),
        (
            "patch",
            person_path(cast, "privacy-settings/"),
            person_path(cast, "privacy-settings/"),
            {"retention_days": 9},
        ),
        ("post", f"{of_event}acknowledge/", of_event, {}),
        ("post", f"{of_event}notes/", of_event, {"note": "called"}),
        ("post", f"{of_event}resolve/", of_event, {"resolution": "transferred", "note": "seen"}),
    ]


def test_a_change_is_made_only_of_what_was_read(client: Client, cast: Cast) -> None:
    event = make_event(make_session(cast.person))
    for method, path, read_at, body in changes(cast, event):
        before: Any = client.get(read_at)
        assert before.status_code == 200, read_at
        refused = send(client, method, path, body, STALE)
        assert (path, refused.status_code, refused["Content-Type"]) == (path, 412, PROBLEM)
        assert client.get(read_at).content == before.content
        changed = send(client, method, path, body, before["ETag"])
        assert (path, changed.status_code) == (path, 200), changed.content
        assert changed["ETag"] == client.get(read_at)["ETag"]


def test_what_was_changed_since_is_not_changed_again(client: Client, cast: Cast) -> None:
    path = f"/api/v1/crisis-events/{make_event(make_session(cast.person)).id}/"
    read: Any = client.get(path)
    assert post_json(client, f"{path}notes/", {"note": "called, no answer"}).status_code == 200
    assert (
        send(client, "post", f"{path}resolve/", {"resolution": "transferred", "note": "-"}, read["ETag"]).status_code
        == 412
    )
    assert CrisisEvent.objects.get().resolved_at is None


def test_a_tag_that_was_weakened_on_the_way_counts_and_so_does_any(client: Client, cast: Cast) -> None:
    path = f"/api/v1/crisis-events/{make_event(make_session(cast.person)).id}/"
    tag = client.get(path)["ETag"]
    assert send(client, "post", f"{path}notes/", {"note": "a"}, f'"other", W/{tag}').status_code == 200
    assert send(client, "post", f"{path}notes/", {"note": "b"}, "*").status_code == 200
    assert send(client, "post", f"{path}notes/", {"note": "c"}, "nonsense").status_code == 412


def test_of_what_nobody_may_see_nothing_is_told(client: Client, cast: Cast) -> None:
    path = f"/api/v1/crisis-events/{make_event(make_session(cast.strange_person)).id}/notes/"
    assert send(client, "post", path, {"note": "a"}, "*").status_code == 404
    assert send(client, "post", path, {"note": "a"}, STALE).status_code == 404


def test_whoever_has_what_is_there_is_told_so(client: Client, cast: Cast) -> None:
    for path in (person_path(cast), person_path(cast, "consents/"), person_path(cast, "drift/")):
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_who_looked_is_kept_once_whatever_the_condition(client: Client, cast: Cast) -> None:
    path = f"/api/v1/crisis-events/{make_event(make_session(cast.person)).id}/"
    tag = client.get(path)["ETag"]
    before = DataAccess.objects.count()
    assert send(client, "post", f"{path}notes/", {"note": "called"}, tag).status_code == 200
    assert DataAccess.objects.count() == before + 1


def test_of_those_who_read_the_same_one_alone_changes_it(shared_database: None, cast: Cast) -> None:
    key = with_key(cast.clinic, *ApiKey.Scope.values).defaults["HTTP_AUTHORIZATION"]
    path = f"/api/v1/crisis-events/{make_event(make_session(cast.person)).id}/"
    tag = Client(headers={"authorization": key}).get(path)["ETag"]

    def change(name: str) -> int:
        try:
            response = send(Client(headers={"authorization": key}), "post", f"{path}notes/", {"note": name}, tag)
            return int(response.status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(change, "ABCDEF"))
    assert statuses == [200, 412, 412, 412, 412, 412]


def test_every_address_that_changes_what_is_read_knows_conditions() -> None:
    unknown = {
        route.pattern.removeprefix("api/v1/")
        for route in routes_below("api/v1/")
        if set(route.methods) & {"POST", "PUT", "PATCH", "DELETE"} and not has_guard(route.name)
    }
    assert unknown - MAKES_OR_FINDS - WRITTEN_ONCE == set()


def has_guard(name: str) -> bool:
    view = next(each for each in walk(get_resolver().url_patterns) if each.name == name).callback
    return getattr(view, "cls", None) is None or view.cls.guards is not None


def walk(patterns: Any) -> Iterator[Any]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns)
        else:
            yield each
