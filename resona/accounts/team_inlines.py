"""Who is in a care team: its staff and the people it cares for, chosen among those of its own clinic."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminSelectWidget

from resona.accounts.models import CareTeamMember, CareTeamPerson, User
from resona.showing import show
from resona.site.links import local_time
from resona.site.places import Permissions

PEOPLE_PER_PAGE = 50


class OfOneClinicFormSet(PaginationInlineFormSet):  # type: ignore[misc]  # unfold publishes no types
    """Refuses whoever belongs to another clinic than the team."""

    account_field: ClassVar[str]

    def clean(self) -> None:
        super().clean()
        for form in self.extra_forms:  # who is in the team already is not given anew: those forms hold ids only
            account = getattr(form, "cleaned_data", {}).get(self.account_field)
            # A new team gets its clinic when it is saved: that of its maker, who sees no other clinic's accounts.
            if account is not None and self.instance.clinic_id not in (None, account.clinic_id):
                form.add_error(self.account_field, "This account belongs to another clinic than the team.")


class StaffFormSet(OfOneClinicFormSet):
    account_field = "staff"


class CaseloadFormSet(OfOneClinicFormSet):
    account_field = "person"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound or self.management_form.is_valid():  # else it is shown empty
            places = list(self.get_queryset())  # of the page that is shown
            show(self.request, [place.person_id for place in places], records=len(places))


class StaffChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for type checkers only
    """Staff by what their colleagues call them."""

    def label_from_instance(self, obj: User) -> str:
        return obj.called


class _TeamInline(TabularInline):  # type: ignore[misc]  # unfold publishes no types
    """Rows of one team, added and taken away, never rewritten: who was in a team since when stays true."""

    permissions = Permissions(administrators="view add change delete")
    extra = 0
    hide_title = True  # it would be two ids

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).visible_to(request.user)
        return rows.select_related("staff" if self.model is CareTeamMember else "person").order_by("created_at", "id")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="since")
    def since(self, place: Any) -> str:
        return local_time(place.created_at)


class StaffInline(_TeamInline):
    """The staff of a team."""

    model = CareTeamMember
    formset = StaffFormSet
    verbose_name_plural = "staff"
    fields = ("staff", "address", "since")
    readonly_fields = ("address", "since")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "staff":
            colleagues = User.objects.staff_visible_to(request.user).filter(is_active=True).order_by("email")
            return StaffChoiceField(queryset=colleagues, widget=UnfoldAdminSelectWidget())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="address")
    def address(self, place: CareTeamMember) -> str:
        return place.staff.email or ""


class CaseloadInline(_TeamInline):
    """The people a team cares for, chosen by their code."""

    model = CareTeamPerson
    formset = CaseloadFormSet
    verbose_name_plural = "people in care"
    autocomplete_fields = ("person",)
    fields = ("person", "since")
    readonly_fields = ("since",)
    per_page = PEOPLE_PER_PAGE

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "person":
            kwargs["queryset"] = User.objects.visible_to(request.user).people()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
