"""What stands above the fields on the page of a note: what it adds to, what was added to it, who has read it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from resona.care.models import CareNote, NoteRead
from resona.care.pages.person_pages import ADD_NOTE
from resona.care.pages.sections import Press
from resona.site.links import record_url
from resona.site.pages import FilledSection, begin_page
from resona.site.times import exact_time


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteLinks:
    """All there is above the fields."""

    presses: tuple[Press, ...]
    related: tuple[tuple[str, str], ...]  # words and address
    readers: tuple[str, ...]


def sections_of_note(request: HttpRequest, note: CareNote) -> list[FilledSection]:
    """What is shown of it beside its fields."""
    page = begin_page(request, note, note.user_id)
    earlier = [("It adds to an earlier note", record_url(CareNote, note.amends_id))] if note.amends_id else []
    later = [
        (f"Added to on {exact_time(one.written_at, page.zone)}", record_url(CareNote, one.id))
        for one in note.amendments.order_by("written_at", "id")
    ]
    reads = NoteRead.objects.filter(note=note).select_related("staff").order_by("at", "id")
    links = NoteLinks(
        presses=(_amend(note, request.get_full_path()),) if page.may(ADD_NOTE) else (),
        related=(*earlier, *later),
        readers=tuple(_reader(one) for one in reads),
    )
    return [FilledSection(section=links, template="care/note.html")]


def _amend(note: CareNote, next_url: str) -> Press:
    url = reverse("admin:accounts_user_write-note", args=[note.user_id])
    return Press(label="Add to it", url=f"{url}?{urlencode({'amends': note.id, 'next': next_url})}")


def _reader(one: NoteRead) -> str:
    who = one.staff.called if one.staff else "somebody whose account is gone"
    return f"{who} has read it" if one.at else f"{who} is asked to read it"
