"""The list of accounts, people in care or staff, and what other apps show and filter in it of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.safestring import SafeString

from resona.accounts.models import User
from resona.accounts.profiles import read_names
from resona.accounts.teams import teams_of
from resona.site.filters import ChoiceFilter
from resona.site.links import EMPTY
from resona.site.paging import UncountedChangeList
from resona.slots import Slot

PEOPLE, STAFF = "people", "staff"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of the list of people, read for all of a page at once."""

    title: str
    read: Callable[[list[UUID]], Mapping[UUID, SafeString | str]]  # by the id of the person; of some, nothing
    ordering: Callable[[], Any] | None = None  # what of a person the list is sorted by; None: it is not


# What other apps add to the list of people.
COLUMNS: Final[Slot[Column]] = Slot()
FILTERS: Final[Slot[type[ChoiceFilter]]] = Slot()
# Pages of people as a whole, at their name below the list's address.
VIEWS: Final[Slot[Callable[[Any, HttpRequest], HttpResponseBase]]] = Slot()


class WhoFilter(ChoiceFilter):
    """People in care, unless staff are asked for."""

    title = "who"
    parameter_name = "who"
    offers = [(PEOPLE, "people in care"), (STAFF, "staff")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return of_kind(queryset, self.value() or PEOPLE)


class PeopleChangeList(UncountedChangeList):
    """The list of people, each with what is known of them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.noun = STAFF if asks_for_staff(request) else PEOPLE
        people = [user for user in self.result_list if isinstance(user, User)]
        ids = [person.id for person in people if person.role == User.Role.PERSON]
        names, teams = read_names(ids), teams_of(ids)
        columns = {name: column.read(ids) for name, column in COLUMNS.items()}
        for person in people:
            shown: Any = person
            shown.shown_name = names.get(person.id)
            shown.shown_teams = teams.get(person.id, [])
            shown.shown = {name: values.get(person.id, EMPTY) for name, values in columns.items()}


def asks_for_staff(request: HttpRequest) -> bool:
    """Whether the list of staff is asked for, rather than that of people."""
    return request.GET.get(WhoFilter.parameter_name) == STAFF


def added_columns() -> list[Callable[[Any], SafeString | str]]:
    """The columns of other apps, as `list_display` takes them."""
    return [_display(name, column) for name, column in COLUMNS.items()]


def of_kind(users: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """Those of them who are people in care, or staff."""
    if kind == STAFF:
        return users.exclude(role=User.Role.PERSON)
    return users.filter(role=User.Role.PERSON) if kind == PEOPLE else users.none()


def _display(name: str, column: Column) -> Callable[[Any], SafeString | str]:
    @admin.display(description=column.title, ordering=None if column.ordering is None else column.ordering())
    def show(person: Any) -> SafeString | str:
        shown: SafeString | str = person.shown[name]
        return shown

    show.__name__ = name  # the list's markup names its columns by it
    return show
