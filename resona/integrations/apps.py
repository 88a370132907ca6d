"""Other systems that a clinic works with: webhooks that tell them what changed."""

from django.apps import AppConfig
from django.utils import timezone


class IntegrationsConfig(AppConfig):
    name = "resona.integrations"
    label = "integrations"
    verbose_name = "Integrations"

    def ready(self) -> None:
        """Crisis events are followed in their own transaction, and a webhook may be told of them as people are."""
        from resona.accounts.recipients import BESIDES
        from resona.api.health import CHECKS
        from resona.integrations.alerting import CHANNEL, WebhookTransport, systems_that_page
        from resona.integrations.health import webhooks_fault
        from resona.integrations.queueing import CRISIS_IS_WANTED, follow_crisis
        from resona.outgoing.transports import TRANSPORTS
        from risk.following import EVENT_FOLLOWERS, EventFollower

        BESIDES.add(CHANNEL, systems_that_page)
        TRANSPORTS.add(CHANNEL, WebhookTransport())
        CHECKS.add("webhooks", lambda: webhooks_fault(now=timezone.now()))
        EVENT_FOLLOWERS.add("webhooks", EventFollower(is_wanted=CRISIS_IS_WANTED, follow=follow_crisis))
