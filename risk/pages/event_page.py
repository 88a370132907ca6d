"""What stands above the fields on the page of a crisis event: the event as triage shows it, and what apps add."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from resona.accounts.profiles import name_on
from resona.site.links import person_url
from resona.site.pages import FilledSection, Page, Section, begin_page, fill
from resona.site.times import exact_time
from resona.slots import Slot
from risk.models import CrisisEvent
from risk.pages.action_pages import row_of
from risk.pages.row_view import RowView
from risk.triage_findings import staff_name

# The slot of the page. The event itself stands at 10, what was done about it at 20.
SECTIONS: Final[Slot[Section]] = Slot()


@dataclass(frozen=True, kw_only=True, slots=True)
class EndedEvent:
    """How an event ended, for whoever opens it from a mail."""

    name: str  # empty: none is known
    code: str
    person_url: str
    outcome: str
    when: str
    who: str


def sections_of(request: HttpRequest, event: CrisisEvent) -> list[FilledSection]:
    """All of them, in order."""
    return fill(SECTIONS, begin_page(request, event, event.user_id))


def waiting_event(page: Page) -> RowView | None:
    """The event with what can be done about it; None once it is resolved."""
    return row_of(page.record, page.request) if page.record.resolved_at is None else None


def ended_event(page: Page) -> EndedEvent | None:
    """Whose event it was and what came of it; None while it is open."""
    event: CrisisEvent = page.record
    if event.resolved_at is None:
        return None
    return EndedEvent(
        name=page.once(name_on) or "",
        code=event.user.code,
        person_url=person_url(page.person_id),
        outcome=str(event.get_resolution_display()),
        when=exact_time(event.resolved_at, page.zone),
        who=staff_name(event.resolved_by) or "another system",
    )
