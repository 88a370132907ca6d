"""An app that nothing knows: one table of personal data, as a developer would add it."""

from django.apps import AppConfig


class ToyConfig(AppConfig):
    name = "tests.duties.toy"
    label = "toy"
