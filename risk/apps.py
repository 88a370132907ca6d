"""What the findings mean, and what was done about them."""

from django.apps import AppConfig
from django.utils import timezone


class RiskConfig(AppConfig):
    name = "risk"
    verbose_name = "Risk"

    def ready(self) -> None:
        """Whoever is asked to act in a crisis sees whom it is about, and pages of a person tell what was found."""
        from resona.accounts.leaving import OPEN_WORK, OpenWork
        from resona.accounts.querysets import see_in_emergency
        from resona.api.health import CHECKS
        from resona.metrics.readings import READINGS
        from risk.delivery_health import delivery_fault, event_readings
        from risk.leaving import pass_on_events, read_owned_events
        from risk.open_findings import open_crisis
        from risk.pages.slots import fill_event_page, fill_lists, fill_person_page, fill_session_page, fill_start

        see_in_emergency(open_crisis)
        OPEN_WORK.add("events", OpenWork(read=read_owned_events, pass_on=pass_on_events))
        CHECKS.add("delivery", lambda: delivery_fault(now=timezone.now()))
        fill_start()
        READINGS.add("events", lambda: event_readings(now=timezone.now()))
        fill_person_page()
        fill_session_page()
        fill_event_page()
        fill_lists()
