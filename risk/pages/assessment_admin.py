"""The admin of assessments: a clinician records what was done about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from baselines.admin import RunFilter
from resona.errors import InvalidInputError
from resona.site.filters import ChoiceFilter, period_of
from resona.site.links import EMPTY, badge, day_and_time
from resona.site.places import Permissions, Place
from resona.site.records import RecordAdmin, in_clinic_time
from resona.site.returning import go_back
from risk.levels import level_in_words, level_tone
from risk.models import RiskAssessment
from risk.open_findings import open_assessments
from risk.pages.action_forms import ActionForm, show_faults
from risk.pages.action_pages import ask, row_of
from risk.pages.event_admin import LevelFilter
from risk.pages.offers import follow_up_choices, plan_follow_ups, with_offers
from risk.services import ActionConflictError, SupersededAssessmentError, record_action
from risk.triage_findings import waits_for_someone
from risk.triage_wording import gaps_in_words
from risk.wording import factor_in_words, reason_in_words

MOST_COVERED = 50  # assessments one action may cover


class AssessmentStateFilter(ChoiceFilter):
    """Whether someone has acted."""

    title = "state"
    parameter_name = "state"
    offers = [("waiting", "waits for someone"), ("acted", "someone acted"), ("incomplete", "incomplete")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "waiting":
            return queryset.filter(id__in=open_assessments(request.user).order_by().values("id"))
        if self.value() == "acted":
            return queryset.filter(action_taken_at__isnull=False)
        if self.value() == "incomplete":
            return queryset.exclude(not_assessed=[])
        return queryset.none() if self.value() else queryset


@admin.register(RiskAssessment)
class RiskAssessmentAdmin(RecordAdmin):
    """Assessments."""

    permissions = Permissions(staff="view change", offered_in_emergency="change")
    places = (Place(group="Findings", title="Assessments", icon="fact_check", order=20),)
    explains = (
        "What each session amounts to: a level and the reasons for it. A level orders people; it predicts nothing."
    )
    list_display: ClassVar[tuple[str, ...]] = (
        "assessed",
        "level",
        "score",
        "person",
        "reason",
        "action",
        "session_link",
    )
    list_filter: ClassVar[Any] = (period_of("assessed_at"), AssessmentStateFilter, LevelFilter, RunFilter)
    list_select_related = ("user", "action_taken_by")
    ordering = ("-assessed_at", "-id")
    id_fields = ("id", "user_id", "session_id")
    fields = readonly_fields = (
        "person", "session_link", "level", "reason", "not_assessed_in_words", "made_of", "score", "assessed",
        "review_due", "run", "action_taken", "action_taken_by", "acted",
    )  # fmt: skip
    change_form_outer_before_template = "risk/finding_above.html"
    also_shows = (
        "session", "risk_level", "not_assessed", "review_due_at", "risk_factors", "dissonance_contribution",
        "baseline_deviation_contribution", "pattern_contribution", "is_current", "action_taken_at",
    )  # fmt: skip
    exclude = ("analysis_run", "language_severity", "needs_review", "policy_version")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.action_view)
        return [path("<uuid:assessment_id>/action/", view, name="risk_riskassessment_action"), *super().get_urls()]

    def has_record_permission(self, request: HttpRequest) -> bool:
        """Who may record what was done, though nobody rewrites an assessment."""
        return request.user.has_perm("risk.change_riskassessment")

    @in_clinic_time
    def action_view(self, request: HttpRequest, assessment_id: UUID) -> HttpResponseBase:
        """Asks what was done, and for which of the person's open assessments, then records it."""
        assessment: RiskAssessment = self.get_object(request, str(assessment_id))
        if not self.has_record_permission(request):
            raise PermissionDenied
        covered = self._coverable(request, assessment)
        choices = [(str(other.id), self._in_short(other)) for other in covered]
        form = ActionForm(request.POST or None, assessments=choices, follow_ups=follow_up_choices(request))
        if request.method == "POST" and form.is_valid():
            recorded = self._record(request, form, assessment)
            if recorded is not None:
                return recorded
        return ask(self, request, title="Record action", form=form, records=[assessment], submit="Record action")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        assessment: RiskAssessment | None = self.get_object(request, object_id) if object_id else None
        view = row_of(assessment, request) if assessment is not None and waits_for_someone(assessment) else None
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), "finding_view": view})

    @admin.display(description="assessed", ordering="assessed_at")
    def assessed(self, assessment: RiskAssessment) -> str:
        return day_and_time(assessment.assessed_at)

    @admin.display(description="to be looked at by")
    def review_due(self, assessment: RiskAssessment) -> str:
        return day_and_time(assessment.review_due_at) if assessment.review_due_at else EMPTY

    @admin.display(description="level")
    def level(self, assessment: RiskAssessment) -> SafeString:
        """Never plain low where something was not assessed."""
        level, gaps = assessment.risk_level, assessment.not_assessed
        return badge(level_in_words(level, gaps), level_tone(level, gaps))

    @admin.display(description="score", ordering="risk_score")
    def score(self, assessment: RiskAssessment) -> str:
        return f"{assessment.risk_score:.2f}"

    @admin.display(description="observed")
    def reason(self, assessment: RiskAssessment) -> str:
        return reason_in_words(assessment.risk_factors)

    @admin.display(description="made of")
    def made_of(self, assessment: RiskAssessment) -> SafeString | str:
        """Every contribution in words, the largest first, and how much of the score it is."""
        lines = [(f"{_contribution(part):.2f}", factor_in_words(part)) for part in assessment.risk_factors]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", lines)) if lines else EMPTY

    @admin.display(description="analysis")
    def run(self, assessment: RiskAssessment) -> str:
        return "the latest of its session" if assessment.is_current else "superseded by a later one"

    @admin.display(description="action taken at")
    def acted(self, assessment: RiskAssessment) -> str:
        return day_and_time(assessment.action_taken_at) if assessment.action_taken_at else EMPTY

    @admin.display(description="not assessed")
    def not_assessed_in_words(self, assessment: RiskAssessment) -> str:
        return gaps_in_words(tuple(assessment.not_assessed)) or EMPTY

    @admin.display(description="action")
    def action(self, assessment: RiskAssessment) -> SafeString | str:
        if assessment.action_taken:
            return assessment.action_taken
        return badge("waits", "medium") if waits_for_someone(assessment) else EMPTY

    def _coverable(self, request: HttpRequest, assessment: RiskAssessment) -> list[RiskAssessment]:
        """This assessment and the others of the person that wait."""
        others = open_assessments(request.user).filter(user_id=assessment.user_id).exclude(id=assessment.id)
        return [assessment, *others.select_related("session").order_by("-session__started_at")[: MOST_COVERED - 1]]

    def _in_short(self, assessment: RiskAssessment) -> str:
        when = day_and_time(assessment.session.started_at)
        level = level_in_words(assessment.risk_level, assessment.not_assessed)
        return f"{when}: {level}. {reason_in_words(assessment.risk_factors)}"

    def _record(
        self, request: HttpRequest, form: ActionForm, assessment: RiskAssessment
    ) -> HttpResponseRedirect | None:
        """Back to where one came from; None when the form must be shown again."""
        now = timezone.now()
        try:
            with transaction.atomic():
                for key in form.cleaned_data["assessments"]:
                    record_action(
                        assessment_id=UUID(key),
                        action_taken=form.cleaned_data["action_taken"],
                        caller=request.user,
                        now=now,
                    )
                plan_follow_ups(assessment, form.cleaned_data.get("follow_ups", ()), request.user, now)
        except InvalidInputError as error:
            show_faults(form, error)
            return None
        except (ActionConflictError, SupersededAssessmentError) as error:
            form.add_error(None, f"{error} Nothing of yours is stored yet.")
            return None
        messages.success(request, with_offers("Recorded.", request, assessment.user_id))
        return go_back(request)


def _contribution(part: Mapping[str, Any]) -> float:
    return float(part.get("contribution") or 0.0)
