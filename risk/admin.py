"""The admin of what findings mean and what was done about them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.safestring import SafeString

from baselines.admin import RunFilter
from resona.site.filters import ChoiceFilter, period_of
from resona.site.links import EMPTY, badge, day_and_time
from resona.site.places import Place
from resona.site.records import RecordAdmin
from risk.models import Dissonance
from risk.pages.assessment_admin import RiskAssessmentAdmin
from risk.pages.event_admin import CrisisEventAdmin, LevelFilter

__all__ = ["CrisisEventAdmin", "DissonanceAdmin", "RiskAssessmentAdmin"]


class InterpretationFilter(ChoiceFilter):
    """What the difference was taken for."""

    title = "interpretation"
    parameter_name = field = "interpretation"
    offers = Dissonance.Interpretation.choices


@admin.register(Dissonance)
class DissonanceAdmin(RecordAdmin):
    """Words against voice."""

    places = (Place(group="Findings", title="Words against voice", icon="graphic_eq", order=30),)
    explains = "Whether what was said and how it sounded agree, session by session."
    list_display: ClassVar[tuple[str, ...]] = (
        "found", "person", "interpretation", "stated_emotion", "actual_emotion", "score", "level", "session_link"
    )  # fmt: skip
    list_filter: ClassVar[Any] = (period_of("detected_at"), InterpretationFilter, LevelFilter, RunFilter)
    ordering = ("-detected_at", "-id")
    id_fields = ("id", "user_id", "session_id")
    fields = readonly_fields = (
        "person", "session_link", "interpretation", "stated_emotion", "actual_emotion", "score", "level", "found", "run"
    )  # fmt: skip
    also_shows = ("session", "dissonance_score", "risk_level", "detected_at", "is_current")
    exclude = ("transcript", "evidence", "confidence", "analysis_run", "policy_version")

    @admin.display(description="found", ordering="detected_at")
    def found(self, dissonance: Dissonance) -> str:
        return day_and_time(dissonance.detected_at)

    @admin.display(description="how far apart", ordering="dissonance_score")
    def score(self, dissonance: Dissonance) -> str:
        return f"{dissonance.dissonance_score:.2f} of 1"

    @admin.display(description="analysis")
    def run(self, dissonance: Dissonance) -> str:
        return "the latest of its session" if dissonance.is_current else "superseded by a later one"

    @admin.display(description="level")
    def level(self, dissonance: Dissonance) -> SafeString | str:
        return badge(dissonance.risk_level, dissonance.risk_level) if dissonance.risk_level else EMPTY
