"""Reading baselines and deviations."""

from __future__ import annotations

from baselines.models import Baseline, Deviation
from baselines.rows import BaselineRow, DeviationRow
from resona.api.filters import ALL_RUNS, at_least, before, by_id, by_label, since
from resona.api.lists import ListView


class BaselineList(ListView):
    """What is normal for the people the caller may see."""

    holds_findings = True
    model = Baseline
    serializer_class = BaselineRow
    filters = (by_id("user", "user_id"), by_label("baseline_type"))


class DeviationList(ListView):
    """What differed from the person's own normal, newest first."""

    holds_findings = True
    model = Deviation
    serializer_class = DeviationRow
    filters = (
        by_id("user", "user_id"),
        by_id("session", "session_id"),
        by_label("deviation_type"),
        at_least("min_score", "deviation_score"),
        since("detected_after", "detected_at"),
        before("detected_before", "detected_at"),
        ALL_RUNS,
    )
    orderings = ("detected_at", "deviation_score")
