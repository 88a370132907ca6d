"""What was done and who looked: kept apart from what it is about."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "resona.audit"
    label = "audit"
    verbose_name = "Audit"

    def ready(self) -> None:
        from resona.accounts import person_page
        from resona.api.health import CHECKS
        from resona.audit.changes.readings import feed_readings
        from resona.audit.entry_pages import deeds_link
        from resona.audit.record_entries import add_team_entries
        from resona.audit.rights import FUNCTIONS
        from resona.audit.sealing import overdue_fault
        from resona.metrics.readings import READINGS

        person_page.LINKS.add("deeds", deeds_link, order=22)
        FUNCTIONS.add("seal", "resona_seal_audit()")
        CHECKS.add("audit", overdue_fault)
        READINGS.add("feed", feed_readings)
        add_team_entries()
