"""Where a clinician's day begins."""

from __future__ import annotations

from resona.care.my_day.page import my_day_page
from resona.site.start import START_PAGES, StartPage


def fill_start() -> None:
    """For clinicians; others begin with triage."""
    page = StartPage(
        title="My day", icon="today", template="care/my_day.html", read=my_day_page, roles=frozenset({"clinician"})
    )
    START_PAGES.add("my-day", page, order=10)
