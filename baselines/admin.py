"""The admin of what is normal for a person, and of what differed from it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from baselines.deviation_wording import deviation_in_words
from baselines.drift_admin import UserDriftAdmin
from baselines.features import FEATURES_BY_TYPE
from baselines.measures import digits_of, title_of, value_in_words
from baselines.models import Baseline, Deviation, PopulationPrior
from baselines.prior import EMOTION
from resona.site.filters import ChoiceFilter, period_of
from resona.site.links import EMPTY, badge, day_and_time, time_ago
from resona.site.places import Place
from resona.site.records import RecordAdmin, read_mapping

__all__ = ["BaselineAdmin", "DeviationAdmin", "UserDriftAdmin"]

# From here on a deviation is worth a look: 1 in 20 of a person's own sessions, and 1 in 1,000.
SCORE_STEPS = (("0.95", "as 1 session in 20, or rarer"), ("0.999", "as 1 session in 1,000, or rarer"))


class MeasureFilter(ChoiceFilter):
    """What was measured."""

    title = "measure"
    parameter_name = "measure"
    field = "deviation_type"
    offers = [(name, title_of(name)) for name in (*FEATURES_BY_TYPE, EMOTION)]


class BaselineMeasureFilter(MeasureFilter):
    """What the baseline is about."""

    field = "baseline_type"


class ScoreFilter(ChoiceFilter):
    """The strongest deviations."""

    title = "how unusual"
    parameter_name = "score"
    field = "deviation_score__gte"
    offers = SCORE_STEPS


class RunFilter(ChoiceFilter):
    """Superseded results of earlier analyses are shown on request only."""

    title = "analysis"
    parameter_name = "run"
    field = "is_current"
    offers = [("False", "superseded"), ("all", "all runs")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset.filter(is_current=True)
        return queryset if self.value() == "all" else super().queryset(request, queryset)


@admin.register(Baseline)
class BaselineAdmin(RecordAdmin):
    """Baselines."""

    places = (Place(group="Records", title="Baselines", icon="fingerprint", order=10),)
    explains = "What is usual for a person's voice, learned from their own sessions alone."
    list_display: ClassVar[tuple[str, ...]] = ("measure", "person", "state", "session_count", "updated")
    list_filter: ClassVar[Any] = (BaselineMeasureFilter,)
    list_before_template = None
    ordering = ("user_id", "baseline_type")
    fields = readonly_fields = ("person", "measure", "usual", "state", "session_count", "updated")
    also_shows = ("baseline_type", "baseline_value", "established_at")

    @admin.display(description="measure")
    def measure(self, baseline: Baseline) -> str:
        return title_of(baseline.baseline_type)

    @admin.display(description="usual")
    def usual(self, baseline: Baseline) -> str:
        """The middle of what was measured."""
        feature, mean = FEATURES_BY_TYPE.get(baseline.baseline_type), read_mapping(baseline.baseline_value).get("mean")
        if feature is None or not isinstance(mean, int | float):
            return EMPTY
        return f"about {value_in_words(baseline.baseline_type, feature.to_natural(mean))}"

    @admin.display(description="state")
    def state(self, baseline: Baseline) -> SafeString:
        return badge("learning", "missing") if baseline.established_at is None else badge("established", "low")

    @admin.display(description="updated")
    def updated(self, baseline: Baseline) -> SafeString | str:
        return time_ago(baseline.updated_at)


@admin.register(Deviation)
class DeviationAdmin(RecordAdmin):
    """Deviations of sessions from the person's own normal."""

    places = (Place(group="Findings", title="Deviations", icon="ssid_chart", order=40),)
    explains = "How far each thing measured in a session was from what is usual for this person."
    list_display: ClassVar[tuple[str, ...]] = (
        "found",
        "person",
        "measure",
        "value",
        "expected",
        "difference",
        "session_link",
    )
    list_filter: ClassVar[Any] = (period_of("detected_at"), MeasureFilter, ScoreFilter, RunFilter)
    ordering = ("-detected_at", "-id")
    id_fields = ("id", "user_id", "session_id")
    fields = readonly_fields = ("person", "session_link", "measure", "value", "expected", "difference", "found", "run")
    also_shows = (
        "session", "deviation_type", "baseline_value", "current_value", "deviation_score", "z", "detected_at",
        "is_current",
    )  # fmt: skip
    exclude = ("analysis_run", "policy_version")

    @admin.display(description="found", ordering="detected_at")
    def found(self, deviation: Deviation) -> str:
        return day_and_time(deviation.detected_at)

    @admin.display(description="measure")
    def measure(self, deviation: Deviation) -> str:
        return title_of(deviation.deviation_type)

    @admin.display(description="measured")
    def value(self, deviation: Deviation) -> str:
        value = read_mapping(deviation.current_value).get("value")
        return value_in_words(deviation.deviation_type, value) if isinstance(value, int | float) else EMPTY

    @admin.display(description="usually")
    def expected(self, deviation: Deviation) -> str:
        band = read_mapping(deviation.baseline_value)
        low, high = band.get("low"), band.get("high")
        if not isinstance(low, int | float) or not isinstance(high, int | float):
            return EMPTY
        return f"{digits_of(deviation.deviation_type, low)} to {value_in_words(deviation.deviation_type, high)}"

    @admin.display(description="difference", ordering="deviation_score")
    def difference(self, deviation: Deviation) -> str:
        return EMPTY if deviation.z is None else deviation_in_words(deviation.deviation_type, deviation.z)

    @admin.display(description="analysis")
    def run(self, deviation: Deviation) -> str:
        return "the latest of its session" if deviation.is_current else "superseded by a later one"


@admin.register(PopulationPrior)
class PopulationPriorAdmin(RecordAdmin):
    """What a clinic's people taught about the next one."""

    places = (Place(group="Records", title="Population priors", icon="groups", order=20),)
    explains = "What the clinic's people taught about voices, for somebody of whom only few sessions are known yet."
    list_display: ClassVar[tuple[str, ...]] = ("version", "clinic", "state", "reference_people", "reference_sessions")
    list_select_related: ClassVar[tuple[str, ...]] = ("clinic",)
    list_before_template = None
    id_fields = ("id",)
    person_path = None
    ordering = ("-learned_at", "-id")
    exclude = ("parameters",)  # what the arithmetic needs

    @admin.display(description="state")
    def state(self, prior: PopulationPrior) -> SafeString:
        return badge("in use", "low") if prior.is_current else badge("earlier", "missing")
