"""The admin of the audit log: read by administrators, of their own clinic; ids and levels, never what was said."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from resona.audit.coverage import audited_tables
from resona.audit.models import AuditEntry, SecurityEvent
from resona.site.filters import ChoiceFilter, period_of
from resona.site.links import EMPTY, day_and_time
from resona.site.places import Permissions, Place
from resona.site.records import ScopedAdmin
from resona.site.search import read_search

# How those who act are named: resona.audit.actors.
ACTORS = {"staff": "staff", "key": "API keys", "person": "people", "command": "commands", "job": "jobs"}
# Rows named in a line of the list; the entry's own page names all.
SHOWN_ROWS = 3


class TableFilter(ChoiceFilter):
    """Of which table."""

    title = "table"
    parameter_name = "table"
    field = "table_name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        """Asked for when it is shown: what models declare is checked before it is collected."""
        return [(name, name) for name in sorted(audited_tables())]


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
    list_display = ("when", "table_name", "operation", "shown_rows", "shown_columns", "actor", "source", "db_role")
    list_filter: ClassVar[Any] = (period_of("at"), TableFilter, OperationFilter, ActorFilter)
    ordering = ("-id",)
    actions: Any = None
    search_help_text = "Id of an actor, or pseudonym of whom the rows are about"
    also_shows = ("at",)
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

    @admin.display(description="when", ordering="id")
    def when(self, entry: AuditEntry) -> str:
        return day_and_time(entry.at)

    @admin.display(description="rows")
    def shown_rows(self, entry: AuditEntry) -> str:
        more = len(entry.row_ids) - SHOWN_ROWS
        return ", ".join([*entry.row_ids[:SHOWN_ROWS], *([f"and {more} more"] if more > 0 else [])]) or EMPTY

    @admin.display(description="columns")
    def shown_columns(self, entry: AuditEntry) -> str:
        """Those changed, with the values that are kept."""
        kept = [f"{name}: {before} → {after}" for name, (before, after) in sorted(entry.kept.items())]
        return ", ".join([*kept, *(name for name in entry.changed if name not in entry.kept)]) or EMPTY


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
    list_display = ("when", "kind", "actor", "address", "what")
    list_filter: ClassVar[Any] = (period_of("created_at"), KindFilter)
    fields = readonly_fields = ("when", "kind", "actor", "address", "what")
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

    @admin.display(description="what")
    def what(self, event: SecurityEvent) -> str:
        """Ids, routes and counts; nothing personal stands there."""
        return ", ".join(f"{name}: {value}" for name, value in event.detail.items()) or EMPTY
