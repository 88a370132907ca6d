"""What the list of people shows of findings: the newest assessment, and who has gone quiet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from conversations.models import Conversation
from resona.site.filters import ChoiceFilter
from resona.site.links import badge
from risk.levels import level_in_words, level_tone
from risk.models import LEVELS, Level, RiskAssessment
from risk.open_findings import level_rank
from risk.quiet import find_quiet
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


class NewestLevelFilter(ChoiceFilter):
    """How high the newest assessment of each was."""

    title = "newest assessment"
    parameter_name = "level"
    offers = Level.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        rank = LEVELS.index(value) if value in LEVELS else None
        return queryset.none() if rank is None else queryset.alias(newest=newest_rank()).filter(newest=rank)


def newest_rank() -> Subquery:
    """How high the newest session of a person was assessed, from 0; nothing where it was not."""
    own = Conversation.objects.filter(user_id=OuterRef("pk"), wrong_person_at__isnull=True)
    sessions = own.order_by("-started_at", "-id")
    assessed = RiskAssessment.objects.filter(session_id=OuterRef("id"), is_current=True).annotate(rank=level_rank())
    return Subquery(sessions.values(rank=Subquery(assessed.order_by().values("rank")[:1]))[:1])


def newest_levels(person_ids: list[UUID]) -> dict[UUID, SafeString | str]:
    """The level of each person's newest session. Two statements."""
    own = Conversation.objects.filter(user_id__in=person_ids, wrong_person_at__isnull=True)
    newest = own.order_by("user_id", "-started_at", "-id")
    sessions = list(newest.distinct("user_id").values_list("user_id", "id", "not_assessed"))
    assessments = read_assessments(session_id for _, session_id, _ in sessions)
    levels: dict[UUID, SafeString | str] = {}
    for person_id, session_id, gaps in sessions:
        level = assessments[session_id].risk_level if session_id in assessments else None
        levels[person_id] = badge(level_in_words(level, gaps), level_tone(level, gaps))
    return levels
