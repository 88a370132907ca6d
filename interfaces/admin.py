"""The admin of what people see, of how it evolved, and of the builds that failed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.safestring import SafeString

from interfaces.build_admin import InterfaceBuildAdmin
from interfaces.interface_admin import UserInterfaceAdmin
from interfaces.models import InterfaceEvolution, UserInterface
from interfaces.pages.change_wording import summarise
from interfaces.pages.named_list import NamedRecordAdmin
from interfaces.pages.version_page import version_url
from interfaces.text_admin import InterfaceTextAdmin, SupportResourceAdmin
from resona.site.links import time_ago
from resona.site.places import Place

__all__ = [
    "InterfaceBuildAdmin",
    "InterfaceEvolutionAdmin",
    "InterfaceTextAdmin",
    "SupportResourceAdmin",
    "UserInterfaceAdmin",
]


@admin.register(InterfaceEvolution)
class InterfaceEvolutionAdmin(NamedRecordAdmin):
    """What changed with each version, and why: told on the page of that version."""

    places = (Place(group="Records", title="Interface changes", icon="history", order=90),)
    noun = "interface changes"
    list_display: ClassVar[tuple[str, ...]] = ("version", "person", "what", "generated")
    list_before_template = None
    ordering = ("user_id", "-version")
    also_shows = ("changes", "generated_at")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        evolution: InterfaceEvolution = self.get_object(request, object_id)
        if not self.has_view_permission(request, evolution):
            raise PermissionDenied
        # Without its version, which no writer of Resona leaves behind, it is shown as it is stored.
        version = UserInterface.objects.filter(user_id=evolution.user_id, version=evolution.version).first()
        if version is None:
            shown: HttpResponseBase = super().change_view(request, object_id, form_url, extra_context)
            return shown
        return redirect(version_url(version.id))

    @admin.display(description="changed")
    def what(self, evolution: InterfaceEvolution) -> str:
        return summarise(evolution.changes)

    @admin.display(description="generated")
    def generated(self, evolution: InterfaceEvolution) -> SafeString | str:
        return time_ago(evolution.generated_at)
