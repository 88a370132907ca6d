"""What the findings mean, and what was done about them."""

from collections.abc import Mapping
from typing import Final

from django.apps import AppConfig

from resona.compliance.expiry import Expiring


class RiskConfig(AppConfig):
    name = "risk"
    verbose_name = "Risk"
    # What staff are still asked to act on stays, and the session it is about.
    expiring: Final = (
        Expiring(
            table="crisis_events",
            dated_by="created_at",
            only_where="resolved_at IS NOT NULL AND conversation_id IS NULL",
        ),
    )
    keeps_from_expiry: Final[Mapping[str, str]] = {
        "conversations": "EXISTS (SELECT FROM crisis_events AS open WHERE open.conversation_id = conversations.id"
        " AND open.resolved_at IS NULL)",
    }

    def ready(self) -> None:
        """Whoever is asked to act in a crisis sees whom it is about."""
        from resona.accounts.querysets import see_in_emergency
        from risk.open_findings import open_crisis

        see_in_emergency(open_crisis)
