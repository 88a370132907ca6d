"""What stands above the fields on the page of a note: what it adds to, what was added to it, who has read it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from resona.care.models import CareNote, NoteRead
from resona.care.moved_notes import moved_notes
from resona.care.pages.person_pages import ADD_NOTE
from resona.care.pages.sections import Press
from resona.site.links import record_url
from resona.site.pages import FilledSection, begin_page
from resona.site.times import exact_time


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteLinks:
    """All there is above the fields."""

    presses: tuple[Press, ...]
    moved: str  # that it went to another record, or came from one; empty: neither
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
    moved = moved_notes([note], request.user).get(note.id)
    if moved is not None and moved.other is not None:
        earlier.append((f"The record of {moved.other.user.code}", record_url(CareNote, moved.other.id)))
    reads = NoteRead.objects.filter(note=note).select_related("staff").order_by("at", "id")
    links = NoteLinks(
        presses=_presses(note, request.get_full_path()) if page.may(ADD_NOTE) and not note.moved_at else (),
        moved=moved.words if moved else "",
        related=(*earlier, *later),
        readers=tuple(_reader(one) for one in reads),
    )
    return [FilledSection(section=links, template="care/note.html")]


def _presses(note: CareNote, next_url: str) -> tuple[Press, ...]:
    url = reverse("admin:accounts_user_write-note", args=[note.user_id])
    move_url = f"{reverse('admin:care_carenote_move', args=[note.id])}?{urlencode({'next': next_url})}"
    return (
        Press(label="Add to it", url=f"{url}?{urlencode({'amends': note.id, 'next': next_url})}"),
        Press(label="Wrong person", url=move_url),
    )


def _reader(one: NoteRead) -> str:
    who = one.staff.called if one.staff else "somebody whose account is gone"
    return f"{who} has read it" if one.at else f"{who} is asked to read it"
