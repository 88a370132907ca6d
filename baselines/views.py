"""Reading baselines and deviations."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from baselines.models import Baseline, Deviation
from baselines.rows import BaselineRow, DeviationRow
from resona.api.filters import ALL_RUNS, at_least, before, by_id, by_ids, by_label, since
from resona.api.lists import SESSION_TIME, DetailView, ListView


class BaselineList(ListView):
    """What is normal for the people the caller may see."""

    holds_findings = True
    model = Baseline
    serializer_class = BaselineRow
    filters = (
        by_ids(),
        by_id("user", "user_id"),
        by_label("baseline_type"),
        since("updated_after", "updated_at"),
    )


class BaselineDetail(DetailView):
    """What is normal for a person, of one thing measured."""

    holds_findings = True
    serializer_class = BaselineRow

    @classmethod
    def find(cls, caller: Any) -> QuerySet[Baseline]:
        return Baseline.objects.visible_to(caller)


class DeviationList(ListView):
    """What differed from the person's own normal, the latest session's first."""

    holds_findings = True
    model = Deviation
    serializer_class = DeviationRow
    filters = (
        by_ids(),
        by_id("user", "user_id"),
        by_id("session", "session_id"),
        by_label("deviation_type"),
        at_least("min_score", "deviation_score"),
        since("detected_after", "detected_at"),
        before("detected_before", "detected_at"),
        since("updated_after", "detected_at"),
        ALL_RUNS,
    )
    orderings = (SESSION_TIME, "detected_at", "deviation_score")
    walks = MappingProxyType({SESSION_TIME: ("session__started_at", "session_id", "deviation_type")})


class DeviationDetail(DetailView):
    """One thing measured in a session, against the person's own normal; superseded ones too."""

    holds_findings = True
    serializer_class = DeviationRow

    @classmethod
    def find(cls, caller: Any) -> QuerySet[Deviation]:
        return Deviation.objects.visible_to(caller)
