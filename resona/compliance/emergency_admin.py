"""The admin of emergency accesses: a page that asks for one, the way to end it, and those there were, to be read."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from resona.accounts.models import User
from resona.accounts.teams import UnknownPersonError
from resona.compliance.emergency import (
    MIN_REASON_CHARACTERS,
    NotForYouError,
    SeenAnywayError,
    TooManyTriesError,
    UnknownAccessError,
    end_emergency_access,
    may_open,
    may_read_reason,
    open_emergency_access,
    read_access_reason,
)
from resona.compliance.emergency_models import EmergencyAccess
from resona.compliance.emergency_section import read_notices, who_opened
from resona.encryption.sealing import SealedValueError
from resona.errors import InvalidInputError
from resona.site.filters import period_of
from resona.site.links import badge, day_and_time, person_url
from resona.site.places import Place
from resona.site.records import RecordAdmin, clinic_zone, in_clinic_time
from resona.site.returning import go_back
from resona.site.search import read_search
from resona.site.times import clock_time

MAX_SOUGHT_CHARACTERS: Final = 64  # an id has 36
NOBODY: Final = "Nobody of your clinic has this id or code. Where two people share a code, only the id finds them."


class EmergencyForm(forms.Form):
    """Whose record, and why."""

    who = forms.CharField(
        max_length=MAX_SOUGHT_CHARACTERS,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "autofocus": True}),
        label="Whose record?",
        help_text="Their code, such as P-1A2B3C, or their id. Names cannot be looked up.",
    )
    reason = forms.CharField(
        min_length=MIN_REASON_CHARACTERS,
        max_length=EmergencyAccess.reason.max_characters,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        label="What happened?",
        help_text="Kept encrypted; read by the person, by those who care for them and by administrators.",
    )


@admin.register(EmergencyAccess)
class EmergencyAccessAdmin(RecordAdmin):
    """Records that were opened, of those whom the reader sees."""

    places = (
        Place(group="People", title="Emergency access", icon="lock_open", order=30, view="open", role="clinician"),
        Place(group="Records", title="Emergency accesses", icon="lock_clock", order=70),
    )
    list_display: ClassVar[tuple[str, ...]] = ("when", "person", "who", "state", "until")
    list_select_related: ClassVar[tuple[str, ...]] = ("user", "opened_by")
    list_filter: ClassVar[Any] = (period_of("started_at"),)
    list_before_template = "compliance/emergency_above.html"
    change_form_outer_before_template = "compliance/emergency_notices.html"
    ordering = ("-started_at", "-id")
    fields = readonly_fields = ("person", "who", "when", "until", "state", "said")
    also_shows = ("opened_by", "expires_at", "ended_at", "reason")

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        own = [
            path("open/", site(self.open_view), name="compliance_emergencyaccess_open"),
            path("<uuid:access_id>/end/", site(self.end_view), name="compliance_emergencyaccess_end"),
        ]
        return [*own, *super().get_urls()]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        access = super().get_object(request, object_id, from_field)
        access.is_hidden = not may_read_reason(access, request.user)
        return access

    @in_clinic_time
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        return super().changelist_view(request, {**(extra_context or {}), "may_open": may_open(request.user)})

    @in_clinic_time
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """With a notice above while it is open, by which it can be ended."""
        access = self.get_object(request, object_id) if object_id else None
        zone = clinic_zone(request.user)
        notices = read_notices(access.user_id, request.user, now=timezone.now(), zone=zone) if access else ()
        above = {"emergencies": [notice for notice in notices if notice.url == request.path]}
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **above})

    @in_clinic_time
    def open_view(self, request: HttpRequest) -> HttpResponseBase:
        """Asks whose record and why, says what comes of it, and leads there."""
        if not may_open(request.user):
            raise PermissionDenied(str(NotForYouError()))
        form = EmergencyForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            opened = _open(request, form)
            if opened is not None:
                return opened
        context = {
            **self.admin_site.each_context(request),
            "title": "Emergency access",
            "form": form,
            "submit": "Open the record for an hour",
            "next_url": reverse("admin:index"),
        }
        return TemplateResponse(request, "compliance/open_emergency.html", context)

    def end_view(self, request: HttpRequest, access_id: UUID) -> HttpResponseBase:
        """Ends it now."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            end_emergency_access(access_id=access_id, caller=request.user, now=timezone.now())
        except UnknownAccessError as error:
            raise Http404(str(error)) from error
        messages.success(request, "The emergency access is ended.")
        return go_back(request)

    @admin.display(description="opened", ordering="started_at")
    def when(self, access: EmergencyAccess) -> str:
        return day_and_time(access.started_at)

    @admin.display(description="by")
    def who(self, access: EmergencyAccess) -> str:
        return who_opened(access)

    @admin.display(description="until")
    def until(self, access: EmergencyAccess) -> str:
        return day_and_time(access.ended_at or access.expires_at)

    @admin.display(description="state")
    def state(self, access: EmergencyAccess) -> SafeString:
        is_open = access.ended_at is None and access.expires_at > timezone.now()
        return badge("open", "critical") if is_open else badge("over", "missing")

    @admin.display(description="what happened")
    def said(self, access: Any) -> str:
        if access.is_hidden:
            return "Read by the person, by those who care for them, by administrators and by whoever said it."
        try:
            return read_access_reason(access)
        except SealedValueError:
            return "What was said cannot be opened."


def _open(request: HttpRequest, form: EmergencyForm) -> HttpResponseRedirect | None:
    """To the person's page; None when the form must be shown again, with why."""
    assert isinstance(request.user, User)
    try:
        opened = open_emergency_access(
            sought=read_search(form.cleaned_data["who"]),
            reason=form.cleaned_data["reason"],
            caller=request.user,
            now=timezone.now(),
        )
    except UnknownPersonError:
        form.add_error("who", NOBODY)
    except InvalidInputError as error:
        for fault in error.faults:
            form.add_error("reason", f"This {fault.detail}.")
    except TooManyTriesError as error:
        form.add_error(None, str(error))
    except SeenAnywayError as error:
        messages.info(request, f"{error} Nothing was opened, and nobody is told.")
        return HttpResponseRedirect(person_url(error.person_id))
    else:
        until = clock_time(opened.access.expires_at, clinic_zone(request.user))
        messages.success(request, f"Opened until {until}. Their care team is told.")
        return HttpResponseRedirect(person_url(opened.access.user_id))
    return None
