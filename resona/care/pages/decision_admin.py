"""The list of decisions, and the page of one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.utils.safestring import SafeString

from resona.accounts.performers import opened_performer
from resona.care.models import Decision
from resona.care.pages.decision_actions import DecisionActions
from resona.care.pages.decision_page import sections_of_decision
from resona.care.pages.wording import opened, signed_by
from resona.site.filters import ChoiceFilter, period_of
from resona.site.links import EMPTY, badge, link_to, local_time, record_url
from resona.site.places import Permissions, Place
from resona.site.records import RecordAdmin

TONES = {"pending": "medium", "approved": "low", "implemented": "low", "cancelled": "missing", "reviewed": "low"}


class DecisionStatusFilter(ChoiceFilter):
    """Where a decision stands."""

    title = "status"
    parameter_name = field = "status"
    offers = Decision.Status.choices


class DecisionTypeFilter(ChoiceFilter):
    """What it is about."""

    title = "about"
    parameter_name = field = "decision_type"
    offers = Decision.Type.choices


@admin.register(Decision)
class DecisionAdmin(DecisionActions, RecordAdmin):
    """Decisions."""

    permissions = Permissions(staff="view add change")
    places = (Place(group="Records", title="Decisions", icon="gavel", order=45),)
    list_display: ClassVar[tuple[str, ...]] = ("decided", "what", "person", "kind", "stands", "review")
    list_display_links = ("what",)
    list_filter: ClassVar[Any] = (period_of("decided_at"), DecisionStatusFilter, DecisionTypeFilter)
    list_select_related = ("user", "recorded_by", "reviewed_by", "superseded_by")
    ordering = ("-decided_at", "-id")
    id_fields = ("id", "user_id")
    fields = readonly_fields = (
        "what", "person", "kind", "stands", "why", "more", "expects", "came_of_it", "decided", "recorded", "review",
        "successor",
    )  # fmt: skip
    also_shows = (
        "user", "decision_type", "title", "description", "rationale", "expected", "outcome", "outcome_kind", "status",
        "decided_at", "recorded_at", "recorded_by", "performer", "review_at", "reviewed_at", "reviewed_by",
        "superseded_by", "evidence",
    )  # fmt: skip
    exclude = ("version",)
    change_form_outer_before_template = "resona/sections.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        decision = self.get_object(request, object_id) if object_id else None
        sections = sections_of_decision(request, decision) if decision is not None else []
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), "sections": sections})

    @admin.display(description="what was decided")
    def what(self, decision: Decision) -> str:
        return opened(Decision, "title", decision)

    @admin.display(description="about", ordering="decision_type")
    def kind(self, decision: Decision) -> str:
        return str(decision.get_decision_type_display())

    @admin.display(description="status")
    def stands(self, decision: Decision) -> SafeString:
        if decision.superseded_by_id is not None:
            return badge("superseded", "missing")
        return badge(str(decision.get_status_display()), TONES[decision.status])

    @admin.display(description="why")
    def why(self, decision: Decision) -> str:
        return opened(Decision, "rationale", decision)

    @admin.display(description="more about it")
    def more(self, decision: Decision) -> str:
        return opened(Decision, "description", decision) or EMPTY

    @admin.display(description="what is expected of it")
    def expects(self, decision: Decision) -> str:
        return opened(Decision, "expected", decision) or EMPTY

    @admin.display(description="what came of it")
    def came_of_it(self, decision: Decision) -> str:
        if decision.reviewed_at is None:
            return EMPTY
        return f"{decision.get_outcome_kind_display()}: {opened(Decision, 'outcome', decision)}"

    @admin.display(description="decided", ordering="decided_at")
    def decided(self, decision: Decision) -> str:
        return local_time(decision.decided_at)

    @admin.display(description="recorded")
    def recorded(self, decision: Decision) -> str:
        performer = opened_performer(opened(Decision, "performer", decision))
        who = signed_by(decision.recorded_by, decision.recorded_by_uuid, performer)
        return f"{local_time(decision.recorded_at)}, by {who}" if who else local_time(decision.recorded_at)

    @admin.display(description="to be reviewed", ordering="review_at")
    def review(self, decision: Decision) -> str:
        return local_time(decision.review_at)

    @admin.display(description="superseded by")
    def successor(self, decision: Decision) -> SafeString | str:
        if decision.superseded_by_id is None:
            return EMPTY
        return link_to(record_url(Decision, decision.superseded_by_id), "the decision that took its place")
