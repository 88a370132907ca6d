"""What was done and who looked: kept apart from what it is about."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "resona.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from resona.api.health import CHECKS
        from resona.audit.sealing import overdue_fault

        CHECKS.add("audit", overdue_fault)
