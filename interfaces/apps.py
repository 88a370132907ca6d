"""What a person sees, and how it evolved."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class InterfacesConfig(AppConfig):
    name = "interfaces"
    verbose_name = "Interfaces"

    def ready(self) -> None:
        from interfaces.checks import check_crisis_lines

        register(check_crisis_lines, Tags.security, deploy=True)
