"""The admin of accounts: staff, whom administrators manage, and people, whom nobody changes here."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from resona.accounts import people_list
from resona.accounts.models import CarePeriod, User
from resona.accounts.people.cards import language_in_words
from resona.accounts.people.list_filters import first_team
from resona.accounts.people_list import (
    FILTERS,
    PEOPLE,
    STAFF,
    PeopleChangeList,
    WhoFilter,
    added_columns,
    asks_for_staff,
    of_kind,
)
from resona.accounts.person_page import VIEWS, View, show_person_page
from resona.accounts.staff_forms import StaffChangeForm
from resona.accounts.staff_page import STAFF_LINKS, STAFF_VIEWS
from resona.accounts.team_page import show_teams_page
from resona.site.links import badge, time_ago
from resona.site.places import Permissions, Place
from resona.site.records import ScopedAdmin, in_clinic_time, people_called
from resona.site.search import SEARCH_HELP, SEARCH_PATTERN, read_search

# Fields of other models whose autocomplete looks for people in care only.
PERSON_FIELDS = frozenset({"person", "user"})


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """Accounts. Staff are invited, and changed by administrators; what opens an account, nobody sets for another.

    People have a page of their own, to be read.
    """

    permissions = Permissions(staff="view", administrators="change")
    places = (
        Place(group="People", title="People", icon="group", order=10, first={"clinician": 30, "administrator": 30}),
        Place(group="People", title="Find a person", icon="person_search", order=15, view="find"),
        Place(group="People", title="Add a person", icon="person_add", order=20, view="enrol"),
        Place(group="Clinic", title="Staff", icon="badge", order=10, query="?who=staff", first={"administrator": 40}),
    )
    form = StaffChangeForm
    change_form_before_template = "accounts/staff_links.html"
    ordering = ("-id",)
    list_filter: ClassVar[Any] = (WhoFilter,)
    search_help_text = f"{SEARCH_HELP}; staff by their address, with its @"
    search_pattern = rf"{SEARCH_PATTERN}|\s*[^\s@]*@[^\s@]*\s*"
    list_display = ("code",)  # get_list_display says which
    list_before_template = "accounts/find_above.html"
    filter_horizontal = ()
    actions = None
    fieldsets = (
        (None, {"fields": ("name", "email", "phone", "role")}),
        ("Work", {"fields": ("clinic", "timezone", "language")}),
        ("Sign-in", {"fields": ("is_active", "last_login", "is_superuser")}),
    )
    also_shows = (
        "last_active", "consent_version", "consents_given", "consents_withdrawn", "is_restricted", "care_ended",
        "updated_at",
    )  # fmt: skip
    exclude = ("password", "data_retention_until", "is_pseudonymous", "pseudonym")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """People the caller may see, and the staff of the same clinic."""
        own: QuerySet[Any] = User.objects.visible_to(request.user) | User.objects.staff_visible_to(request.user)
        return own.order_by(*self.ordering)

    def person_of(self, record: Any) -> UUID | None:
        return record.id if record.role == User.Role.PERSON else None

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site.admin_view
        added = [
            path(f"<uuid:person_id>/{name}/", site(partial(self.person_view, view)), name=f"accounts_user_{name}")
            for name, view in VIEWS.items()
        ]
        pages = [
            path(f"{name}/", site(partial(view, self)), name=f"accounts_user_{name}")
            for name, view in people_list.VIEWS.items()
        ]
        added += [
            path(f"<uuid:staff_id>/{name}/", site(partial(self.staff_view, view)), name=f"accounts_user_{name}")
            for name, view in STAFF_VIEWS.items()
        ]
        teams = path("<uuid:person_id>/teams/", site(self.teams_view), name="accounts_user_teams")
        return [teams, *pages, *added, *super().get_urls()]

    def person_view(self, view: View, request: HttpRequest, person_id: UUID) -> HttpResponseBase:
        """A page that an app adds, of a person the caller may see. Raises Http404 for anybody else."""
        person: User = self.get_object(request, str(person_id))
        if person.role != User.Role.PERSON:
            raise Http404("There is no such person.")
        return view(self, request, person)

    def staff_view(self, view: View, request: HttpRequest, staff_id: UUID) -> HttpResponseBase:
        """A page that an app adds, of a colleague, for whoever may change the account. Raises Http404."""
        user: User = self.get_object(request, str(staff_id))
        if user.role == User.Role.PERSON:
            raise Http404("There is no such member of staff.")
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return view(self, request, user)

    def teams_view(self, request: HttpRequest, person_id: UUID) -> HttpResponseBase:
        """Which care teams are responsible for a person."""
        return show_teams_page(self, request, self.get_object(request, str(person_id)))

    @in_clinic_time
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        user: User = self.get_object(request, object_id)
        if user.role != User.Role.PERSON:
            links = [link for read in STAFF_LINKS if (link := read(request, user)) is not None]
            shown = {**(extra_context or {}), "staff_links": links}
            answer: HttpResponseBase = super().change_view(request, object_id, form_url, shown)
            return answer
        if not self.has_view_permission(request, user):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET"])
        return show_person_page(self, request, user)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PeopleChangeList]:
        return PeopleChangeList

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        if asks_for_staff(request):
            return ("staff_name", "email", "role", "state", "last_sign_in")
        return ("person_name", "code", "teams", *added_columns(), "last_session", "consent", "spoken")

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        return (*self.list_filter, *FILTERS)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        field = request.GET.get("field_name")  # of the form that autocompletes
        if "\0" in search_term:  # autocompletion, unlike lists, hands over what no column can hold
            return queryset.none(), False
        if field is not None:
            queryset = of_kind(queryset, PEOPLE if field in PERSON_FIELDS else STAFF)
        sought = read_search(search_term)
        if sought.code_tail is not None:
            return queryset.filter(id__in=people_called(sought.code_tail)), False
        if sought.id is None and search_term.strip():
            # Staff are known by their address; nothing personal of people can be searched.
            return of_kind(queryset, STAFF).filter(email__icontains=search_term.strip()), False
        return super().get_search_results(request, queryset, search_term)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Nobody moves to another clinic, makes a superuser of anyone, or changes an address or their own role.

        Links that open an account go to its address. It is deactivated on a page of its own, which asks who takes over.
        """
        own = ("role",) if obj == request.user else ()
        address = () if request.user.is_superuser else ("email",)
        return ("last_login", "clinic", "is_superuser", "is_active", *address, *own)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Staff are invited, and set their own password."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_change = bool(super().has_change_permission(request, obj))
        if not may_change or obj is None:
            return may_change
        return obj.role != User.Role.PERSON and (request.user.is_superuser or not obj.is_superuser)

    @admin.display(description="name")
    def person_name(self, person: Any) -> SafeString | str:
        name = str(person.shown_name or person.code)
        if not person.care_ended:
            return name
        ended = CarePeriod.Ended(person.care_ended).label
        return format_html('{} <span class="rs-badge tone-missing">No longer in care: {}</span>', name, ended)

    @admin.display(description="name", ordering="name")
    def staff_name(self, user: User) -> str:
        return user.name or user.code

    @admin.display(description="care team", ordering=first_team())
    def teams(self, person: Any) -> SafeString | str:
        return ", ".join(person.shown_teams) or badge("No one responsible", "nobody")

    @admin.display(description="state")
    def state(self, user: User) -> SafeString:
        return badge("active", "low") if user.is_active else badge("deactivated", "missing")

    @admin.display(description="last sign-in", ordering="last_login")
    def last_sign_in(self, user: User) -> SafeString | str:
        return time_ago(user.last_login)

    @admin.display(description="consent")
    def consent(self, user: User) -> SafeString | str:
        if not user.consent_version:
            return badge("none: nothing is recorded", "missing")
        return format_html('<span title="version {}">to recording</span>', user.consent_version)

    @admin.display(description="language", ordering="language")
    def spoken(self, user: User) -> str:
        return language_in_words(user.language)

    @admin.display(description="last session", ordering="last_active")
    def last_session(self, user: User) -> SafeString | str:
        return time_ago(user.last_active)
