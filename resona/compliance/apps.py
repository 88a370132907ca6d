"""Encryption, consent, and what people may ask for: export, erasure, restriction; and what expires by itself."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils import timezone


class ComplianceConfig(AppConfig):
    name = "resona.compliance"
    label = "compliance"
    verbose_name = "Compliance"

    def ready(self) -> None:
        from resona.api.health import add_check
        from resona.compliance.known_keys import check_keys, key_fault
        from resona.compliance.retention import overdue_fault

        register(check_keys, Tags.database)
        add_check("keys", key_fault)
        add_check("retention", lambda: overdue_fault(now=timezone.now()))
