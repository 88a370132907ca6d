"""The feed over HTTP: who follows what, how to begin and go on, and what is wrong with a cursor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from resona.audit.changes import waiting
from resona.audit.changes.cursors import cursor_at
from resona.audit.changes.places import Place
from resona.audit.changes.reading import place_now
from resona.audit.models import DataAccess
from tests.api.clients import PROBLEM, signed_in, with_key
from tests.api.records import make_event, make_session
from tests.audit.changes.following import settle
from tests.conftest import Cast
from tests.sign_in.clients import with_app

pytestmark = pytest.mark.django_db
PATH = "/api/v1/changes/"
ALL = ("changes:read", "records:read", "interfaces:read", "people:write", "privacy:write")


@pytest.fixture
def start(cast: Cast) -> Place:
    return settle()


def follow(client: Client, since: str, status: int = 200, **query: Any) -> Any:
    headers = query.pop("headers", {})
    response: Any = client.get(PATH, {"since": since, **query}, headers=headers)
    assert response.status_code == status, response.content
    if status != 200:
        assert response["Content-Type"] == PROBLEM
    return response


def test_a_follower_begins_now_and_goes_on_with_the_cursor_of_each_answer(cast: Cast, start: Place) -> None:
    system = with_key(cast.clinic, *ALL)
    begun = follow(system, "now").json()
    assert (begun["results"], begun["has_more"]) == ([], False)
    assert follow(system, begun["cursor"]).json()["results"] == []
    session = make_session(cast.person)
    make_event(session)
    settle()
    cursor = cursor_at(start, clinic_id=cast.clinic.id)
    first = follow(system, cursor, limit=1).json()
    assert first["has_more"]
    (row,) = first["results"]
    assert row == {
        "cursor": first["cursor"],
        "kind": "session",
        "id": str(session.id),
        "user_id": str(cast.person.id),
        "operation": "created",
        "at": row["at"],
    }
    second = follow(system, first["cursor"]).json()
    assert [each["kind"] for each in second["results"]] == ["crisis_event"]
    assert follow(system, row["cursor"]).json()["results"] == second["results"]
    assert not second["has_more"]


def test_without_a_cursor_it_begins_now(cast: Cast) -> None:
    answer = with_key(cast.clinic, *ALL).get(PATH).json()
    assert answer["results"] == []
    assert answer["cursor"]


def test_a_key_is_told_of_what_its_other_scopes_let_it_read(cast: Cast, start: Place) -> None:
    make_session(cast.person)
    settle()
    cursor = cursor_at(start, clinic_id=cast.clinic.id)
    assert len(follow(with_key(cast.clinic, "changes:read", "records:read"), cursor).json()["results"]) == 1
    less = with_key(cast.clinic, "changes:read", "interfaces:read")
    assert follow(less, cursor).json()["results"] == []
    refused = follow(less, cursor, status=400, kinds="session").json()
    assert refused["errors"] == [{"parameter": "kinds", "detail": "session cannot be read without records:read"}]
    follow(with_key(cast.clinic, "records:read"), cursor, status=403)


def test_nobody_but_systems_follows(cast: Cast) -> None:
    for client in (signed_in(cast.administrator), signed_in(cast.clinician), with_app(cast.person, by=cast.clinician)):
        follow(client, "now", status=403)
    assert Client().get(PATH).status_code == 401


def test_whoever_is_told_of_somebody_has_looked_at_their_record(cast: Cast, start: Place) -> None:
    make_session(cast.person)
    settle()
    system = with_key(cast.clinic, *ALL)
    follow(system, "now")
    assert not DataAccess.objects.exists()
    follow(system, cursor_at(start, clinic_id=cast.clinic.id))
    (kept,) = DataAccess.objects.all()
    assert (kept.subjects, kept.records, kept.source) == ([cast.person.pseudonym], 1, "GET api/v1/changes/")


def test_cursors_that_lead_nowhere_are_named_with_what_to_do(cast: Cast) -> None:
    system, now = with_key(cast.clinic, *ALL), place_now()
    for made_up in ("", "then", "AAAA", "x" * 3000):
        (error,) = follow(system, made_up, status=400).json()["errors"]
        assert error == {
            "parameter": "since",
            "detail": "must be `now`, or a cursor as found in an answer of this address",
        }
    others = cursor_at(now, clinic_id=cast.strange_person.clinic_id)  # type: ignore[arg-type]
    assert follow(system, others, status=400).json()["errors"][0]["detail"] == "belongs to another clinic"
    old = Place(xid=now.xid, number=0, ordinal=0, at=timezone.now() - timedelta(days=89, hours=1), server=now.server)
    gone = follow(system, cursor_at(old, clinic_id=cast.clinic.id), status=410).json()
    assert "since=now" in gone["detail"]
    follow(system, cursor_at(now, clinic_id=cast.clinic.id))


def test_a_cursor_of_yesterday_goes_on_and_one_that_was_changed_does_not(cast: Cast, start: Place) -> None:
    session, system = make_session(cast.person), with_key(cast.clinic, *ALL)
    settle()
    yesterday = replace(start, at=timezone.now() - timedelta(days=1))
    cursor = cursor_at(yesterday, clinic_id=cast.clinic.id)
    assert [each["id"] for each in follow(system, cursor).json()["results"]] == [str(session.id)]
    for at in range(0, len(cursor), 7):
        other = "A" if cursor[at] != "A" else "B"
        changed = follow(system, cursor[:at] + other + cursor[at + 1 :], status=400).json()
        assert [error["parameter"] for error in changed["errors"]] == ["since"]


def test_a_cursor_of_another_key_tells_no_more_than_ones_own_may_read(cast: Cast, start: Place) -> None:
    make_session(cast.person)
    settle()
    cursor = follow(with_key(cast.clinic, *ALL), cursor_at(start, clinic_id=cast.clinic.id), limit=1).json()
    (row,) = cursor["results"]
    less = with_key(cast.clinic, "changes:read", "interfaces:read")
    assert follow(less, cursor_at(start, clinic_id=cast.clinic.id)).json()["results"] == []
    follow(with_key(cast.strange_person.clinic, *ALL), row["cursor"], status=400)


def test_unknown_kinds_are_refused_with_those_there_are(cast: Cast) -> None:
    (error,) = follow(with_key(cast.clinic, *ALL), "now", status=400, kinds="session,nonsense").json()["errors"]
    assert "session" in error["detail"]
    assert "nonsense" not in error["detail"]


def test_who_waits_is_answered_in_time_and_told_that_they_waited(
    cast: Cast, start: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "LOOK_SECONDS", 0.05)
    system = with_key(cast.clinic, *ALL)
    cursor = follow(system, "now").json()["cursor"]
    answer = follow(system, cursor, headers={"prefer": "wait=1"})
    assert answer["Preference-Applied"] == "wait=1"
    assert answer.json()["results"] == []
    make_session(cast.person)
    settle()
    at_once = follow(system, cursor_at(start, clinic_id=cast.clinic.id), headers={"prefer": "wait=30"})
    assert len(at_once.json()["results"]) == 1
    assert "Preference-Applied" not in at_once
    for nonsense in ("wait=soon", "wait=-1", "wait=99999999", "wait"):
        assert "Preference-Applied" not in follow(system, cursor, headers={"prefer": nonsense})
