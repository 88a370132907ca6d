"""Requests: who may ask, what begins by itself, what waits for an administrator, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import User
from resona.compliance import request_views
from resona.compliance.holds import LegalHoldError, is_held
from resona.compliance.requests import (
    NotForYouError,
    RequestClosedError,
    UnknownRequestError,
    begin_request,
    complete_request,
    read_request_reason,
    refuse_request,
)
from resona.compliance.rights_models import GdprRequest, PrivacyHold
from resona.errors import InvalidInputError
from resona.postgres.models import new_id
from tests.api.clients import post_json, signed_in, with_csrf, with_key
from tests.compliance.cases import ask
from tests.conftest import Cast
from tests.factories import StaffFactory


def path_of(person: User) -> str:
    return f"/api/v1/users/{person.id}/privacy-requests/"


@pytest.mark.parametrize(
    ("kind", "caller", "state", "queued"),
    [
        ("access", "person", "in_progress", ["make_archive"]),
        ("export", "administrator", "in_progress", ["make_archive"]),
        ("restriction", "person", "completed", []),
        ("rectification", "person", "received", []),
        ("erasure", "person", "received", []),
        ("erasure", "administrator", "in_progress", ["erase_person"]),
    ],
)
def test_what_begins_by_itself(cast: Cast, kind: str, caller: str, state: str, queued: list[str]) -> None:
    request = ask(cast.person, kind, getattr(cast, caller))
    assert request.state == state
    assert list(ProcrastinateJob.objects.values_list("task_name", flat=True)) == queued
    assert is_held(cast.person.id, PrivacyHold.Kind.RESTRICTION) == (kind == "restriction")
    assert timedelta(days=28) <= request.due_at - request.created_at <= timedelta(days=31)


def test_an_erasure_that_waits_begins_when_an_administrator_says_so(cast: Cast) -> None:
    request = ask(cast.person, "erasure", cast.person, reason="I am moving on")
    for caller in (cast.person, cast.clinician):
        with pytest.raises(NotForYouError):
            begin_request(request_id=request.id, caller=caller, now=timezone.now())
    stranger = User(role=User.Role.ADMINISTRATOR, clinic=cast.stranger.clinic)
    with pytest.raises(UnknownRequestError):
        begin_request(request_id=request.id, caller=stranger, now=timezone.now())

    begun = begin_request(request_id=request.id, caller=cast.administrator, now=timezone.now())

    assert (begun.state, begun.handled_by) == ("in_progress", f"staff:{cast.administrator.id}")
    assert read_request_reason(begun) == "I am moving on"
    with pytest.raises(RequestClosedError):
        begin_request(request_id=request.id, caller=cast.administrator, now=timezone.now())


def test_a_rectification_is_completed_by_hand_and_nothing_else(cast: Cast) -> None:
    request = ask(cast.person, "rectification", cast.person)
    done = complete_request(request_id=request.id, caller=cast.administrator, now=timezone.now())
    assert done.state == "completed"
    with pytest.raises(RequestClosedError):
        complete_request(
            request_id=ask(cast.person, "erasure", cast.person).id, caller=cast.administrator, now=timezone.now()
        )


# By what is done: of which request, from which states it can be, and where it leads.
STEPS: dict[str, tuple[Callable[..., GdprRequest], str, set[str], str]] = {
    "begin": (begin_request, "erasure", {"received", "failed"}, "in_progress"),
    "complete": (complete_request, "rectification", {"received", "in_progress"}, "completed"),
    "refuse": (refuse_request, "erasure", {"received", "failed"}, "refused"),
}


@pytest.mark.parametrize("step", STEPS)
def test_what_is_decided_or_under_way_is_not_decided_again(cast: Cast, step: str) -> None:
    act, kind, possible, outcome = STEPS[step]
    request = ask(cast.person, kind, cast.person)
    details = {"request_id": request.id, "caller": cast.administrator, "now": timezone.now()}
    why = {"reason": "Kept by law"} if step == "refuse" else {}
    for state in GdprRequest.State:
        GdprRequest.objects.filter(id=request.id).update(state=state, receipt={"because": "incomplete"}, done=3)
        if state in possible:
            act(**details, **why)
            request.refresh_from_db()
            assert (request.state, request.handled_by) == (outcome, f"staff:{cast.administrator.id}")
            assert (request.ended_at is None) == (step == "begin")
            assert (request.receipt == {}, request.done == 0) == (step == "begin", step == "begin")
        else:
            with pytest.raises(RequestClosedError):
                act(**details, **why)
            assert GdprRequest.objects.get(id=request.id).state == state
        GdprRequest.objects.filter(id=request.id).update(ended_at=None)


def test_a_rectification_that_was_begun_is_under_way_and_nothing_is_queued(cast: Cast) -> None:
    request = ask(cast.person, "rectification", cast.person, reason="My name is Wanjiru")
    begun = begin_request(request_id=request.id, caller=cast.administrator, now=timezone.now())
    assert (begun.state, begun.ended_at) == ("in_progress", None)
    assert not ProcrastinateJob.objects.exists()
    done = complete_request(request_id=request.id, caller=cast.administrator, now=timezone.now())
    assert read_request_reason(done) == "My name is Wanjiru"


def test_what_one_person_asked_for_is_no_answer_to_another(cast: Cast) -> None:
    asked = [ask(person, "erasure", person) for person in (cast.person, cast.other_person, cast.person)]
    assert [request.subject for request in asked] == [
        cast.person.pseudonym, cast.other_person.pseudonym, cast.person.pseudonym,
    ]  # fmt: skip
    assert asked[0] == asked[2] != asked[1]
    assert ask(cast.person, "rectification", cast.person) not in asked


def test_what_was_asked_by_whoever_is_gone_by_now_is_not_begun(cast: Cast) -> None:
    request = ask(cast.person, "erasure", cast.person)
    cast.person.delete()
    with pytest.raises(UnknownRequestError):
        begin_request(request_id=request.id, caller=cast.administrator, now=timezone.now())
    with pytest.raises(UnknownRequestError):
        begin_request(request_id=new_id(), caller=cast.administrator, now=timezone.now())
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize("caller", ["nobody", "clinician", "outsider"])
def test_who_has_no_part_in_it_asks_for_nothing(cast: Cast, caller: str) -> None:
    with pytest.raises(NotForYouError):
        ask(cast.person, "access", AnonymousUser() if caller == "nobody" else getattr(cast, caller))  # type: ignore[arg-type]
    assert not GdprRequest.objects.exists()


def test_systems_ask_and_decide_nothing(cast: Cast) -> None:
    key = ApiKeyCaller(id=new_id(), clinic_id=cast.clinic.id, scopes=frozenset())
    request = ask(cast.person, "erasure", key)  # type: ignore[arg-type]
    assert (request.state, request.requested_by) == ("received", f"key:{key.id}")
    assert not ProcrastinateJob.objects.exists()
    for act in (begin_request, complete_request):
        with pytest.raises(NotForYouError):
            act(request_id=request.id, caller=key, now=timezone.now())


@pytest.mark.parametrize(
    ("said", "kept"), [("My diagnosis is wrong", "My diagnosis is wrong"), ("", "Asked for by a privacy request.")]
)
def test_a_restriction_that_was_asked_for_holds_for_the_reason_given(cast: Cast, said: str, kept: str) -> None:
    request = ask(cast.person, "restriction", cast.person, reason=said)
    hold = PrivacyHold.objects.get()
    assert PrivacyHold.reason.open(hold.id, hold.reason) == kept
    assert (request.done, request.total, request.ended_at) == (1, 1, request.created_at)
    assert hold.placed_by == request.handled_by == f"person:{cast.person.pseudonym}"
    assert ask(cast.person, "restriction", cast.person) != request
    assert PrivacyHold.objects.count() == 1


def test_a_legal_hold_placed_meanwhile_keeps_the_request_as_it_was(cast: Cast) -> None:
    request = ask(cast.person, "erasure", cast.person)
    PrivacyHold.objects.create(user=cast.person, kind="legal_hold", reason=PrivacyHold.reason.seal(new_id(), "x"))
    with pytest.raises(LegalHoldError):
        begin_request(request_id=request.id, caller=cast.administrator, now=timezone.now())
    request.refresh_from_db()
    assert (request.state, request.handled_by) == ("received", "")
    assert not ProcrastinateJob.objects.exists()


def test_a_refusal_says_why(cast: Cast) -> None:
    request = ask(cast.person, "erasure", cast.person)
    with pytest.raises(InvalidInputError):
        refuse_request(request_id=request.id, reason=" ", caller=cast.administrator, now=timezone.now())
    refused = refuse_request(
        request_id=request.id, reason="Kept by law until 2030", caller=cast.administrator, now=timezone.now()
    )
    refused.refresh_from_db()
    assert refused.state == "refused"
    assert "law" not in str(refused.reason)
    assert read_request_reason(refused) == "Kept by law until 2030"
    assert ask(cast.person, "erasure", cast.person).id != request.id


def test_over_the_api_a_person_asks_for_themselves_and_sees_what_became_of_it(cast: Cast) -> None:
    client = with_csrf(cast.person)
    first: Any = post_json(client, path_of(cast.person), {"kind": "erasure", "reason": "I am moving on"})
    again: Any = post_json(client, path_of(cast.person), {"kind": "erasure"})

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    listed = client.get(path_of(cast.person)).json()
    assert listed == {"user_id": str(cast.person.id), "requests": [first.json()]}
    assert "moving" not in str(listed)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "forgetting"}, 400),
        ({}, 400),
        ({"kind": "access", "because": "x"}, 400),
        ({"kind": "access", "reason": "x" * 501}, 400),
        ({"kind": ["access"]}, 400),
        ({"kind": "access"}, 201),
    ],
)
def test_over_the_api_systems_of_the_clinic_ask_for_a_person(cast: Cast, body: dict[str, Any], status: int) -> None:
    client = with_key(cast.clinic, "privacy:write")
    assert post_json(client, path_of(cast.person), body).status_code == status
    assert post_json(client, path_of(cast.strange_person), {"kind": "access"}).status_code == 404


def test_an_erasure_of_records_under_legal_hold_is_a_conflict(cast: Cast) -> None:
    PrivacyHold.objects.create(user=cast.person, kind="legal_hold", reason=PrivacyHold.reason.seal(new_id(), "x"))
    response = post_json(with_csrf(cast.administrator), path_of(cast.person), {"kind": "erasure"})
    assert response.status_code == 409
    assert not GdprRequest.objects.exists()


def test_requests_are_seen_by_who_asked_and_by_whoever_answers_for_them(cast: Cast) -> None:
    own, other, strange = (
        ask(person, "rectification", person) for person in (cast.person, cast.other_person, cast.strange_person)
    )
    nobodys = GdprRequest.objects.create(subject=new_id(), kind="access", state="completed")
    here, everything = {own, other}, {own, other, strange, nobodys}
    callers: dict[str, tuple[Any, set[GdprRequest]]] = {
        "the person": (cast.person, {own}),
        "another person": (cast.strange_person, {strange}),
        "a clinician": (cast.clinician, set()),
        "a clinician elsewhere": (cast.stranger, set()),
        "an administrator": (cast.administrator, here),
        "an administrator of no clinic": (StaffFactory.create(clinic=None, role="administrator"), set()),
        "an administrator whose account is closed": (
            StaffFactory.create(clinic=cast.clinic, role="administrator", is_active=False), set(),
        ),
        "a superuser": (cast.superuser, everything),
        "a system": (ApiKeyCaller(id=new_id(), clinic_id=cast.clinic.id, scopes=frozenset()), here),
        "a system elsewhere": (ApiKeyCaller(id=new_id(), clinic_id=new_id(), scopes=frozenset()), set()),
        "nobody": (AnonymousUser(), set()),
    }  # fmt: skip
    seen = {name: set(GdprRequest.objects.visible_to(caller)) for name, (caller, _) in callers.items()}
    assert seen == {name: expected for name, (_, expected) in callers.items()}


def test_over_the_api_requests_come_newest_first(cast: Cast) -> None:
    kinds = ["rectification", "erasure", "access"]
    for day, kind in enumerate(kinds):
        request = ask(cast.person, kind, cast.person)
        GdprRequest.objects.filter(id=request.id).update(created_at=request.created_at + timedelta(days=day))
    ask(cast.other_person, "access", cast.other_person)
    listed = with_key(cast.clinic, "privacy:write").get(path_of(cast.person)).json()["requests"]
    assert [row["kind"] for row in listed] == ["access", "erasure", "rectification"]
    assert listed[0]["due_at"] > listed[0]["created_at"]


def test_over_the_api_the_latest_of_many_are_listed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_views, "SHOWN_REQUESTS", 2)
    asked = [ask(cast.person, kind, cast.person) for kind in ("rectification", "access", "erasure")]
    listed = with_key(cast.clinic, "privacy:write").get(path_of(cast.person)).json()["requests"]
    assert [row["id"] for row in listed] == [str(asked[2].id), str(asked[1].id)]


def test_over_the_api_nobody_reads_what_others_asked_for(cast: Cast) -> None:
    ask(cast.person, "rectification", cast.person)
    elsewhere = StaffFactory.create(clinic=cast.stranger.clinic, role="administrator")
    for client in (
        signed_in(cast.other_person), signed_in(elsewhere), with_key(cast.stranger.clinic, "privacy:write"),
    ):  # fmt: skip
        assert client.get(path_of(cast.person)).status_code == 404
    client = signed_in(cast.administrator)
    assert client.get(path_of(cast.clinician)).status_code == 404  # no person in care
    assert client.get(path_of(cast.person), {"kind": "erasure"}).status_code == 400
    assert [row["kind"] for row in client.get(path_of(cast.person)).json()["requests"]] == ["rectification"]
    assert client.get(path_of(cast.other_person)).json()["requests"] == []


def test_over_the_api_what_was_said_is_kept(cast: Cast) -> None:
    post_json(with_csrf(cast.person), path_of(cast.person), {"kind": "rectification", "reason": "I am Wanjiru"})
    assert read_request_reason(GdprRequest.objects.get()) == "I am Wanjiru"


def test_clinicians_have_no_part_in_it(cast: Cast) -> None:
    client = with_csrf(cast.clinician)
    assert client.get(path_of(cast.person)).status_code == 403
    assert post_json(client, path_of(cast.person), {"kind": "access"}).status_code == 403
