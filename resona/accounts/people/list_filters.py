"""Filters of the list of people: whose they are, whether they are in care, what is missing, how long ago they spoke."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone

from resona.accounts.models import CarePeriod, CareTeam, CareTeamPerson, User
from resona.accounts.purposes import Purpose
from resona.accounts.teams import staffed_places
from resona.site.filters import ChoiceFilter

MINE, NOBODY = "mine", "nobody"
_DAYS: Final = (7, 30, 90)


class TeamFilter(ChoiceFilter):
    """Whose people: one's own, a team's, or nobody's."""

    title = "care team"
    parameter_name = "team"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        teams = CareTeam.objects.visible_to(request.user).values_list("id", "name")
        named = [(str(team_id), name) for team_id, name in teams]
        return [(MINE, "mine"), (NOBODY, "nobody responsible"), *named]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        places = CareTeamPerson.objects.filter(person_id=OuterRef("pk")).order_by()
        if value == MINE:
            return queryset.filter(Exists(places.filter(team__memberships__staff_id=request.user.pk)))
        if value == NOBODY:
            staffed = staffed_places().filter(person_id=OuterRef("pk")).order_by()
            return queryset.filter(~Exists(staffed), role=User.Role.PERSON)
        known = {key for key, _ in self.lookup_choices}
        return queryset.filter(Exists(places.filter(team_id=UUID(value)))) if value in known else queryset.none()


class CareFilter(ChoiceFilter):
    """Whether they are in care, and why not."""

    title = "in care"
    parameter_name = "in_care"
    offers = [("yes", "in care"), ("left", "no longer in care"), *CarePeriod.Ended.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        if value in ("yes", "left"):
            return queryset.filter(care_ended="") if value == "yes" else queryset.exclude(care_ended="")
        return queryset.filter(care_ended=value) if value in CarePeriod.Ended else queryset.none()


class ConsentFilter(ChoiceFilter):
    """Without whose consent nothing is recorded."""

    title = "consent"
    parameter_name = "consent"
    offers = [("missing", "missing: nothing is recorded"), ("given", "given")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value, given = self.value(), Q(consents_given__contains=[Purpose.RECORDING])
        if not value:
            return queryset
        if value not in ("missing", "given"):
            return queryset.none()
        return queryset.filter(given if value == "given" else ~given)


class LastSessionFilter(ChoiceFilter):
    """How long ago they spoke."""

    title = "last session"
    parameter_name = "last"
    offers = [
        *((str(days), f"within {days} days") for days in _DAYS),
        *((f"before{days}", f"more than {days} days ago") for days in _DAYS),
        ("never", "never"),
    ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        if value not in {key for key, _ in self.offers}:
            return queryset.none()
        if value == "never":
            return queryset.filter(last_active=None)
        since = timezone.now() - timedelta(days=int(value.removeprefix("before")))
        return (
            queryset.filter(last_active__lt=since)
            if value.startswith("before")
            else queryset.filter(last_active__gte=since)
        )


def first_team() -> Subquery:
    """The first of a person's care teams, to sort by."""
    places = CareTeamPerson.objects.filter(person_id=OuterRef("pk")).order_by("team__name")
    return Subquery(places.values("team__name")[:1])
