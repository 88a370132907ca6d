"""The admin of what is normal for a person, and of what differed from it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from baselines.drift_admin import UserDriftAdmin
from baselines.features import FEATURES_BY_TYPE
from baselines.models import Baseline, Deviation, PopulationPrior
from baselines.prior import EMOTION
from resona.site.filters import ChoiceFilter, period_of
from resona.site.links import badge, day_and_time, time_ago
from resona.site.places import Place
from resona.site.records import RecordAdmin, read_mapping

__all__ = ["BaselineAdmin", "DeviationAdmin", "UserDriftAdmin"]

# From here on a deviation is worth a look: 1 in 20 of a person's own sessions, and 1 in 1,000.
SCORE_STEPS = (("0.95", "0.95 or more: 1 session in 20"), ("0.999", "0.999 or more: 1 session in 1,000"))


class MeasureFilter(ChoiceFilter):
    """What was measured."""

    title = "measure"
    parameter_name = "measure"
    field = "deviation_type"
    offers = [(name, name.replace("_", " ")) for name in (*FEATURES_BY_TYPE, EMOTION)]


class BaselineMeasureFilter(MeasureFilter):
    """What the baseline is about."""

    field = "baseline_type"


class ScoreFilter(ChoiceFilter):
    """The strongest deviations."""

    title = "score"
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
    list_display: ClassVar[tuple[str, ...]] = ("measure", "person", "state", "session_count", "updated")
    list_filter: ClassVar[Any] = (BaselineMeasureFilter,)
    list_before_template = None
    ordering = ("user_id", "baseline_type")

    @admin.display(description="measure")
    def measure(self, baseline: Baseline) -> str:
        return baseline.baseline_type.replace("_", " ")

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
    list_display: ClassVar[tuple[str, ...]] = (
        "found",
        "person",
        "measure",
        "value",
        "expected",
        "personal_deviations",
        "score",
        "session_link",
    )
    list_filter: ClassVar[Any] = (period_of("detected_at"), MeasureFilter, ScoreFilter, RunFilter)
    ordering = ("-detected_at", "-id")
    id_fields = ("id", "user_id", "session_id")

    @admin.display(description="found", ordering="detected_at")
    def found(self, deviation: Deviation) -> str:
        return day_and_time(deviation.detected_at)

    @admin.display(description="measure")
    def measure(self, deviation: Deviation) -> str:
        return deviation.deviation_type.replace("_", " ")

    @admin.display(description="value")
    def value(self, deviation: Deviation) -> str:
        return _number(read_mapping(deviation.current_value).get("value"))

    @admin.display(description="expected")
    def expected(self, deviation: Deviation) -> str:
        band = read_mapping(deviation.baseline_value)
        return f"{_number(band.get('low'))} to {_number(band.get('high'))}"

    @admin.display(description="z")
    def personal_deviations(self, deviation: Deviation) -> str:
        return "-" if deviation.z is None else f"{deviation.z:+.1f}"

    @admin.display(description="score", ordering="deviation_score")
    def score(self, deviation: Deviation) -> str:
        return f"{deviation.deviation_score:.3f}"


@admin.register(PopulationPrior)
class PopulationPriorAdmin(RecordAdmin):
    """What a clinic's people taught about the next one."""

    places = (Place(group="Records", title="Population priors", icon="groups", order=20),)
    list_display: ClassVar[tuple[str, ...]] = ("version", "clinic", "state", "reference_people", "reference_sessions")
    list_select_related: ClassVar[tuple[str, ...]] = ("clinic",)
    list_before_template = None
    id_fields = ("id",)
    person_path = None
    ordering = ("-learned_at", "-id")

    @admin.display(description="state")
    def state(self, prior: PopulationPrior) -> SafeString:
        return badge("in use", "low") if prior.is_current else badge("earlier", "missing")


def _number(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, int | float) else "-"
