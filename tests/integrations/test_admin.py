"""The pages of webhooks: made with a secret shown once, tested, paused, removed; the log says what became of each."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from resona.integrations.models import Integration, WebhookEndpoint, WebhookMessage
from resona.integrations.sending import send_due
from tests.admin.pages import sign_in
from tests.conftest import Cast
from tests.integrations.receiving import ReceiverProcess, add_endpoint, raise_one

pytestmark = pytest.mark.django_db

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{44}")
LIST = reverse("admin:integrations_webhookendpoint_changelist")


@pytest.fixture
def administrator(cast: Cast) -> Client:
    return sign_in(cast.administrator)


def page(endpoint_id: object, name: str = "change") -> str:
    return reverse(f"admin:integrations_webhookendpoint_{name}", args=[endpoint_id])


def add(administrator: Client, **changed: Any) -> Any:
    given = {"name": "Pager", "url": "https://8.8.8.8/hook", "kinds": ["crisis_event.created"], **changed}
    return administrator.post(reverse("admin:integrations_webhookendpoint_add"), given)


def text_of(response: Any) -> str:
    content: bytes = response.content
    return content.decode()


def test_a_webhook_is_made_and_its_secret_shown_once(administrator: Client) -> None:
    made = add(administrator)
    assert made.status_code == 200
    assert "no-store" in made["Cache-Control"]
    assert SECRET.search(text_of(made))
    endpoint = WebhookEndpoint.objects.get()
    assert (endpoint.integration.name, endpoint.kinds) == ("Pager", ["crisis_event.created"])
    for url in (LIST, page(endpoint.id)):
        shown = text_of(administrator.get(url))
        assert "Pager" in shown
        assert not SECRET.search(shown)


@pytest.mark.parametrize("url", ["https://10.0.0.1/", "http://8.8.8.8/", "nonsense"])
def test_an_address_that_cannot_be_sent_to_is_refused_in_the_form(administrator: Client, url: str) -> None:
    refused = add(administrator, url=url)
    assert "This address" in text_of(refused)
    assert not WebhookEndpoint.objects.exists()


def test_a_webhook_is_changed_paused_resumed_and_removed(cast: Cast, administrator: Client) -> None:
    add(administrator)
    endpoint = WebhookEndpoint.objects.get()
    administrator.post(page(endpoint.id), {"name": "Other", "url": endpoint.url, "kinds": []})
    assert Integration.objects.get().name == "Other"
    administrator.post(page(endpoint.id, "pause"))
    assert "Nothing is sent" in text_of(administrator.get(page(endpoint.id)))
    administrator.post(page(endpoint.id, "resume"))
    assert WebhookEndpoint.objects.get().disabled_at is None
    administrator.post(page(endpoint.id, "remove"), {"sure": "on"})
    assert "Other" not in text_of(administrator.get(LIST))
    assert administrator.get(page(endpoint.id)).status_code == 404


def test_a_new_secret_is_shown_once(administrator: Client) -> None:
    first = SECRET.search(text_of(add(administrator)))
    made = administrator.post(page(WebhookEndpoint.objects.get().id, "secret"), {"sure": "on"})
    second = SECRET.search(text_of(made))
    assert first is not None
    assert second is not None
    assert first[0] != second[0]
    assert "no-store" in made["Cache-Control"]


def test_the_log_says_what_became_of_each_message(cast: Cast, administrator: Client, receiver: ReceiverProcess) -> None:
    made = add_endpoint(cast.clinic, receiver, "/fails/x", kinds=["crisis_event.created"])
    administrator.post(page(made.id, "test"))
    raise_one(cast.person)
    send_due()
    log = text_of(administrator.get(reverse("admin:integrations_webhookmessage_changelist")))
    assert "A test: nothing happened" in log
    assert cast.person.code in log
    message = WebhookMessage.objects.get(user_uuid=cast.person.id)
    url = reverse("admin:integrations_webhookmessage_change", args=[message.id])
    shown = text_of(administrator.get(url))
    assert "the other system refused it (answer 500)" in shown
    assert "to come" in shown
    administrator.post(reverse("admin:integrations_webhookmessage_again", args=[message.id]))
    send_due()
    assert len(receiver.received("/fails/x")) == 3


def test_who_is_no_administrator_has_no_such_pages(cast: Cast) -> None:
    for user in (cast.clinician, cast.stranger):
        assert sign_in(user).get(LIST).status_code == 403
