"""Requests: who may ask, what begins by itself, what waits for an administrator, and how it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from resona.accounts.models import User
from resona.compliance.holds import is_held
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
from tests.api.clients import post_json, with_csrf, with_key
from tests.compliance.cases import ask
from tests.conftest import Cast


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
    PrivacyHold.objects.create(user=cast.person, kind="legal_hold", reason="x")
    response = post_json(with_csrf(cast.administrator), path_of(cast.person), {"kind": "erasure"})
    assert response.status_code == 409
    assert not GdprRequest.objects.exists()


def test_clinicians_have_no_part_in_it(cast: Cast) -> None:
    client = with_csrf(cast.clinician)
    assert client.get(path_of(cast.person)).status_code == 403
    assert post_json(client, path_of(cast.person), {"kind": "access"}).status_code == 403
