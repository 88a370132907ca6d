"""Taking back what was asked for: who may, until when, and what stays of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from resona.accounts.callers import ApiKeyCaller
from resona.compliance.requests import (
    AskedByThePersonError,
    NotForYouError,
    RequestClosedError,
    UnknownRequestError,
    begin_request,
    withdraw_request,
)
from resona.compliance.rights_models import GdprRequest
from resona.errors import ResonaError
from resona.postgres.models import new_id
from tests.api.clients import post_json, with_csrf, with_key
from tests.compliance.cases import ask
from tests.conftest import Cast
from tests.sign_in.clients import with_app

JSON = "application/json"


def system_of(clinic_id: Any) -> Any:
    return ApiKeyCaller(id=new_id(), clinic_id=clinic_id, scopes=frozenset())


def withdraw(request: GdprRequest, caller: Any) -> GdprRequest:
    return withdraw_request(request_id=request.id, caller=caller, now=timezone.now())


def address_of(request: GdprRequest, act: str = "") -> str:
    return f"/api/v1/privacy-requests/{request.id}/{act}"


@pytest.mark.parametrize("state", GdprRequest.State)
def test_what_has_not_begun_is_withdrawn_and_what_is_over_stays(cast: Cast, state: GdprRequest.State) -> None:
    request = ask(cast.person, "erasure", cast.person)
    GdprRequest.objects.filter(id=request.id).update(state=state)
    if state in {"received", "failed", "withdrawn"}:
        assert withdraw(request, cast.person).state == "withdrawn"
    else:
        with pytest.raises(RequestClosedError):
            withdraw(request, cast.person)
        assert GdprRequest.objects.get().state == state


def test_it_is_kept_who_took_it_back_and_when_and_it_can_be_asked_for_again(cast: Cast) -> None:
    request = ask(cast.person, "erasure", cast.person, reason="I am moving on")
    first = withdraw(request, cast.person)
    again = withdraw(request, cast.person)
    assert first.handled_by == f"person:{cast.person.pseudonym}"
    assert again.ended_at == first.ended_at is not None
    assert ask(cast.person, "erasure", cast.person).id != request.id
    with pytest.raises(RequestClosedError):
        begin_request(request_id=request.id, caller=cast.administrator, now=timezone.now())


def test_what_a_person_asked_for_in_their_app_nobody_else_takes_back(cast: Cast) -> None:
    request = ask(cast.person, "erasure", cast.person)
    for caller in (system_of(cast.clinic.id), cast.administrator, cast.superuser):
        with pytest.raises(AskedByThePersonError):
            withdraw(request, caller)
    assert GdprRequest.objects.get().state == "received"


def test_what_was_asked_for_them_the_person_takes_back_and_so_does_whoever_may_ask(cast: Cast) -> None:
    system = system_of(cast.clinic.id)
    for caller in (system, cast.administrator, cast.person):
        assert withdraw(ask(cast.person, "rectification", system), caller).state == "withdrawn"


def test_nobody_takes_back_what_is_not_theirs_to_see(cast: Cast) -> None:
    request = ask(cast.person, "rectification", cast.administrator)
    refusals: list[tuple[Any, type[ResonaError]]] = [
        (cast.other_person, UnknownRequestError),
        (cast.clinician, NotForYouError),
        (system_of(cast.stranger.clinic_id), UnknownRequestError),
    ]
    for caller, error in refusals:
        with pytest.raises(error):
            withdraw(request, caller)


def test_a_person_takes_back_over_the_api_where_the_answer_said_it_is(cast: Cast) -> None:
    app = with_app(cast.person, by=cast.administrator)
    asked: Any = post_json(app, f"/api/v1/users/{cast.person.id}/privacy-requests/", {"kind": "erasure"})
    assert (asked.status_code, asked["Location"]) == (
        201,
        f"http://testserver/api/v1/privacy-requests/{asked.json()['id']}/",
    )
    found: Any = app.get(asked["Location"])
    assert found.json() == {"user_id": str(cast.person.id), **asked.json()}
    taken_back: Any = post_json(app, f"{asked['Location']}withdraw/", {})
    again: Any = post_json(app, f"{asked['Location']}withdraw/", {})
    assert (taken_back.status_code, again.status_code) == (200, 200)
    assert taken_back.json()["state"] == "withdrawn"
    assert taken_back.json() == again.json() == app.get(asked["Location"]).json()


def test_over_the_api_it_is_said_why_it_is_not_taken_back(cast: Cast) -> None:
    system = with_key(cast.clinic, "privacy:write")
    own = ask(cast.person, "erasure", cast.person)
    refused: Any = post_json(system, address_of(own, "withdraw/"), {})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/decided-by-the-person")
    begun = ask(cast.person, "access", cast.person)
    closed: Any = post_json(with_csrf(cast.person), address_of(begun, "withdraw/"), {})
    assert (closed.status_code, closed.json()["type"]) == (409, "/problems/request-closed")
    assert post_json(system, address_of(own, "withdraw/"), {"why": "x"}).status_code == 400


def test_it_is_taken_back_only_as_it_was_read(cast: Cast) -> None:
    system = with_key(cast.clinic, "privacy:write")
    request = ask(cast.person, "rectification", cast.administrator)
    tag = system.get(address_of(request))["ETag"]
    stale: Any = system.post(address_of(request, "withdraw/"), {}, JSON, headers={"if-match": '"0"'})
    assert stale.status_code == 412
    done: Any = system.post(address_of(request, "withdraw/"), {}, JSON, headers={"if-match": tag})
    assert (done.status_code, done["ETag"]) == (200, system.get(address_of(request))["ETag"])


def test_a_request_outlives_its_person_and_tells_nothing_of_them(cast: Cast) -> None:
    request = ask(cast.person, "rectification", cast.administrator)
    cast.person.delete()
    found: Any = with_key(cast.clinic, "privacy:write").get(address_of(request))
    assert (found.status_code, found.json()["user_id"]) == (200, None)


def test_of_one_who_begins_and_one_who_takes_back_one_alone_does(shared_database: None, cast: Cast) -> None:
    request = ask(cast.person, "erasure", cast.person)

    def act(step: Any, caller: Any) -> str:
        try:
            step(request_id=request.id, caller=caller, now=timezone.now())
        except RequestClosedError:
            return "closed"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(act, (begin_request, withdraw_request), (cast.administrator, cast.person)))
    assert sorted(ends) == ["closed", "done"]
    assert GdprRequest.objects.get().state == ("in_progress" if ends[0] == "done" else "withdrawn")
