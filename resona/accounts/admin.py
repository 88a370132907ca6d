"""The admin of people, staff, care teams and clinics.

Administrators run their own clinic here. People are read, by whoever cares for them.
"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from resona.accounts.alerting_gaps import ACKNOWLEDGE, acknowledge_gap
from resona.accounts.models import CarePeriod, CareTeam, CareTeamPerson, Clinic, User
from resona.accounts.on_call_admin import OnCallShiftAdmin, PersonLeadAdmin
from resona.accounts.performers import open_performer
from resona.accounts.staff_forms import ClinicForm, TeamForm
from resona.accounts.team_inlines import CaseloadInline, StaffInline
from resona.accounts.user_admin import UserAdmin
from resona.encryption.attributes import SealedTextAttribute
from resona.encryption.sealing import SealedValueError
from resona.site.counts import count_of
from resona.site.filters import period_of
from resona.site.links import EMPTY, badge, day_and_time
from resona.site.places import Permissions, Place
from resona.site.records import RecordAdmin, ScopedAdmin
from resona.site.returning import go_back

# Permissions follow the role: a group would be a second, silent way to them.
admin.site.unregister(Group)

__all__ = ["CarePeriodAdmin", "CareTeamAdmin", "ClinicAdmin", "OnCallShiftAdmin", "PersonLeadAdmin", "UserAdmin"]


@admin.register(Clinic)
class ClinicAdmin(ScopedAdmin):
    """Clinics: their administrators may change them, nobody may delete them."""

    permissions = Permissions(staff="view", administrators="change")
    places = (Place(group="Clinic", title="Clinic", icon="local_hospital", order=60),)
    form = ClinicForm
    list_display = ("name", "timezone", "crisis_address")
    fields = ("name", "timezone", "country", "crisis_email")
    exclude = ("retention_days",)
    list_before_template = None

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.acknowledge_gap_view)
        own = path("<uuid:clinic_id>/nobody-to-tell/", view, name="accounts_clinic_nobody_to_tell")
        return [own, *super().get_urls()]

    def acknowledge_gap_view(self, request: HttpRequest, clinic_id: UUID) -> HttpResponseBase:
        """Keeps that an administrator has read that nobody can be told of a crisis."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        clinic = self.get_object(request, str(clinic_id))
        if not isinstance(request.user, User) or not request.user.has_perm(ACKNOWLEDGE):
            raise PermissionDenied
        acknowledge_gap(clinic, administrator_id=request.user.pk, now=timezone.now())
        messages.success(request, "Acknowledged, with your name. It does not change that nobody is told.")
        return go_back(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Another clinic is set up by whoever runs the server."""
        return bool(request.user.is_superuser)

    @admin.display(description="crisis address")
    def crisis_address(self, clinic: Clinic) -> SafeString | str:
        return clinic.crisis_email or badge("nobody is told", "critical")


@admin.register(CareTeam)
class CareTeamAdmin(ScopedAdmin):
    """Care teams, their staff and the people they care for."""

    permissions = Permissions(staff="view", administrators="add change delete")
    places = (Place(group="Clinic", title="Care teams", icon="diversity_3", order=20, first={"administrator": 50}),)
    list_display = ("name", "clinic", "staff_names", "people_count")
    list_select_related: ClassVar[tuple[str, ...]] = ("clinic",)
    form = TeamForm
    fields = ("clinic", "name")
    inlines = (StaffInline, CaseloadInline)
    actions = None  # teams are given up one by one, each with its warning
    list_before_template = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        people = CareTeamPerson.objects.filter(team_id=OuterRef("id")).order_by().values("team_id")
        total = people.annotate(total=Count("id")).values("total")
        teams: QuerySet[Any] = super().get_queryset(request).annotate(people_total=Subquery(total))
        return teams.prefetch_related("memberships__staff")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A team belongs to the clinic of whoever makes it; only a superuser chooses."""
        return self.fields if request.user.is_superuser or obj is not None else self.fields[1:]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.clinic_id_of_maker = getattr(request.user, "clinic_id", None)
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A team never moves to another clinic: its people would be seen there."""
        return ("clinic",) if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        maker = request.user
        if not change and isinstance(maker, User) and not maker.is_superuser:
            obj.clinic_id = maker.clinic_id
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("accounts.delete_careteam"))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Warns first: the page itself cannot list what the database takes along."""
        if request.method == "GET":
            messages.warning(request, _warning_before_giving_up(self.get_object(request, object_id)))
        answer: HttpResponseBase = super().delete_view(request, object_id, extra_context)
        return answer

    @admin.display(description="staff")
    def staff_names(self, team: CareTeam) -> SafeString | str:
        members = [place.staff for place in team.memberships.all() if place.staff.is_active]
        return ", ".join(sorted(member.called for member in members)) or badge("no one", "critical")

    @admin.display(description="people in care")
    def people_count(self, team: Any) -> int:
        return team.people_total or 0


@admin.register(CarePeriod)
class CarePeriodAdmin(RecordAdmin):
    """Who came into care and who left: begun, ended and begun anew from the person's page."""

    permissions = Permissions(staff="view add change")
    places = (Place(group="Records", title="Periods of care", icon="date_range", order=75),)
    list_display: ClassVar[tuple[str, ...]] = ("person", "since", "until", "state")
    list_display_links = ("since",)  # the person is a link of their own
    list_filter: ClassVar[Any] = (period_of("started_at"),)
    ordering = ("-started_at", "-id")
    fields = readonly_fields = ("person", "since", "begun_on_behalf_of", "until", "state", "ended_on_behalf_of")
    also_shows = ("started_at", "ended_at", "ended_because", "begun_for", "ended_for")

    @admin.display(description="since", ordering="started_at")
    def since(self, period: CarePeriod) -> str:
        return day_and_time(period.started_at)

    @admin.display(description="until")
    def until(self, period: CarePeriod) -> str:
        return EMPTY if period.ended_at is None else day_and_time(period.ended_at)

    @admin.display(description="state")
    def state(self, period: CarePeriod) -> SafeString:
        if period.ended_at is None:
            return badge("in care", "low")
        return badge(str(period.get_ended_because_display()), "missing")

    @admin.display(description="begun on behalf of")
    def begun_on_behalf_of(self, period: CarePeriod) -> str:
        return _behalf(CarePeriod.begun_for, period.id, period.begun_for)

    @admin.display(description="ended on behalf of")
    def ended_on_behalf_of(self, period: CarePeriod) -> str:
        return _behalf(CarePeriod.ended_for, period.id, period.ended_for)


def _behalf(attribute: SealedTextAttribute, row_id: UUID, sealed: str | None) -> str:
    try:
        performer = open_performer(attribute, row_id, sealed)
    except SealedValueError:
        return "cannot be opened"
    return EMPTY if performer is None else performer.called


def _warning_before_giving_up(team: CareTeam) -> str:
    places = CareTeamPerson.objects.filter(person_id=OuterRef("person_id")).exclude(team=team)
    cared_for = CareTeamPerson.objects.filter(team=team)
    total, left = cared_for.count(), cared_for.filter(~Exists(places)).count()
    people = count_of(total, "person", "people")
    return f"{team.name} cares for {people}. Without it, no one is responsible for {left} of them."
