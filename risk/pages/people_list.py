"""What the list of people shows beside their accounts: names, care teams, the newest assessment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from conversations.models import Conversation
from resona.accounts.models import User
from resona.accounts.user_admin import PEOPLE, STAFF, asks_for_staff
from resona.compliance.profiles import read_names
from resona.site.filters import ChoiceFilter
from resona.site.paging import UncountedChangeList
from risk.levels import level_in_words, level_tone
from risk.quiet import find_quiet
from risk.triage import teams_of
from risk.triage_findings import read_assessments


class ContactFilter(ChoiceFilter):
    """People who have gone quiet: all of that group of triage."""

    title = "contact"
    parameter_name = "contact"
    offers = [("quiet", "gone quiet")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "quiet":
            quiet = find_quiet(request.user, now=timezone.now())
            return queryset.filter(id__in=[person.user_id for person in quiet])
        return queryset.none() if self.value() else queryset


class PeopleChangeList(UncountedChangeList):
    """The list of people, each with what is known of them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.noun = STAFF if asks_for_staff(request) else PEOPLE
        people = [user for user in self.result_list if isinstance(user, User)]
        ids = [person.id for person in people if person.role == User.Role.PERSON]
        names, teams, levels = read_names(ids), teams_of(ids), _newest_levels(ids)
        for person in people:
            shown: Any = person
            shown.shown_name = names.get(person.id)
            shown.shown_teams = teams.get(person.id, [])
            shown.shown_level = levels.get(person.id)


def _newest_levels(person_ids: list[UUID]) -> dict[UUID, tuple[str, str]]:
    """Words and tone of the level of each person's newest session."""
    newest = Conversation.objects.filter(user_id__in=person_ids).order_by("user_id", "-started_at", "-id")
    sessions = list(newest.distinct("user_id").values_list("user_id", "id", "not_assessed"))
    assessments = read_assessments(session_id for _, session_id, _ in sessions)
    levels = {}
    for person_id, session_id, gaps in sessions:
        level = assessments[session_id].risk_level if session_id in assessments else None
        levels[person_id] = (level_in_words(level, gaps), level_tone(level, gaps))
    return levels
