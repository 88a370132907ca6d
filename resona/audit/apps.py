"""What was done and who looked: kept apart from what it is about."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "resona.audit"
    label = "audit"
    verbose_name = "Audit"
