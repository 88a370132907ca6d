"""Who may come in, and with what."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from resona.accounts.models import ApiKey
from tests.api.clients import PROBLEM, post_json, signed_in, with_csrf, with_key
from tests.conftest import Cast
from tests.factories import make_api_key

pytestmark = pytest.mark.urls("tests.api.echo")
PATH = "/api/v1/echo/"


def test_an_api_key_comes_in_with_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    client = with_key(cast.clinic, "records:read")
    with django_assert_num_queries(1):
        response = client.get(PATH)
    assert response.status_code == 200
    assert response.json()["caller"] == f"key {ApiKey.objects.get().id}"


@pytest.mark.parametrize(
    "header", ["Bearer rk_unknown", "Bearer", "Basic cms6cms=", "rk_x", "Bearer r\u00fck", "Bearer rk_" + "x" * 99]
)
@pytest.mark.django_db
def test_a_key_that_is_none_is_asked_for_one(header: str) -> None:
    response = Client(headers={"authorization": header}).get(PATH)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="resona"'
    assert response["Content-Type"] == PROBLEM


def test_a_revoked_key_opens_nothing(cast: Cast) -> None:
    client = with_key(cast.clinic, "records:read")
    ApiKey.objects.update(revoked_at=timezone.now())
    assert client.get(PATH).status_code == 401


@pytest.mark.django_db
def test_nobody_is_asked_to_say_who_they_are() -> None:
    response = Client().get(PATH)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="resona"'


@pytest.mark.parametrize(
    ("scopes", "status"), [(["records:read"], 200), (["sessions:write", "risk:write"], 403), ([], 403)]
)
def test_a_key_may_only_do_what_its_scopes_say(cast: Cast, scopes: list[str], status: int) -> None:
    assert with_key(cast.clinic, *scopes).get(PATH).status_code == status


def test_a_scope_to_read_is_none_to_write(cast: Cast) -> None:
    assert post_json(with_key(cast.clinic, "records:read"), PATH, {}).status_code == 403
    assert post_json(with_key(cast.clinic, "risk:write"), PATH, {}).status_code == 200


def test_a_signed_in_user_reads_without_scopes(cast: Cast) -> None:
    for user in (cast.person, cast.clinician, cast.administrator, cast.superuser):
        assert signed_in(user).get(PATH).json() == {"caller": str(user)}


def test_a_user_who_was_deactivated_is_nobody(cast: Cast) -> None:
    client = signed_in(cast.clinician)
    type(cast.clinician).objects.filter(id=cast.clinician.id).update(is_active=False)
    assert client.get(PATH).status_code == 401


def test_a_signed_in_browser_needs_its_csrf_token_to_change_something(cast: Cast) -> None:
    assert post_json(signed_in(cast.clinician), PATH, {}).status_code == 403
    assert post_json(with_csrf(cast.clinician), PATH, {}).status_code == 200


def test_people_in_care_do_not_record_what_was_done_about_findings(cast: Cast) -> None:
    assert post_json(with_csrf(cast.person), PATH, {}).status_code == 403


def test_a_key_counts_more_than_the_browser_it_comes_from(cast: Cast) -> None:
    client = signed_in(cast.clinician)
    key = make_api_key(cast.clinic, "records:read")
    response = client.get(PATH, headers={"authorization": f"Bearer {key}"})
    assert response.json()["caller"].startswith("key ")
    assert client.get(PATH, headers={"authorization": "Bearer rk_wrong"}).status_code == 401


def test_a_view_that_names_no_scope_is_closed_to_everybody(cast: Cast) -> None:
    assert with_key(cast.clinic, *ApiKey.Scope.values).get("/api/v1/closed/").status_code == 403
    assert signed_in(cast.superuser).get("/api/v1/closed/").status_code == 403


def test_a_method_that_does_not_exist_is_answered_as_such(cast: Cast) -> None:
    response = with_key(cast.clinic, "records:read").delete(PATH)
    assert response.status_code == 405
    assert response["Allow"] == "GET, POST, HEAD, OPTIONS"
