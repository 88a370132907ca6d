"""Webhooks over the API: made, changed, tested, removed; what is wrong with an address is said in words."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from resona.integrations.models import WebhookEndpoint, WebhookMessage
from tests.api.clients import with_key
from tests.conftest import Cast
from tests.integrations.receiving import raise_one

pytestmark = pytest.mark.django_db

ENDPOINTS, MESSAGES = "/api/v1/webhook-endpoints/", "/api/v1/webhook-messages/"
URL = "https://8.8.8.8/hook"


@pytest.fixture
def system(cast: Cast) -> Client:
    return with_key(cast.clinic, "webhooks:write", "records:read")


def make(system: Client, **changed: Any) -> Any:
    body = {"name": "Pager", "url": URL, "kinds": ["crisis_event.created"], **changed}
    return system.post(ENDPOINTS, body, content_type="application/json")


def test_an_endpoint_is_made_and_its_secret_shown_once(system: Client) -> None:
    made = make(system)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    assert made.json()["status"] == "active"
    shown = system.get(f"{ENDPOINTS}{made.json()['id']}/").json()
    assert "secret" not in shown
    assert system.get(ENDPOINTS).json()["results"] == [shown]


def test_the_same_request_again_makes_no_second_one(system: Client) -> None:
    own = str(uuid4())
    first, second = make(system, id=own), make(system, id=own)
    assert (first.status_code, second.status_code, second.json()["secret"]) == (201, 200, None)
    assert make(system, id=own, url="https://8.8.8.8/other").status_code == 409
    assert WebhookEndpoint.objects.count() == 1


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("http://8.8.8.8/", "must begin with https://"),
        ("https://127.0.0.1/", "leads to a private network, which whoever runs this server has not allowed"),
        ("https://[::1]/", "leads to a private network, which whoever runs this server has not allowed"),
        ("https://169.254.169.254/", "leads to a private network, which whoever runs this server has not allowed"),
        ("https://8.8.8.8:22/", "must use port 443 or 8443"),
        ("https://user:word@8.8.8.8/", "is not an address that can be sent to"),
        ("https://nowhere.invalid/", "names a server that cannot be found"),
        ("ftp://8.8.8.8/", "must begin with https://"),
    ],
)
def test_an_address_that_cannot_be_sent_to_is_refused_in_words(system: Client, url: str, detail: str) -> None:
    refused = make(system, url=url)
    assert refused.status_code == 400
    (fault,) = refused.json()["errors"]
    assert fault["pointer"] == "/url"
    assert fault["detail"].startswith(detail)


def test_what_is_unknown_is_refused(system: Client) -> None:
    assert make(system, kinds=["crisis_event.invented"]).json()["errors"][0]["pointer"] == "/kinds"
    assert make(system, kinds=["webhook.test"]).status_code == 400
    assert make(system, name=" ").status_code == 400
    assert make(system, colour="red").status_code == 400


def test_it_is_changed_paused_resumed_and_removed(system: Client) -> None:
    path = f"{ENDPOINTS}{make(system).json()['id']}/"

    def patch(**body: Any) -> Any:
        return system.patch(path, body, content_type="application/json")

    assert patch(name="Other").json()["name"] == "Other"
    assert patch(paused=True).json()["status"] == "paused"
    assert system.post(f"{path}test/", {}, content_type="application/json").status_code == 409
    assert patch(paused=False).json()["status"] == "active"
    assert patch(url="https://10.0.0.1/").status_code == 400
    assert system.delete(path).status_code == 204
    assert system.get(path).status_code == 404
    assert system.get(ENDPOINTS).json()["results"] == []


def test_what_was_sent_is_listed_and_sent_again(cast: Cast, system: Client) -> None:
    made = make(system).json()
    raise_one(cast.person)
    (message,) = system.get(MESSAGES).json()["results"]
    assert message["state"] == "waiting"
    assert message["webhook_id"] == f"msg_{message['id'].replace('-', '')}"
    assert message["user_id"] == str(cast.person.id)
    (attempt,) = system.get(f"/api/v1/webhook-attempts/?message={message['id']}").json()["results"]
    assert (attempt["attempt"], attempt["at"]) == (1, None)
    assert system.post(f"{MESSAGES}{message['id']}/replay/", {}, content_type="application/json").status_code == 202
    body = {"endpoint_id": made["id"], "since": message["created_at"]}
    again = system.post(f"{MESSAGES}replay/", body, content_type="application/json")
    assert (again.status_code, again.json()) == (202, {"messages": 1})
    long_ago = {**body, "since": "2020-01-01T00:00:00Z"}
    assert system.post(f"{MESSAGES}replay/", long_ago, content_type="application/json").status_code == 400


def test_a_secret_is_made_anew_and_a_test_queued(system: Client) -> None:
    made = make(system).json()
    new = system.post(f"{ENDPOINTS}{made['id']}/rotate-secret/", {}, content_type="application/json").json()
    assert new["secret"] not in ("", made["secret"])
    tested = system.post(f"{ENDPOINTS}{made['id']}/test/", {}, content_type="application/json")
    assert (tested.status_code, tested.json()["kind"]) == (202, "webhook.test")
    assert WebhookMessage.objects.get().user_uuid is None


def test_a_key_without_the_scope_is_refused(cast: Cast) -> None:
    assert make(with_key(cast.clinic, "records:read")).status_code == 403


def test_a_system_is_told_of_what_its_key_may_read_alone(cast: Cast) -> None:
    system = with_key(cast.clinic, "webhooks:write", "records:read")
    assert make(system, kinds=["risk_assessment"]).status_code == 201
    assert make(system, kinds=["consent"]).status_code == 403
    made = make(system, kinds=[]).json()
    path = f"{ENDPOINTS}{made['id']}/"
    assert system.patch(path, {"kinds": ["consent"]}, content_type="application/json").status_code == 403


def test_secrets_are_sealed_in_the_database(system: Client) -> None:
    secret = make(system).json()["secret"]
    assert secret.removeprefix("whsec_") not in WebhookEndpoint.objects.get().secrets
