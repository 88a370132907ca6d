"""The platform itself, installed for its commands and checks."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class ResonaConfig(AppConfig):
    name = "resona"
    verbose_name = "Resona"

    def ready(self) -> None:
        from resona.checks import check_production

        register(check_production, Tags.security, deploy=True)
