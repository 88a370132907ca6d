"""What the findings mean, and what was done about them."""

from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "risk"
    verbose_name = "Risk"

    def ready(self) -> None:
        """Whoever is asked to act in a crisis sees whom it is about."""
        from resona.accounts.querysets import see_in_emergency
        from risk.open_findings import open_crisis

        see_in_emergency(open_crisis)
