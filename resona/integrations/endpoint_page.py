"""What stands above the form of a webhook: how it does, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from resona.integrations.models import Integration, WebhookAttempt, WebhookEndpoint
from resona.integrations.wording import outcome_in_words
from resona.site.links import local_time

TONES: Final = {"active": "low", "failing": "critical", "paused": "nobody", "disconnected": "missing"}
_Status = Integration.Status


@dataclass(frozen=True, kw_only=True, slots=True)
class EndpointButton:
    """What can be done."""

    label: str
    url: str
    asks: bool  # whether a page asks first
    is_main: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class EndpointHead:
    """How a webhook does."""

    state: str
    tone: str
    says: str
    latest: str  # of the last try; empty: there was none
    log_url: str
    buttons: tuple[EndpointButton, ...]


def head_of(endpoint: WebhookEndpoint) -> EndpointHead:
    """For whoever may change it."""
    status = endpoint.integration.status
    return EndpointHead(
        state=endpoint.integration.get_status_display(),
        tone=TONES[status],
        says=_says(endpoint),
        latest=_latest(endpoint),
        log_url=f"{reverse('admin:integrations_webhookmessage_changelist')}?webhook={endpoint.id}",
        buttons=_buttons(endpoint),
    )


def endpoint_url(name: str, endpoint_id: object) -> str:
    """Where this is done about it."""
    return reverse(f"admin:integrations_webhookendpoint_{name}", args=[endpoint_id])


def _says(endpoint: WebhookEndpoint) -> str:
    integration = endpoint.integration
    match integration.status:
        case _Status.FAILING:
            since = local_time(integration.failing_since)
            return (
                f"The other system has taken nothing since {since}. Each message is tried again for three days. Until "
                "this works, do not rely on the other system to tell anybody of a crisis."
            )
        case _Status.PAUSED if integration.failing_since is not None:
            return "The other system said that this address is no more. Ask for the new one, enter it below and resume."
        case _Status.PAUSED:
            return "Nothing is sent. Crisis events that happen meanwhile are not sent later."
    if integration.last_ok_at is None:
        return "Nothing has been taken yet. Send a test to see whether the other system hears you."
    return f"The other system last took a message about {local_time(integration.last_ok_at)}."


def _latest(endpoint: WebhookEndpoint) -> str:
    attempt = WebhookAttempt.objects.filter(endpoint=endpoint, at__isnull=False).order_by("-at").first()
    if attempt is None:
        return ""
    if attempt.next_at is not None:
        return f"Last try {local_time(attempt.at)}: under way."
    return f"Last try {local_time(attempt.at)}: {outcome_in_words(attempt.status_code, attempt.error_code)}."


def _buttons(endpoint: WebhookEndpoint) -> tuple[EndpointButton, ...]:
    def button(label: str, name: str, *, asks: bool, is_main: bool = False) -> EndpointButton:
        return EndpointButton(label=label, url=endpoint_url(name, endpoint.id), asks=asks, is_main=is_main)

    if endpoint.disabled_at is not None:
        return (button("Resume", "resume", asks=False, is_main=True), button("Remove", "remove", asks=True))
    return (
        button("Send a test", "test", asks=False, is_main=True),
        button("Send again", "again", asks=True),
        button("New secret", "secret", asks=True),
        button("Pause", "pause", asks=False),
        button("Remove", "remove", asks=True),
    )
