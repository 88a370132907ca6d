"""The platform itself, installed for its commands and checks."""

from django.apps import AppConfig


class ResonaConfig(AppConfig):
    name = "resona"
    verbose_name = "Resona"
