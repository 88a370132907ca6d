"""Who comes in, and with what: passwords, second factors, clients of other systems, tokens of people's own apps."""

from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "resona.sign_in"
    label = "sign_in"
    verbose_name = "Sign-in"
