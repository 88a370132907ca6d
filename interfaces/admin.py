"""The admin of what people see, of how it evolved, and of the builds that failed."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.utils.safestring import SafeString

from interfaces.build_admin import InterfaceBuildAdmin
from interfaces.interface_admin import UserInterfaceAdmin
from interfaces.models import InterfaceEvolution
from interfaces.pages.change_wording import summarise
from interfaces.text_admin import InterfaceTextAdmin, SupportResourceAdmin
from resona.site.links import time_ago
from resona.site.records import RecordAdmin

__all__ = [
    "InterfaceBuildAdmin",
    "InterfaceEvolutionAdmin",
    "InterfaceTextAdmin",
    "SupportResourceAdmin",
    "UserInterfaceAdmin",
]


@admin.register(InterfaceEvolution)
class InterfaceEvolutionAdmin(RecordAdmin):
    """What changed with each version, and why."""

    list_display: ClassVar[tuple[str, ...]] = ("version", "person", "what", "generated")
    list_before_template = None
    ordering = ("user_id", "-version")

    @admin.display(description="changed")
    def what(self, evolution: InterfaceEvolution) -> str:
        return summarise(evolution.changes)

    @admin.display(description="generated")
    def generated(self, evolution: InterfaceEvolution) -> SafeString | str:
        return time_ago(evolution.generated_at)
