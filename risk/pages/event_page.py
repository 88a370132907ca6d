"""What stands above the fields on the page of a crisis event: the event as triage shows it, and what apps add."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from resona.site.pages import FilledSection, Page, Section, begin_page, fill
from resona.slots import Slot
from risk.models import CrisisEvent
from risk.pages.action_pages import row_of
from risk.pages.row_view import RowView

# The slot of the page. The event itself stands at 10, what was done about it at 20.
SECTIONS: Final[Slot[Section]] = Slot()


def sections_of(request: HttpRequest, event: CrisisEvent) -> list[FilledSection]:
    """All of them, in order."""
    return fill(SECTIONS, begin_page(request, event, event.user_id))


def waiting_event(page: Page) -> RowView | None:
    """The event with what can be done about it; None once it is resolved."""
    return row_of(page.record, page.request) if page.record.resolved_at is None else None
