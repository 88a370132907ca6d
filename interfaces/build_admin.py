"""The admin of builds: how the latest one of each person went, and which failed. To be read, never to be written."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from interfaces.models import InterfaceBuild
from interfaces.pages.named_list import NamedRecordAdmin
from resona.site.filters import ChoiceFilter
from resona.site.links import EMPTY, badge, time_ago
from resona.site.places import Place


class OutcomeFilter(ChoiceFilter):
    """How it went."""

    title = "outcome"
    parameter_name = "outcome"
    offers = [("failed", "failed"), ("built", "built")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        if value not in {"failed", "built"}:
            return queryset.none()
        return queryset.filter(failed_at__isnull=value == "built")


@admin.register(InterfaceBuild)
class InterfaceBuildAdmin(NamedRecordAdmin):
    """The latest build of each person's interface; one that failed left what was shown as it was."""

    places = (Place(group="Records", title="Interface builds", icon="dark_mode", order=100),)
    list_display: ClassVar[tuple[str, ...]] = ("person", "outcome", "failure", "failed", "night", "built")
    list_filter: ClassVar[Any] = (OutcomeFilter,)
    list_before_template = None
    list_display_links = None
    ordering = (F("failed_at").desc(nulls_last=True), "-user_id")  # failures first
    id_fields = ("user_id",)
    fields = readonly_fields = ("person", "outcome", "failure", "failed_at", "built_for", "built_at")
    exclude = ("inputs_digest",)

    @admin.display(description="outcome")
    def outcome(self, build: InterfaceBuild) -> SafeString:
        return badge("failed", "high") if build.failed_at is not None else badge("built", "low")

    @admin.display(description="failed")
    def failed(self, build: InterfaceBuild) -> SafeString | str:
        return time_ago(build.failed_at)

    @admin.display(description="night of")
    def night(self, build: InterfaceBuild) -> str:
        return EMPTY if build.built_for is None else date_format(build.built_for)

    @admin.display(description="built")
    def built(self, build: InterfaceBuild) -> SafeString | str:
        return time_ago(build.built_at)
