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
from risk.models import CrisisEvent, RiskAssessment
from tests.access.routes import routes_below
from tests.api.clients import PROBLEM, post_json, with_key
from tests.api.records import make_assessment, make_event, make_session
from tests.conftest import Cast
from tests.integrations.receiving import add_webhook

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
    "webhook-messages/<uuid:id>/replay/",
    "webhook-messages/replay/",
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
    assert event.conversation is not None
    of_assessment = f"/api/v1/risk-assessments/{make_assessment(event.conversation).id}/"
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
        ("post", f"{of_event}pass/", of_event, {"to": str(cast.administrator.id)}),
        ("post", f"{of_event}resolve/", of_event, {"resolution": "transferred", "note": "seen"}),
        ("post", f"{of_assessment}action/", of_assessment, {"action_taken": "called"}),
        ("post", person_path(cast, "care/end/"), person_path(cast), {"because": "moved"}),
        ("post", person_path(cast, "care/begin/"), person_path(cast), {}),
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
        assert changed.status_code in (200, 201), changed.content
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


def test_a_new_assessment_is_news_and_refuses_nobody_s_decision(client: Client, cast: Cast) -> None:
    session = make_session(cast.person)
    path = f"/api/v1/crisis-events/{make_event(session).id}/"
    make_assessment(session)
    read: Any = client.get(path)
    RiskAssessment.objects.update(is_current=False)
    again = make_assessment(session)
    now: Any = client.get(path, headers={"if-none-match": read["ETag"]})
    assert (now.status_code, now.json()["assessment_id"]) == (200, str(again.id))
    assert client.get(path, headers={"if-none-match": now["ETag"]}).status_code == 304
    done = send(client, "post", f"{path}resolve/", {"resolution": "transferred", "note": "seen"}, read["ETag"])
    assert done.status_code == 200, done.content
    assert send(client, "post", f"{path}notes/", {"note": "late"}, now["ETag"]).status_code == 412


def test_a_webhook_is_changed_only_as_it_was_read(client: Client, cast: Cast) -> None:
    path = f"/api/v1/webhook-endpoints/{add_webhook(cast.clinic)['webhook-endpoints']}/"
    tag = client.get(path)["ETag"]
    for act in ("rotate-secret/", "test/"):
        assert send(client, "post", f"{path}{act}", {}, STALE).status_code == 412
        assert send(client, "post", f"{path}{act}", {}, tag).status_code in (200, 202)
    assert send(client, "patch", path, {"name": "Ward 3"}, tag).status_code == 200
    for method, act in (("patch", ""), ("post", "rotate-secret/"), ("delete", "")):
        assert send(client, method, f"{path}{act}", {"name": "x"} if not act else {}, tag).status_code == 412


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
    assert unknown == MAKES_OR_FINDS


def has_guard(name: str) -> bool:
    view = next(each for each in walk(get_resolver().url_patterns) if each.name == name).callback
    return getattr(view, "cls", None) is None or view.cls.guards is not None


def walk(patterns: Any) -> Iterator[Any]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns)
        else:
            yield each
