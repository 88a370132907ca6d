"""Scopes: every kind of caller against every kind of view, written out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.models import ApiKey, User
from resona.accounts.permissions import NOT_FOR_STAFF, STAFF_SCOPES, HasScope

SCOPES = list(ApiKey.Scope)


def may(
    caller: object, method: str, *, read: str | None = None, write: str | None = None, holds_findings: bool = False
) -> bool:
    request: Any = SimpleNamespace(method=method, user=caller)
    view = SimpleNamespace(
        read_scope=read,
        write_scope=write,
        holds_findings=holds_findings,
        open_to_the_person=False,
        allowed_methods=["GET", "HEAD", "OPTIONS", "POST"],
    )
    return HasScope().has_permission(request, view)


def key(*scopes: str) -> ApiKeyCaller:
    return ApiKeyCaller(id=uuid4(), clinic_id=uuid4(), scopes=frozenset(scopes))


@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_with_one_scope_opens_that_one_only(scope: str) -> None:
    assert {other for other in SCOPES if may(key(scope), "GET", read=other)} == {scope}
    assert {other for other in SCOPES if may(key(scope), "POST", write=other)} == {scope}


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(
    ("role", "refused"),
    [
        (User.Role.PERSON, STAFF_SCOPES),
        (User.Role.CLINICIAN, NOT_FOR_STAFF),
        (User.Role.ADMINISTRATOR, NOT_FOR_STAFF),
    ],
)
def test_whoever_is_signed_in_needs_no_scope_but_staff_alone_act_on_findings_and_record_nothing(
    role: User.Role, refused: frozenset[str], scope: str
) -> None:
    assert may(User(role=role), "POST", write=scope) is (scope not in refused)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
@pytest.mark.parametrize(
    "caller",
    [AnonymousUser(), key(), key(*SCOPES), User(role="clinician"), User(is_superuser=True)],
    ids=["nobody", "key without scopes", "key with all", "clinician", "superuser"],
)
def test_a_view_that_names_no_scope_is_closed(caller: object, method: str) -> None:
    assert not may(caller, method)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_comes_in_without_saying_who(method: str) -> None:
    assert not may(AnonymousUser(), method, read="records:read", write="sessions:write")


def test_reading_and_writing_are_asked_for_apart() -> None:
    assert may(key("records:read"), "HEAD", read="records:read", write="risk:write")
    assert not may(key("records:read"), "POST", read="records:read", write="risk:write")


def test_a_method_that_does_not_exist_is_left_to_the_view() -> None:
    assert may(AnonymousUser(), "DELETE", read="records:read", write="risk:write")


def test_a_view_of_findings_is_for_staff_and_systems_alone() -> None:
    read = "records:read"
    assert not may(User(role=User.Role.PERSON), "GET", read=read, holds_findings=True)
    assert may(User(role=User.Role.CLINICIAN), "GET", read=read, holds_findings=True)
    assert may(key(read), "GET", read=read, holds_findings=True)
