"""An app whose models each forgot something."""

from django.apps import AppConfig


class BrokenConfig(AppConfig):
    name = "tests.duties.broken"
    label = "broken"
