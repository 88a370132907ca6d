"""Encryption, consent, and what people may ask for: export, erasure, restriction; and what expires by itself."""

from django.apps import AppConfig
from django.utils import timezone


class ComplianceConfig(AppConfig):
    name = "resona.compliance"
    label = "compliance"
    verbose_name = "Compliance"

    def ready(self) -> None:
        from resona.api.health import add_check
        from resona.compliance.retention import overdue_fault

        add_check("retention", lambda: overdue_fault(now=timezone.now()))
