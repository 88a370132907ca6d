"""People in care, staff, clinics and care teams."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "resona.accounts"
    label = "accounts"
    verbose_name = "People and clinics"
