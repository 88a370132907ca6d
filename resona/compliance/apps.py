"""Consent, change of keys, emergency access, and what people may ask for; and what expires by itself."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils import timezone


class ComplianceConfig(AppConfig):
    name = "resona.compliance"
    label = "compliance"
    verbose_name = "Compliance"

    def ready(self) -> None:
        from resona.accounts.querysets import see_when_opened
        from resona.api.health import add_check
        from resona.audit.accesses import explain_accesses
        from resona.compliance.emergency import opened_people, reasons_of_looking
        from resona.compliance.known_keys import check_keys, key_fault
        from resona.compliance.retention import overdue_fault

        see_when_opened(opened_people)
        explain_accesses(reasons_of_looking)
        register(check_keys, Tags.database)
        add_check("keys", key_fault)
        add_check("retention", lambda: overdue_fault(now=timezone.now()))
