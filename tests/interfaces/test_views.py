"""Interfaces over the API: read by whoever sees the person, decided by staff and keys that may, reasons apart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from interfaces.models import InterfaceBuild, InterfaceEvolution, InterfaceText, SupportResource, UserInterface
from interfaces.schema import interface_schema
from interfaces.services import build_interfaces
from resona.accounts.models import User
from tests.api.clients import PROBLEM, post_json, signed_in, with_csrf, with_key
from tests.conftest import Cast
from tests.interfaces.records import NOW, store_session, store_unreadable_session

NOBODY = "0192f0c1-7d2a-7000-8000-000000000000"
READ, WRITE, FINDINGS = "interfaces:read", "interfaces:write", "records:read"
REASON = {"reason": "She asked for it."}
DECISIONS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("rebuild/", {}),
    ("pin/", REASON),
    ("unpin/", REASON),
    ("back/", {"version": 1, **REASON}),
)
LISTS = ("/api/v1/interfaces/", "/api/v1/interface-evolution/")
SCHEMA = "/api/v1/interface-schema/"


def path_of(person: User, decision: str = "") -> str:
    return f"/api/v1/users/{person.id}/interface/{decision}"


@pytest.fixture
def shown(cast: Cast) -> Cast:
    """Two versions for the person, of whom something was heard in between; one for others."""
    build_interfaces([cast.person.id, cast.other_person.id, cast.strange_person.id], now=NOW - timedelta(days=8))
    store_session(cast.person, at=NOW - timedelta(days=1), level="medium")
    build_interfaces([cast.person.id], now=NOW)
    assert UserInterface.objects.filter(user=cast.person).count() == 2
    return cast


@pytest.fixture
def client(shown: Cast) -> Client:
    return with_key(shown.clinic, READ, WRITE, FINDINGS)


# Reading what is shown


def test_the_active_version_is_served_with_a_strong_tag(shown: Cast, client: Client) -> None:
    response: Any = client.get(path_of(shown.person))
    stored = UserInterface.objects.get(user=shown.person, active=True)
    assert response.status_code == 200
    assert response.json() == {
        "id": str(stored.id),
        "user_id": str(shown.person.id),
        "version": 2,
        "generated_at": "2026-03-01T12:00:00Z",
        "interface_config": stored.interface_config,
        "small_steps": [],
    }
    assert response["ETag"].startswith('"')
    assert response["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= {name.strip() for name in response["Vary"].split(",")}


@pytest.mark.parametrize("path", ["interface", SCHEMA])
@pytest.mark.parametrize("form", ["{tag}", "W/{tag}", '"other", {tag}', "*"])
def test_who_has_it_already_is_told_so(shown: Cast, client: Client, path: str, form: str) -> None:
    path = path if path == SCHEMA else path_of(shown.person)
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": form.format(tag=first["ETag"])})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"]
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    assert client.get(path, headers={"if-none-match": "nonsense"}).status_code == 200


def test_the_tag_changes_with_what_is_shown_and_with_nothing_else(shown: Cast, client: Client) -> None:
    first = client.get(path_of(shown.person))["ETag"]
    build_interfaces([shown.person.id], now=NOW + timedelta(hours=1))  # notes the build, changes nothing
    assert signed_in(shown.person).get(path_of(shown.person))["ETag"] == first
    store_session(shown.person, at=NOW, level="critical")
    build_interfaces([shown.person.id], now=NOW + timedelta(hours=2))
    response = client.get(path_of(shown.person), headers={"if-none-match": first})
    assert (response.status_code, response.json()["version"]) == (200, 3)
    assert response["ETag"] != first


def test_who_sees_the_person_reads_their_interface(shown: Cast) -> None:
    callers = [
        (signed_in(shown.person), 200),
        (signed_in(shown.clinician), 200),
        (signed_in(shown.administrator), 200),
        (with_key(shown.clinic, READ), 200),
        (signed_in(shown.other_person), 404),
        (signed_in(shown.outsider), 404),
        (signed_in(shown.stranger), 404),
        (with_key(shown.strange_person.clinic, READ), 404),
        (with_key(shown.clinic, FINDINGS, WRITE), 403),
        (Client(), 401),
    ]
    for caller, status in callers:
        response = caller.get(path_of(shown.person))
        assert response.status_code == status
        if status != 200:
            assert response["Content-Type"] == PROBLEM
            assert response["Cache-Control"] == "no-store"


def test_what_is_not_there_is_not_found(shown: Cast, client: Client) -> None:
    assert client.get(path_of(shown.clinician)).status_code == 404
    assert signed_in(shown.superuser).get(path_of(shown.clinician)).status_code == 404
    assert client.get(f"/api/v1/users/{NOBODY}/interface/").status_code == 404
    assert client.get(path_of(shown.person) + "?version=1").status_code == 400
    assert client.delete(path_of(shown.person)).status_code == 405


def lines_of(shown: Cast) -> list[tuple[str, str]]:
    response: Any = signed_in(shown.person).get(path_of(shown.person))
    return [(line["title"], line["contact"]) for line in response.json()["interface_config"]["crisis_lines"]]


def test_everybody_is_served_the_crisis_lines_of_today(shown: Cast) -> None:
    """Also who lets nothing be adapted, whose interface is left as it is for good."""
    User.objects.filter(id=shown.person.id).update(consent_version="")
    given = {"clinic": shown.clinic, "kind": "crisis", "language": "en", "text": "Day and night."}
    of_then = SupportResource.objects.create(title="Of then", contact="1", **given)
    assert lines_of(shown) == [("Of then", "1")]
    first = signed_in(shown.person).get(path_of(shown.person))["ETag"]
    of_then.is_active = False
    of_then.save()
    SupportResource.objects.create(title="Of today", contact="2", **given)
    assert lines_of(shown) == [("Of today", "2")]
    response: Any = signed_in(shown.person).get(path_of(shown.person), headers={"if-none-match": first})
    assert (response.status_code, response.json()["version"]) == (200, 2)
    Draft202012Validator(interface_schema()).validate(response.json()["interface_config"])
    assert build_interfaces([shown.person.id], now=NOW + timedelta(days=1))[0].outcome == "left_alone"


@pytest.mark.parametrize("spoil", ["text", "config"])
def test_what_cannot_be_brought_up_to_today_is_served_as_it_is(shown: Cast, spoil: str) -> None:
    if spoil == "text":
        InterfaceText.objects.create(clinic=shown.clinic, language="en", key="SafetyCheck.title", text="{name}")
    else:
        UserInterface.objects.filter(user=shown.person, active=True).update(interface_config={"theme": "shiny"})
    response: Any = signed_in(shown.person).get(path_of(shown.person))
    stored = UserInterface.objects.get(user=shown.person, active=True).interface_config
    assert (response.status_code, response.json()["interface_config"]) == (200, stored)


def test_the_schema_says_its_version_and_fits_what_is_served(shown: Cast, client: Client) -> None:
    response: Any = client.get(SCHEMA)
    schema = response.json()
    assert schema["$id"] == "urn:resona-interface:2"
    assert response["Cache-Control"] == "private, max-age=86400"
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(client.get(path_of(shown.person)).json()["interface_config"])
    assert client.get(SCHEMA + "?version=1").status_code == 400
    for caller, status in [
        (Client(), 401),
        (with_key(shown.clinic, FINDINGS), 403),
        (with_key(shown.strange_person.clinic, READ), 200),
        (signed_in(shown.person), 200),
    ]:
        assert caller.get(SCHEMA).status_code == status


# Lists


def rows(client: Client, path: str, **query: Any) -> list[dict[str, Any]]:
    response: Any = client.get(path, query)
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["results"]
    return found


def test_versions_are_listed_newest_first_and_filtered(shown: Cast, client: Client) -> None:
    listed = rows(client, LISTS[0])
    assert [(row["user_id"], row["version"], row["active"]) for row in listed[:1]] == [
        (str(shown.person.id), 2, True),
    ]
    assert len(listed) == 3  # those of the clinic
    assert [row["version"] for row in rows(client, LISTS[0], user=shown.person.id)] == [2, 1]
    assert [row["version"] for row in rows(client, LISTS[0], user=shown.person.id, active="false")] == [1]
    assert {row["user_id"] for row in rows(client, LISTS[0], version=1)} == {
        str(shown.person.id),
        str(shown.other_person.id),
    }
    assert rows(client, LISTS[0], user=shown.strange_person.id) == []


def test_evolution_is_listed_newest_first_and_filtered(shown: Cast, client: Client) -> None:
    assert len(rows(client, LISTS[1])) == 3
    history = rows(client, LISTS[1], user=shown.person.id)
    assert [row["version"] for row in history] == [2, 1]
    stored = InterfaceEvolution.objects.get(user=shown.person, version=2).changes
    assert rows(client, LISTS[1], user=shown.person.id, version=2)[0]["changes"] == stored
    assert history[1]["changes"][0]["why"] == "This is where everyone starts. It adapts as you use it."


@pytest.mark.parametrize("path", LISTS)
def test_pages_follow_one_another(shown: Cast, client: Client, path: str) -> None:
    first: Any = client.get(path, {"page_size": 2})
    second: Any = client.get(first.json()["next"])
    ids = [row["id"] for response in (first, second) for row in response.json()["results"]]
    assert len(set(ids)) == 3
    assert second.json()["next"] is None
    assert len(client.get(path, {"ordering": "generated_at"}).json()["results"]) == 3


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    ("parameter", "value"), [("version", "0"), ("version", "9" * 11), ("version", "x"), ("user", "me"), ("nope", "1")]
)
def test_a_list_names_what_it_cannot_read(shown: Cast, client: Client, path: str, parameter: str, value: str) -> None:
    response: Any = client.get(path, {parameter: value})
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]


@pytest.mark.parametrize("path", LISTS)
def test_each_caller_lists_what_they_may_see(shown: Cast, path: str) -> None:
    callers = [
        (signed_in(shown.person), 2),
        (signed_in(shown.clinician), 2),
        (signed_in(shown.administrator), 3),
        (signed_in(shown.superuser), 4),
        (signed_in(shown.outsider), 0),
        (signed_in(shown.stranger), 1),
        (with_key(shown.strange_person.clinic, READ), 1),
    ]
    for caller, count in callers:
        assert len(rows(caller, path)) == count
    for refused, status in [(Client(), 401), (with_key(shown.clinic, FINDINGS), 403)]:
        assert refused.get(path).status_code == status


def test_reasons_for_the_clinician_stay_with_who_may_read_findings(shown: Cast) -> None:
    readers = [signed_in(shown.clinician), signed_in(shown.administrator), with_key(shown.clinic, READ, FINDINGS)]
    others = [signed_in(shown.person), with_key(shown.clinic, READ)]
    for readers_too, callers in ((True, readers), (False, others)):
        for caller in callers:
            response: Any = caller.get(LISTS[1], {"user": str(shown.person.id)})
            changes = [change for row in response.json()["results"] for change in row["changes"]]
            assert changes
            assert {"what", "from", "to", "why"} <= set(changes[0])
            assert all(("why_for_clinician" in change) is readers_too for change in changes)
            assert (b"why_for_clinician" in response.content) is readers_too


def test_why_staff_decided_stays_with_who_may_read_findings(shown: Cast, client: Client) -> None:
    post_json(client, path_of(shown.person, "pin/"), REASON)
    for caller, reason in [
        (signed_in(shown.clinician), REASON["reason"]),
        (client, REASON["reason"]),
        (signed_in(shown.person), None),
        (with_key(shown.clinic, READ), None),
    ]:
        newest, *earlier = rows(caller, LISTS[0], user=shown.person.id)
        assert (newest["version"], newest["origin"], newest["reason"]) == (3, "pin", reason)
        assert {row["reason"] for row in earlier} == {None}


# Deciding


def test_rebuilding_builds_now_and_again_changes_nothing(shown: Cast, client: Client) -> None:
    store_session(shown.person, at=NOW, level="critical")
    answers = [post_json(client, path_of(shown.person, "rebuild/"), {}) for _ in range(2)]
    assert [response.status_code for response in answers] == [200, 200]
    told = [response.json() for response in answers]  # type: ignore[attr-defined]
    assert [(each["outcome"], each["version"]) for each in told] == [("changed", 3), ("unchanged", 3)]
    assert client.get(path_of(shown.person)).json()["version"] == 3


def test_a_rebuild_needs_no_body(shown: Cast, client: Client) -> None:
    assert client.generic("POST", path_of(shown.person, "rebuild/"), content_type="").status_code == 200
    refused: Any = post_json(client, path_of(shown.person, "rebuild/"), {"version": 1})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/version"]


def test_without_consent_nothing_is_rebuilt(shown: Cast, client: Client) -> None:
    User.objects.filter(id=shown.unassigned_person.id).update(consent_version="")
    response: Any = post_json(client, path_of(shown.unassigned_person, "rebuild/"), {})
    assert (response.status_code, response["Content-Type"]) == (403, PROBLEM)
    assert not UserInterface.objects.filter(user=shown.unassigned_person).exists()


def test_a_rebuild_that_fails_says_why_and_leaves_what_was_shown(shown: Cast, client: Client) -> None:
    store_unreadable_session(shown.person, at=timezone.now())
    response: Any = post_json(client, path_of(shown.person, "rebuild/"), {})
    assert response.status_code == 409
    told = "The interface cannot be built; what was shown is shown still. UnknownEmotionError: "
    assert response.json()["detail"].startswith(told)
    assert client.get(path_of(shown.person)).json()["version"] == 2
    assert InterfaceBuild.objects.get(user=shown.person).failure is not None


def test_staff_keep_let_go_and_go_back(shown: Cast) -> None:
    client = with_csrf(shown.clinician)
    decided: list[tuple[str, dict[str, Any], int, str, int | None]] = [
        ("pin/", REASON, 3, "pin", 2),
        ("unpin/", REASON, 4, "unpin", None),
        ("back/", {"version": 1, **REASON}, 5, "go_back", 1),
    ]
    for decision, body, version, origin, kept in decided:
        response: Any = post_json(client, path_of(shown.person, decision), body)
        assert response.status_code == 200, response.content
        row = response.json()
        assert (row["version"], row["origin"], row["kept_version"], row["active"]) == (version, origin, kept, True)
        assert (row["decided_by"], row["reason"]) == (str(shown.clinician.id), REASON["reason"])
        repeated: Any = post_json(client, path_of(shown.person, decision), body)
        assert (repeated.status_code, repeated.content) == (200, response.content)
        again: Any = post_json(client, path_of(shown.person, decision), {**body, "reason": "Another one."})
        assert (again.status_code, again["Content-Type"]) == (409, PROBLEM)
    assert UserInterface.objects.filter(user=shown.person).count() == 5


def test_going_back_without_knowing_the_person_is_refused(shown: Cast, client: Client) -> None:
    """Nobody could say whether help must stand first."""
    store_unreadable_session(shown.person, at=timezone.now())
    response: Any = post_json(client, path_of(shown.person, "back/"), {"version": 1, **REASON})
    assert response.status_code == 409
    assert client.get(path_of(shown.person)).json()["version"] == 2


@pytest.mark.parametrize(
    ("decision", "body", "pointers"),
    [
        ("pin/", {}, ["/reason"]),
        ("pin/", {"reason": " "}, ["/reason"]),
        ("unpin/", {"reason": 5}, ["/reason"]),
        ("unpin/", {"reason": "x" * 1001}, ["/reason"]),
        ("pin/", {**REASON, "version": 1}, ["/version"]),
        ("back/", REASON, ["/version"]),
        ("back/", {**REASON, "version": 0}, ["/version"]),
        ("back/", {**REASON, "version": "1"}, ["/version"]),
        ("back/", {**REASON, "version": True}, ["/version"]),
        ("back/", {**REASON, "version": 2**31}, ["/version"]),
        ("back/", [], [""]),
    ],
)
def test_what_cannot_be_read_is_named_by_pointer(
    shown: Cast, client: Client, decision: str, body: object, pointers: list[str]
) -> None:
    response: Any = post_json(client, path_of(shown.person, decision), body)
    assert response.status_code == 400
    assert [error["pointer"] for error in response.json()["errors"]] == pointers
    assert UserInterface.objects.filter(user=shown.person).count() == 2


@pytest.mark.parametrize(("decision", "body"), DECISIONS)
def test_only_those_who_may_decide(shown: Cast, decision: str, body: dict[str, Any]) -> None:
    refused = [
        (Client(), 401),
        (with_key(shown.clinic, READ, FINDINGS), 403),
        (with_csrf(shown.person), 403),
        (signed_in(shown.clinician), 403),  # without the token against forged requests
        (with_csrf(shown.outsider), 404),
        (with_csrf(shown.stranger), 404),
        (with_key(shown.strange_person.clinic, WRITE), 404),
    ]
    for caller, status in refused:
        assert post_json(caller, path_of(shown.person, decision), body).status_code == status
    assert UserInterface.objects.filter(user=shown.person).count() == 2


@pytest.mark.parametrize(("decision", "body"), DECISIONS)
def test_nobody_who_does_not_exist_is_decided_about(
    client: Client, shown: Cast, decision: str, body: dict[str, Any]
) -> None:
    assert post_json(client, f"/api/v1/users/{NOBODY}/interface/{decision}", body).status_code == 404
    assert post_json(client, path_of(shown.clinician, decision), body).status_code == 404
    assert client.get(path_of(shown.person, decision)).status_code == 405


def test_a_version_that_never_was_is_not_gone_back_to(shown: Cast, client: Client) -> None:
    assert post_json(client, path_of(shown.person, "back/"), {"version": 9, **REASON}).status_code == 404
    assert post_json(client, path_of(shown.unassigned_person, "pin/"), REASON).status_code == 404
