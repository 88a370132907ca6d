"""The admin of the audit log: read by administrators, of their own clinic; who did what, never what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from resona.audit.coverage import audited_tables
from resona.audit.entry_pages import page_of, people_named
from resona.audit.entry_wording import columns_in_words, deed_in_words, table_in_words
from resona.audit.event_wording import detail_in_words, names_in
from resona.audit.models import AuditEntry, SecurityEvent
from resona.audit.names import names_of_actors
from resona.audit.places import place_in_words
from resona.showing import show
from resona.site.filters import ChoiceFilter, period_of
from resona.site.links import EMPTY, day_and_time, link_to, named_link
from resona.site.places import Permissions, Place
from resona.site.records import ScopedAdmin
from resona.site.search import read_search

# How those who act are named: resona.audit.actors.
ACTORS = {"staff": "staff", "key": "API keys", "person": "people", "command": "commands", "job": "jobs"}
# Rows named in a line of the list; the entry's own page names all.
SHOWN_ROWS = 3


class TableFilter(ChoiceFilter):
    """Of which table."""

    title = "records"
    parameter_name = "table"
    field = "table_name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        """Asked for when it is shown: what models declare is checked before it is collected."""
        return sorted(((name, table_in_words(name)) for name in audited_tables()), key=lambda offer: offer[1])


class SubjectFilter(ChoiceFilter):
    """What was done to the record of one person, by a link from their page; offers no choices of its own."""

    title = "person"
    parameter_name = field = "subject"
    template = "resona/no_filter.html"

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        sought = read_search(self.value() or "").id
        return queryset.none() if sought is None else queryset.filter(subject=sought)


class OperationFilter(ChoiceFilter):
    """What was done."""

    title = "operation"
    parameter_name = field = "operation"
    offers = AuditEntry.Operation.choices


class ActorFilter(ChoiceFilter):
    """What kind of actor; one in particular is found by the search box."""

    title = "actor"
    parameter_name = "actor"
    field = "actor"
    offers = tuple(ACTORS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        kind = self.value()
        if not kind:
            return queryset
        return queryset.filter(actor__startswith=f"{kind}:") if kind in ACTORS else queryset.none()


@admin.register(AuditEntry)
class AuditEntryAdmin(ScopedAdmin):
    """What was done to records."""

    permissions = Permissions(administrators="view")
    places = (Place(group="Clinic", title="Audit log", icon="policy", order=120),)
    explains = "Who did what to which record. The database writes it, and nobody can change it."
    list_display = ("when", "who", "what", "whose", "place")
    list_filter: ClassVar[Any] = (period_of("at"), SubjectFilter, TableFilter, OperationFilter, ActorFilter)
    ordering = ("-id",)
    actions: Any = None
    search_help_text = "Id of an actor, or pseudonym of whom the rows are about"
    fields = readonly_fields = (
        "when", "who", "what", "whose", "place", "reason", "table_name", "shown_rows", "shown_columns", "subject",
        "actor", "source", "db_role",
    )  # fmt: skip
    also_shows = ("at", "operation", "clinic_uuid", "row_ids", "changed", "kept")
    exclude = ("xid",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        sought = read_search(search_term).id
        if sought is None:
            return queryset.none(), False
        return queryset.filter(Q(subject=sought) | Q(actor__in=[f"{kind}:{sought}" for kind in ACTORS])), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _show(self, request: HttpRequest, records: Sequence[Any]) -> None:
        """With the names of who acted, and of whom it was done to."""
        super()._show(request, records)
        entries: list[Any] = [record for record in records if isinstance(record, AuditEntry)]
        actors = names_of_actors(entry.actor for entry in entries)
        people = people_named({entry.subject for entry in entries if entry.subject is not None})
        for entry in entries:
            entry.shown_actor = actors[entry.actor]
            entry.shown_person = people.get(entry.subject)
        show(request, [found.id for entry in entries if (found := entry.shown_person)], records=len(entries))

    @admin.display(description="when", ordering="id")
    def when(self, entry: AuditEntry) -> str:
        return day_and_time(entry.at)

    @admin.display(description="who")
    def who(self, entry: Any) -> str:
        name: str = entry.shown_actor
        return f"{name[:1].upper()}{name[1:]}" or EMPTY

    @admin.display(description="what")
    def what(self, entry: AuditEntry) -> SafeString | str:
        """A link, where the one record it is about has a page."""
        words, url = deed_in_words(entry), page_of(entry)
        return link_to(url, words) if url else words

    @admin.display(description="whose")
    def whose(self, entry: Any) -> SafeString | str:
        found = entry.shown_person
        return EMPTY if found is None else named_link(found, found.shown_name)

    @admin.display(description="where")
    def place(self, entry: AuditEntry) -> str:
        return place_in_words(entry.source) or EMPTY

    @admin.display(description="rows")
    def shown_rows(self, entry: AuditEntry) -> str:
        more = len(entry.row_ids) - SHOWN_ROWS
        return ", ".join([*entry.row_ids[:SHOWN_ROWS], *([f"and {more} more"] if more > 0 else [])]) or EMPTY

    @admin.display(description="columns")
    def shown_columns(self, entry: AuditEntry) -> str:
        """Those changed, with the values that are kept."""
        return columns_in_words(entry) or EMPTY


class KindFilter(ChoiceFilter):
    """What happened."""

    title = "kind"
    parameter_name = field = "kind"
    offers = SecurityEvent.Kind.choices


@admin.register(SecurityEvent)
class SecurityEventAdmin(ScopedAdmin):
    """Sign-ins, refusals, and what was done to accounts and credentials of the clinic."""

    permissions = Permissions(administrators="view")
    places = (Place(group="Clinic", title="Security events", icon="shield", order=115),)
    explains = "Sign-ins, refusals, keys, emergency access: who did what to accounts and to what opens records."
    list_display = ("when", "kind", "who", "what", "address")
    list_filter: ClassVar[Any] = (period_of("created_at"), KindFilter)
    fields = readonly_fields = ("when", "kind", "who", "what", "address", "actor")
    also_shows = ("created_at", "clinic", "detail")
    exclude = ("xid",)
    ordering = ("-created_at", "-id")
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="when", ordering="created_at")
    def when(self, event: SecurityEvent) -> str:
        return day_and_time(event.created_at)

    def _show(self, request: HttpRequest, records: Sequence[Any]) -> None:
        """With the names of who acted, and of the accounts and keys that it was about."""
        super()._show(request, records)
        events: list[Any] = [record for record in records if isinstance(record, SecurityEvent)]
        names = names_in([event.detail for event in events], [event.actor for event in events])
        for event in events:
            event.shown_names = names

    @admin.display(description="who")
    def who(self, event: Any) -> str:
        name: str = event.shown_names[event.actor]
        return f"{name[:1].upper()}{name[1:]}" or EMPTY

    @admin.display(description="what")
    def what(self, event: Any) -> str:
        return detail_in_words(event.detail, event.shown_names) or EMPTY
