"""A system whose key may set up webhooks comes by nothing through them that its key may not read."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from resona.integrations.models import WebhookEndpoint
from tests.api.clients import with_key
from tests.conftest import Cast
from tests.integrations.receiving import raise_one
from tests.integrations.test_views import ENDPOINTS, MESSAGES, make

pytestmark = pytest.mark.django_db

ELSEWHERE = "https://8.8.4.4/mine"


@pytest.fixture
def narrow(cast: Cast) -> Client:
    """A key that may set up webhooks and read no record."""
    return with_key(cast.clinic, "webhooks:write")


@pytest.fixture
def made(cast: Cast) -> dict[str, Any]:
    """A webhook that is told of crisis events, and a message of one."""
    answer: dict[str, Any] = make(with_key(cast.clinic, "webhooks:write", "records:read")).json()
    raise_one(cast.person)
    return answer


def test_nobody_leads_elsewhere_what_another_system_is_told(narrow: Client, made: dict[str, Any]) -> None:
    path = f"{ENDPOINTS}{made['id']}/"
    assert narrow.patch(path, {"url": ELSEWHERE}, content_type="application/json").status_code == 404
    assert WebhookEndpoint.objects.get().url == made["url"]


@pytest.mark.parametrize("act", ["rotate-secret/", "test/"])
def test_nobody_is_given_the_secret_of_what_they_may_not_read(narrow: Client, made: dict[str, Any], act: str) -> None:
    assert narrow.post(f"{ENDPOINTS}{made['id']}/{act}", {}, content_type="application/json").status_code == 404


def test_nobody_pauses_or_removes_what_they_may_not_read(narrow: Client, made: dict[str, Any]) -> None:
    path = f"{ENDPOINTS}{made['id']}/"
    assert narrow.patch(path, {"paused": True}, content_type="application/json").status_code == 404
    assert narrow.delete(path).status_code == 404
    assert WebhookEndpoint.objects.get().disabled_at is None


def test_whom_messages_are_about_is_for_keys_that_may_read_it(cast: Cast, narrow: Client, made: dict[str, Any]) -> None:
    (message,) = with_key(cast.clinic, "webhooks:write", "records:read").get(MESSAGES).json()["results"]
    for path in (MESSAGES, "/api/v1/webhook-attempts/", ENDPOINTS):
        assert narrow.get(path).json()["results"] == []
    for path in (f"{MESSAGES}{message['id']}/", f"{ENDPOINTS}{made['id']}/"):
        assert narrow.get(path).status_code == 404
    again = narrow.post(f"{MESSAGES}{message['id']}/replay/", {}, content_type="application/json")
    assert again.status_code == 404


def test_of_a_removed_webhook_messages_stay_for_keys_that_may_read_them_alone(
    cast: Cast, narrow: Client, made: dict[str, Any]
) -> None:
    system = with_key(cast.clinic, "webhooks:write", "records:read")
    assert system.delete(f"{ENDPOINTS}{made['id']}/").status_code == 204
    assert len(system.get(MESSAGES).json()["results"]) == 1
    assert narrow.get(MESSAGES).json()["results"] == []


def test_a_system_looks_after_webhooks_that_tell_of_nothing_and_their_tests(narrow: Client) -> None:
    own = make(narrow, kinds=[]).json()
    assert narrow.post(f"{ENDPOINTS}{own['id']}/test/", {}, content_type="application/json").status_code == 202
    assert [one["kind"] for one in narrow.get(MESSAGES).json()["results"]] == ["webhook.test"]
    assert len(narrow.get("/api/v1/webhook-attempts/").json()["results"]) == 1
