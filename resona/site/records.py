"""What every admin of Resona has in common: it shows what its caller may see, in the clinic's time, uncounted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial, wraps
from typing import Any, ClassVar, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from resona.showing import show
from resona.site.links import EMPTY, link_to, named_link, record_url
from resona.site.naming import names_of
from resona.site.paging import UncountedChangeList, UncountedPaginator
from resona.site.places import Permissions, Place
from resona.site.search import SEARCH_HELP, SEARCH_PATTERN, may_be_sought, read_search
from resona.time_zones import is_known, read_zone, zone_in_words

_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


def clinic_zone(user: Any) -> ZoneInfo:
    """The zone this member of staff reads times in: their clinic's, or their own outside of any clinic; UTC where that
    cannot be opened."""
    return read_zone(_zone_name(user))


def zone_notice(request: HttpRequest) -> tuple[str, str] | None:
    """A label for the head of every page, with its tone, where the reader's time zone cannot be opened."""
    name = _zone_name(request.user)
    return None if is_known(name) else (f"Times are {zone_in_words(name)}", "warning")


def people_called(code_tail: str) -> QuerySet[Any, Any]:
    """The ids of accounts whose code ends like this."""
    people: QuerySet[Any, Any] = get_user_model().objects.called(code_tail)
    return people.order_by().values("id")


def in_clinic_time(view: _View) -> _View:
    """Makes a view of an admin class answer in the clinic's time, templates included."""

    @wraps(view)
    def answer(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with timezone.override(clinic_zone(request.user)):
            response = view(self, request, *args, **kwargs)
            render = getattr(response, "render", None)
            return render() if callable(render) else response

    return answer  # type: ignore[return-value]  # the same signature


class ScopedAdmin(ModelAdmin):  # type: ignore[misc]  # unfold publishes no types
    """Rows the caller may see; everything else does not exist.

    Each says where it stands in the sidebar, what each role may do, and what becomes of each column; `manage.py check`
    asks for it.
    """

    places: ClassVar[tuple[Place, ...] | None] = None
    permissions: ClassVar[Permissions | None] = None
    # What the list holds, in a sentence above it, for whoever has never seen the word.
    explains: ClassVar[str] = ""
    # Columns shown in other words, by a method or on a page of its own; `exclude` has those that nobody is to see.
    also_shows: ClassVar[tuple[str, ...]] = ()
    paginator = UncountedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_filter_submit = True
    list_before_template: str | None = "resona/periods.html"
    search_fields: ClassVar[tuple[str, ...]] = ("id",)  # shows the box; get_search_results reads it
    search_help_text: ClassVar[str | None] = SEARCH_HELP
    search_pattern = SEARCH_PATTERN
    # Columns an id in the search box is looked up in, and the path to the person a code names.
    id_fields: ClassVar[tuple[str, ...]] = ("id",)
    person_path: ClassVar[str | None] = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).visible_to(request.user)
        return rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404("There is no such record.")
        self._show(request, [found])
        return found

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        per_page: int,
        orphans: int = 0,
        allow_empty_first_page: bool = True,
    ) -> UncountedPaginator:
        """Of lists, and of what autocompletion offers."""
        on_page = partial(self._show, request)
        return UncountedPaginator(queryset, per_page, orphans, allow_empty_first_page, on_page=on_page)

    def person_of(self, record: Any) -> UUID | None:
        """Whose record it is; None: no person's."""
        if self.person_path is None:
            return None
        *between, last = self.person_path.split("__")
        for name in between:
            record = getattr(record, name)
        person_id: UUID | None = getattr(record, f"{last}_id")
        return person_id

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[UncountedChangeList]:
        return UncountedChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        sought = read_search(search_term)
        if sought.id is not None:
            return queryset.filter(self._has_id(sought.id)), False
        if sought.code_tail is not None and self.person_path is not None:
            return queryset.filter(**{f"{self.person_path}__in": people_called(sought.code_tail)}), False
        return queryset.none(), False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """What the filters of the list ask for, and no column: what one holds could be guessed bit by bit, and what is
        guessed would stand in the address. Anything else is what cannot be read."""
        if lookup not in {each.parameter_name for each in self.get_list_filter(request)}:
            raise IncorrectLookupParameters
        return True

    @in_clinic_time
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        if not may_be_sought(request.GET.get(SEARCH_VAR, ""), self.search_pattern):
            messages.warning(request, f"Nothing was searched for. What can be: {self.search_help_text}.")
            kept = request.GET.copy()
            del kept[SEARCH_VAR]
            return HttpResponseRedirect(f"{request.path}?{kept.urlencode()}")
        return super().changelist_view(request, extra_context)  # type: ignore[no-any-return]

    @in_clinic_time
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[no-any-return]

    @in_clinic_time
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        return super().history_view(request, object_id, extra_context)  # type: ignore[no-any-return]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _show(self, request: HttpRequest, records: Sequence[Any]) -> None:
        people = [person_id for _, person_id in self._with_people(records)]
        show(request, people, records=len(people))

    def _with_people(self, records: Sequence[Any]) -> list[tuple[Any, UUID]]:
        """Each that is somebody's, with whose it is."""
        own = (record for record in records if isinstance(record, self.model))  # a history has pages of others
        return [(record, person_id) for record in own if (person_id := self.person_of(record)) is not None]

    def _has_id(self, sought: UUID) -> Q:
        matches = Q()
        for field in self.id_fields:
            matches |= Q(**{field: sought})
        return matches


class RecordAdmin(ScopedAdmin):
    """Records of the analysis: to be read, never to be written here."""

    permissions: ClassVar[Permissions | None] = Permissions(staff="view")
    list_select_related: ClassVar[tuple[str, ...]] = ("user",)
    id_fields: ClassVar[tuple[str, ...]] = ("id", "user_id")
    person_path: ClassVar[str | None] = "user"
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _show(self, request: HttpRequest, records: Sequence[Any]) -> None:
        """With the names of whose they are."""
        super()._show(request, records)
        shown = self._with_people(records)
        names = names_of(person_id for _, person_id in shown)
        for record, person_id in shown:
            record.shown_name = names.get(person_id, "")

    @admin.display(description="person", ordering="user_id")
    def person(self, obj: Any) -> SafeString:
        return named_link(obj.user, getattr(obj, "shown_name", ""))

    @admin.display(description="session")
    def session_link(self, obj: Any) -> SafeString | str:
        for name in ("session", "conversation"):
            if session_id := getattr(obj, f"{name}_id", None):
                return link_to(record_url(obj._meta.get_field(name).related_model, session_id), "session")
        return EMPTY


def scoped_admins() -> Iterator[ScopedAdmin]:
    """Every admin class of ours that is registered."""
    return (each for each in admin.site._registry.values() if isinstance(each, ScopedAdmin))


def read_mapping(value: object) -> Mapping[str, Any]:
    """A JSON object; anything else is an empty one."""
    return value if isinstance(value, Mapping) else {}


def _zone_name(user: Any) -> str:
    clinic = getattr(user, "clinic", None)
    name: str = clinic.timezone if clinic else getattr(user, "timezone", "UTC")
    return name
