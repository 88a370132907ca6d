"""The admin of on-call shifts, which administrators enter, and of leads, which are chosen on the page of a person."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSplitDateTimeWidget

from resona.accounts.models import MOST_STEPS, CareTeam, OnCallShift, PersonLead, User
from resona.accounts.on_call import faults_of_shift, teams_without_anybody
from resona.accounts.staff_names import GONE
from resona.accounts.team_inlines import StaffChoiceField
from resona.site.filters import ChoiceFilter
from resona.site.links import badge, day_and_time
from resona.site.places import Permissions, Place
from resona.site.records import RecordAdmin, ScopedAdmin, clinic_zone

STEPS = [(step, f"{step}: told {'first' if step == 1 else 'next'}") for step in range(1, MOST_STEPS + 1)]


class ShiftForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for type checkers only
    """A shift, of staff of the team's clinic, that no other of its step overlaps."""

    class Meta:
        model = OnCallShift
        fields = ("care_team", "staff", "step", "starts_at", "ends_at")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if set(self.Meta.fields) <= given.keys():
            shift = OnCallShift(id=self.instance.id, **{name: given[name] for name in self.Meta.fields})
            for field, fault in faults_of_shift(shift):
                self.add_error(field, fault)
        return given


class ShiftTimeFilter(ChoiceFilter):
    """Whether a shift is over."""

    title = "time"
    parameter_name = "time"
    offers = [("now", "now"), ("to_come", "to come"), ("over", "over")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        now = timezone.now()
        conditions: dict[str, dict[str, Any]] = {
            "now": {"starts_at__lte": now, "ends_at__gt": now},
            "to_come": {"starts_at__gt": now},
            "over": {"ends_at__lte": now},
        }
        value = self.value()
        if not value:
            return queryset
        return queryset.filter(**conditions[value]) if value in conditions else queryset.none()


@admin.register(OnCallShift)
class OnCallShiftAdmin(ScopedAdmin):
    """Who is on call when. The list says for which teams nobody is."""

    permissions = Permissions(staff="view", administrators="add change delete")
    places = (
        Place(group="Clinic", title="On call", icon="notifications_active", order=25, first={"administrator": 60}),
    )
    form = ShiftForm
    fields = ("care_team", "staff", "step", "starts_at", "ends_at")
    list_display = ("team", "who", "step", "starts", "ends", "state")
    list_select_related: ClassVar[tuple[str, ...]] = ("care_team", "staff")
    list_filter: ClassVar[Any] = (ShiftTimeFilter,)
    list_before_template = None
    actions = None

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        teams = CareTeam.objects.visible_to(request.user)
        names = teams.filter(id__in=teams_without_anybody(timezone.now()).values("id")).values_list("name", flat=True)
        if names:
            messages.warning(request, f"Nobody is on call now for {', '.join(names)}.")
        return super().changelist_view(request, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Times are the clinic's, and the form says so."""
        form = super().get_form(request, obj, change, **kwargs)
        for name in ("starts_at", "ends_at"):
            if name in form.base_fields:
                form.base_fields[name].help_text = f"{clinic_zone(request.user).key} time"
        return form

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "staff":
            colleagues = User.objects.staff_visible_to(request.user).filter(is_active=True).order_by("email")
            return StaffChoiceField(queryset=colleagues, widget=UnfoldAdminSelectWidget())
        if db_field.name == "care_team":
            kwargs["queryset"] = CareTeam.objects.visible_to(request.user).order_by("name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "step":
            return forms.TypedChoiceField(coerce=int, choices=STEPS, initial=1, widget=UnfoldAdminSelectWidget())
        if isinstance(db_field, models.DateTimeField):
            kwargs["widget"] = UnfoldAdminSplitDateTimeWidget()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("accounts.delete_oncallshift"))

    @admin.display(description="care team", ordering="care_team__name")
    def team(self, shift: OnCallShift) -> str:
        return shift.care_team.name

    @admin.display(description="who", ordering="staff__name")
    def who(self, shift: OnCallShift) -> SafeString | str:
        name = shift.staff.called
        return name if shift.staff.is_active else badge(f"{name}, deactivated: is not told", "critical")

    @admin.display(description="from", ordering="starts_at")
    def starts(self, shift: OnCallShift) -> str:
        return day_and_time(shift.starts_at)

    @admin.display(description="until", ordering="ends_at")
    def ends(self, shift: OnCallShift) -> str:
        return day_and_time(shift.ends_at)

    @admin.display(description="state")
    def state(self, shift: OnCallShift) -> SafeString:
        now = timezone.now()
        if shift.ends_at <= now:
            return badge("over", "missing")
        return badge("now", "low") if shift.starts_at <= now else badge("to come", "medium")


@admin.register(PersonLead)
class PersonLeadAdmin(RecordAdmin):
    """Who answers for whom first, now and before."""

    permissions = Permissions(staff="view add")
    places = ()
    list_display = ("from_when", "person", "who", "until_when")
    list_select_related = ("user", "staff")
    fields = readonly_fields = ("person", "who", "from_when", "until_when")
    also_shows = ("user", "staff", "since", "until")
    exclude = ("staff_id_uuid",)

    @admin.display(description="lead")
    def who(self, lead: PersonLead) -> str:
        return GONE if lead.staff is None else lead.staff.called

    @admin.display(description="from", ordering="since")
    def from_when(self, lead: PersonLead) -> str:
        return day_and_time(lead.since)

    @admin.display(description="until", ordering="until")
    def until_when(self, lead: PersonLead) -> str:
        return "still" if lead.until is None else day_and_time(lead.until)
