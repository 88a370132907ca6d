"""What the list of sessions filters by findings."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from resona.site.filters import ChoiceFilter
from risk.open_findings import failed_sessions, incomplete_sessions


class WaitsFilter(ChoiceFilter):
    """Sessions that wait because they could not be assessed: the rest of two groups of triage."""

    title = "waits"
    parameter_name = "waits"
    offers = [("failure", "could not be assessed"), ("gap", "incomplete, as expected")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "failure":
            return queryset.filter(id__in=failed_sessions(request.user).order_by().values("id"))
        if self.value() == "gap":
            return queryset.filter(id__in=incomplete_sessions(request.user).order_by().values("id"))
        return queryset.none() if self.value() else queryset
