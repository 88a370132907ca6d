"""The admin of what people see: drawn as they see it, version by version, and kept or taken back with a reason."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interfaces.config import InvalidConfigError
from interfaces.models import UserInterface
from interfaces.pages.decision_pages import DECISIONS, DONE, DecisionForm, ask_why, decide
from interfaces.pages.interface_list import OriginFilter, ShownFilter
from interfaces.pages.named_list import NamedRecordAdmin
from interfaces.pages.person_entry import open_shown
from interfaces.pages.screen import stylesheet_of
from interfaces.pages.version_page import version_context, version_url
from interfaces.pages.versions import THEMES, read_stored
from resona.errors import InvalidInputError, ResonaError
from resona.site.links import EMPTY, badge, time_ago
from resona.site.places import Permissions, Place
from resona.site.records import in_clinic_time


@admin.register(UserInterface)
class UserInterfaceAdmin(NamedRecordAdmin):
    """Versions of what a person sees."""

    permissions = Permissions(staff="view change")
    places = (Place(group="Records", title="Interfaces", icon="dashboard", order=80),)
    noun = "interfaces"
    list_display: ClassVar[tuple[str, ...]] = ("version", "person", "state", "generated", "theme", "made_by")
    list_filter: ClassVar[Any] = (ShownFilter, OriginFilter)
    list_before_template = None
    ordering = ("user_id", "-version")
    also_shows = (
        "active", "decided_by", "generated_at", "interface_config", "kept_version", "origin", "reason"
    )  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        views = {name: partial(self.decision_view, decision=name) for name in DECISIONS}
        own = [
            path(
                f"<uuid:interface_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"interfaces_userinterface_{name}",
            )
            for name, view in {**views, "colours": self.colours_view}.items()
        ]
        of_person = path(
            "of/<uuid:user_id>/", self.admin_site.admin_view(self.of_person_view), name="interfaces_userinterface_of"
        )
        return [*own, of_person, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        named: QuerySet[Any] = rows.annotate(theme_name=KT("interface_config__theme__name"))
        return named

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who may keep it and take it back, though nobody rewrites a version."""
        return request.user.has_perm("interfaces.change_userinterface")

    @in_clinic_time
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The version, drawn."""
        interface: UserInterface = self.get_object(request, object_id)
        if not self.has_view_permission(request, interface):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        shown = version_context(request, interface, may_decide=self.has_decide_permission(request))
        return TemplateResponse(request, "interfaces/version.html", {**self.admin_site.each_context(request), **shown})

    def of_person_view(self, request: HttpRequest, user_id: UUID) -> HttpResponseBase:
        """What a person sees now."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return open_shown(self, request, user_id)

    def colours_view(self, request: HttpRequest, interface_id: UUID) -> HttpResponse:
        """The colours of a version, as a stylesheet."""
        interface: UserInterface = self.get_object(request, str(interface_id))
        if not self.has_view_permission(request, interface):
            raise PermissionDenied
        try:
            sheet = stylesheet_of(read_stored(interface), f".screen-{interface.id}")
        except InvalidConfigError:
            sheet = ""
        return HttpResponse(sheet, content_type="text/css")

    @in_clinic_time
    def decision_view(self, request: HttpRequest, interface_id: UUID, *, decision: str) -> HttpResponseBase:
        """Asks why, then decides."""
        interface: UserInterface = self.get_object(request, str(interface_id))
        if not self.has_decide_permission(request):
            raise PermissionDenied
        form = DecisionForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            decided = _decide(request, interface, decision, form)
            if decided is not None:
                return decided
        return ask_why(self, request, interface=interface, decision=decision, form=form)

    @admin.display(description="state")
    def state(self, interface: UserInterface) -> SafeString:
        return badge("shown now", "low") if interface.active else badge("earlier", "missing")

    @admin.display(description="generated")
    def generated(self, interface: UserInterface) -> SafeString | str:
        return time_ago(interface.generated_at)

    @admin.display(description="theme")
    def theme(self, interface: Any) -> SafeString | str:
        name = interface.theme_name
        return format_html('<span class="theme-name theme-{0}">{0}</span>', name) if name in THEMES else EMPTY

    @admin.display(description="made by")
    def made_by(self, interface: UserInterface) -> str:
        return str(interface.get_origin_display())


def _decide(
    request: HttpRequest, interface: UserInterface, decision: str, form: DecisionForm
) -> HttpResponseRedirect | None:
    """To the version that came of it; None when the form must be shown again."""
    try:
        version = decide(
            interface, decision, reason=form.cleaned_data["reason"], caller=request.user, now=timezone.now()
        )
    except InvalidInputError as error:
        for fault in error.faults:
            form.add_error("reason", f"This {fault.detail}.")
        return None
    except ResonaError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, DONE[decision])
    shown = UserInterface.objects.get(user_id=interface.user_id, version=version)
    return HttpResponseRedirect(version_url(shown.id))
