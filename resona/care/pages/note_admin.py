"""The list of notes, and the page of one."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from resona.accounts.performers import opened_performer
from resona.care.models import CareNote
from resona.care.moved_notes import FILED_BY_MISTAKE
from resona.care.pages.note_moving import ask_whose
from resona.care.pages.note_page import sections_of_note
from resona.care.pages.wording import opened, signed_by
from resona.site.filters import ChoiceFilter, period_of
from resona.site.links import EMPTY, local_time
from resona.site.places import Permissions, Place
from resona.site.records import RecordAdmin, in_clinic_time

WORDS_OF_A_LINE = 20


class NoteKindFilter(ChoiceFilter):
    """What kind of note."""

    title = "kind"
    parameter_name = field = "kind"
    offers = CareNote.Kind.choices


class ContactOutcomeFilter(ChoiceFilter):
    """How a contact went."""

    title = "contact"
    parameter_name = field = "contact_outcome"
    offers = CareNote.ContactOutcome.choices


@admin.register(CareNote)
class NoteAdmin(RecordAdmin):
    """Notes."""

    permissions = Permissions(staff="view add", offered_in_emergency="add")
    places = (Place(group="Records", title="Notes", icon="edit_note", order=50),)
    list_display: ClassVar[tuple[str, ...]] = ("written", "line", "person", "author_name", "sort")
    list_display_links = ("line",)
    list_filter: ClassVar[Any] = (period_of("written_at"), NoteKindFilter, ContactOutcomeFilter)
    list_select_related = ("user", "author")
    ordering = ("-written_at", "-id")
    id_fields = ("id", "user_id")
    fields = readonly_fields = ("words", "person", "author_name", "written", "sort")
    also_shows = (
        "user", "author", "performer", "kind", "content", "contact_outcome", "about", "amends", "written_at",
        "recorded_at", "moved_at", "moved_by",
    )  # fmt: skip
    exclude = ("author_id_uuid", "moved_by_uuid", "corrects")
    change_form_outer_before_template = "resona/sections.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.move_view)
        return [path("<uuid:note_id>/move/", view, name="care_carenote_move"), *super().get_urls()]

    @in_clinic_time
    def move_view(self, request: HttpRequest, note_id: UUID) -> HttpResponseBase:
        """Asks whose note it is."""
        note: CareNote = self.get_object(request, str(note_id))
        return ask_whose(self, request, note)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        note = self.get_object(request, object_id) if object_id else None
        sections = sections_of_note(request, note) if note is not None else []
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), "sections": sections})

    @admin.display(description="written", ordering="written_at")
    def written(self, note: CareNote) -> str:
        return local_time(note.written_at)

    @admin.display(description="note")
    def line(self, note: CareNote) -> str:
        if note.moved_at is not None:
            return FILED_BY_MISTAKE
        return Truncator(opened(CareNote, "content", note)).words(WORDS_OF_A_LINE) or self.sort(note)

    @admin.display(description="note")
    def words(self, note: CareNote) -> str:
        return opened(CareNote, "content", note) or EMPTY

    @admin.display(description="by")
    def author_name(self, note: CareNote) -> str:
        performer = opened_performer(opened(CareNote, "performer", note))
        return signed_by(note.author, note.author_id_uuid, performer) or EMPTY

    @admin.display(description="kind")
    def sort(self, note: CareNote) -> SafeString | str:
        if note.contact_outcome is None:
            return str(note.get_kind_display())
        return f"contact: {note.get_contact_outcome_display()}"
