"""The admin of what people see, and of how it evolved."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from interfaces.models import InterfaceEvolution, UserInterface
from interfaces.text_admin import InterfaceTextAdmin, SupportResourceAdmin
from resona.site.filters import ChoiceFilter
from resona.site.links import badge, time_ago
from resona.site.records import RecordAdmin

__all__ = ["InterfaceEvolutionAdmin", "InterfaceTextAdmin", "SupportResourceAdmin", "UserInterfaceAdmin"]


class ActiveFilter(ChoiceFilter):
    """The version a person sees now."""

    title = "shown"
    parameter_name = field = "active"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("True", "shown now"), ("False", "earlier versions")]


@admin.register(UserInterface)
class UserInterfaceAdmin(RecordAdmin):
    """Versions of what a person sees."""

    list_display: ClassVar[tuple[str, ...]] = ("version", "person", "state", "generated")
    list_filter: ClassVar[Any] = (ActiveFilter,)
    list_before_template = None
    ordering = ("user_id", "-version")

    @admin.display(description="state")
    def state(self, interface: UserInterface) -> SafeString:
        return badge("shown now", "low") if interface.active else badge("earlier", "missing")

    @admin.display(description="generated")
    def generated(self, interface: UserInterface) -> SafeString | str:
        return time_ago(interface.generated_at)


@admin.register(InterfaceEvolution)
class InterfaceEvolutionAdmin(RecordAdmin):
    """What changed with each version, and why."""

    list_display: ClassVar[tuple[str, ...]] = ("version", "person", "what", "generated")
    list_before_template = None
    ordering = ("user_id", "-version")

    @admin.display(description="changed")
    def what(self, evolution: InterfaceEvolution) -> str:
        changes = evolution.changes if isinstance(evolution.changes, list) else []
        return ", ".join(str(change.get("what", "?")) for change in changes if isinstance(change, dict)) or "nothing"

    @admin.display(description="generated")
    def generated(self, evolution: InterfaceEvolution) -> SafeString | str:
        return time_ago(evolution.generated_at)
