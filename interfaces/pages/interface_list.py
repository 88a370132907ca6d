"""Filters of the list of what people see: at first what is shown now; every version where one is looked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest

from interfaces.models import UserInterface
from resona.site.filters import ChoiceFilter

SHOWN: Final = "True"
ALL: Final = "all"


class ShownFilter(ChoiceFilter):
    """The version a person sees now, unless others are asked for; a search looks among all."""

    title = "shown"
    parameter_name = field = "active"
    offers = [(SHOWN, "shown now"), ("False", "earlier versions"), (ALL, "all versions")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self._chosen(request.GET.get(SEARCH_VAR))
        if chosen == ALL:
            return queryset
        known = {key for key, _ in self.lookup_choices}
        return queryset.filter(active=chosen == SHOWN) if chosen in known else queryset.none()

    def choices(self, changelist: Any) -> Iterator[Any]:
        chosen = self._chosen(changelist.query)
        for value, words in self.lookup_choices:
            link = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == chosen, "query_string": link, "display": words}

    def _chosen(self, sought: str | None) -> str:
        return self.value() or (ALL if sought else SHOWN)


class OriginFilter(ChoiceFilter):
    """What made it."""

    title = "made by"
    parameter_name = field = "origin"
    offers = UserInterface.Origin.choices
