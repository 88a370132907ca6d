"""Who comes in, and with what: passwords, second factors, clients of other systems, tokens of people's own apps."""

from importlib import import_module

from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "resona.sign_in"
    label = "sign_in"
    verbose_name = "Sign-in"

    def ready(self) -> None:
        import_module("resona.sign_in.schema")  # drf-spectacular knows what was imported
