"""What the page of a person says of what is open: each finding that waits, and that they have gone quiet."""

from __future__ import annotations

from resona.accounts.person_page import Fact
from resona.site.pages import Page
from risk.pages.row_view import RowView, permissions_on, show_row
from risk.pattern_wording import silence_in_words
from risk.quiet import find_silence
from risk.triage import findings_of


def open_findings_on(page: Page) -> list[RowView] | None:
    """What is open of the person, most urgent first; None without any."""
    may, here = page.once(permissions_on), page.request.get_full_path()
    rows = findings_of(page.person_id, page.request.user, now=page.now)
    return [show_row(row, now=page.now, zone=page.zone, may=may, next_url=here) for row in rows] or None


def silence_fact(page: Page) -> Fact | None:
    """That they have gone quiet; None where they have not, or are no longer in care."""
    if page.record.care_ended:
        return None
    silence = find_silence(page.person_id, now=page.now)
    if silence is None:
        return None
    return Fact(title="Gone quiet", value=silence_in_words(silence), hint="Silent for longer than their own rhythm")
