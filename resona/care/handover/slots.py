"""Who answers for what, on the pages of events and people."""

from __future__ import annotations

from resona.accounts import person_page
from resona.care.handover.owner_sections import event_owner_on, person_lead_on
from resona.site.pages import Section
from risk.pages import event_page


def fill_owners() -> None:
    """Below the event itself, and below the head of a person's page."""
    event_page.SECTIONS.add("owner", Section(read=event_owner_on, template="care/owner.html"), order=11)
    person_page.SECTIONS.add("lead", Section(read=person_lead_on, template="care/owner.html"), order=12)
