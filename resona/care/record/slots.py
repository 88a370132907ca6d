"""Where the care record stands on the page of a person."""

from __future__ import annotations

from resona.accounts import person_page
from resona.care.record.page import record_link, record_on, show_record_page
from resona.site.pages import Section
from resona.site.records import in_clinic_time


def fill_record() -> None:
    """Its latest entries, and where all of it stands."""
    record = Section(read=record_on, template="care/record_section.html")
    person_page.SECTIONS.add("record", record, order=28)
    person_page.LINKS.add("record", record_link, order=8)
    person_page.VIEWS.add("record", in_clinic_time(show_record_page))
