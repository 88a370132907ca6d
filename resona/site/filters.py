"""Filters of the admin's lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from resona.site.periods import Offer, offer_periods, read_period


class PeriodFilter(SimpleListFilter):
    """Drills down to a year, a month, a day on an indexed column; shown above the list (resona/periods.html)."""

    title = "period"
    parameter_name = "period"
    template = "resona/no_filter.html"
    field: str  # the column of time

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [("", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        period = read_period(self.value() or "", timezone.localtime())
        if period is None:
            return queryset.none()
        queryset = queryset.filter(**{f"{self.field}__gte": period.start})
        return queryset if period.end is None else queryset.filter(**{f"{self.field}__lt": period.end})

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Rows of links, the first for the whole."""
        for row in offer_periods(self.value() or "", timezone.localtime()):
            yield {"row": [self._link(changelist, offer) for offer in row]}

    def _link(self, changelist: Any, offer: Offer) -> dict[str, Any]:
        changed = {self.parameter_name: offer.value} if offer.value else {}
        removed = [] if offer.value else [self.parameter_name]
        return {
            "title": offer.label,
            "link": changelist.get_query_string(changed, removed),
            "active": offer.is_chosen,
        }


def period_of(field: str) -> type[PeriodFilter]:
    """The period filter of this column."""
    return type("PeriodFilter", (PeriodFilter,), {"field": field})


class ChoiceFilter(SimpleListFilter):
    """A filter on a column's own choices, which are known without asking the table."""

    field: str
    offers: Sequence[tuple[Any, Any]] = ()  # values, and what is shown for them

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return list(self.offers)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        known = {key for key, _ in self.lookup_choices}
        return queryset.filter(**{self.field: value}) if value in known else queryset.none()
