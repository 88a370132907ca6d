"""The admin of gradual decline: alarms to be read, and accepted or reset with a reason."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from baselines.drift import Decision, NothingToDecideError
from baselines.drift_pages import OPEN, TONES, DecisionForm, ask_reason, show_drift
from baselines.models import DriftDecision, UserDrift
from baselines.services import UnreadableDriftError, decide_drift, read_reason
from resona.accounts.staff_names import actor_in_words
from resona.accounts.teams import NotInYourCareError
from resona.encryption.sealing import SealedValueError
from resona.errors import InvalidInputError
from resona.site.filters import ChoiceFilter, period_of
from resona.site.links import EMPTY, badge, day_and_time, local_time, time_ago
from resona.site.places import Permissions, Place
from resona.site.records import RecordAdmin, in_clinic_time
from resona.site.returning import go_back

DECISIONS: tuple[Decision, ...] = ("accept", "reset")


class DriftStateFilter(ChoiceFilter):
    """Where an alarm stands; people without one are shown on request only."""

    title = "state"
    parameter_name = field = "status"
    offers = [*UserDrift.Status.choices, ("all", "everybody")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset.filter(alarmed_at__isnull=False)
        return queryset if self.value() == "all" else super().queryset(request, queryset)


class DriftChartFilter(ChoiceFilter):
    """What drifts."""

    title = "what drifts"
    parameter_name = field = "chart"
    offers = UserDrift.Chart.choices


@admin.register(UserDrift)
class UserDriftAdmin(RecordAdmin):
    """Gradual declines."""

    permissions = Permissions(staff="view change")
    places = (Place(group="Findings", title="Gradual decline", icon="trending_down", order=50),)
    explains = (
        "Voices that have drifted from what was usual, over weeks. What is usual stands still until somebody decides."
    )
    list_display: ClassVar[tuple[str, ...]] = ("raised", "person", "stands", "what", "towards", "since")
    list_filter: ClassVar[Any] = (period_of("alarmed_at"), DriftStateFilter, DriftChartFilter)
    ordering = ("-alarmed_at", "-user_id")
    id_fields = ("user_id",)
    fields = readonly_fields = (
        "person", "stands", "what", "towards", "since", "raised", "confirmed", "decisions"
    )  # fmt: skip
    change_form_outer_before_template = "baselines/drift_above.html"
    also_shows = ("status", "chart", "direction", "onset_at", "latched_at")
    exclude = ("state",)  # the arithmetic of the charts

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<uuid:user_id>/{decision}/",
                self.admin_site.admin_view(partial(self.decision_view, decision=decision)),
                name=f"baselines_userdrift_{decision}",
            )
            for decision in DECISIONS
        ]
        return [*own, *super().get_urls()]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who may accept and reset, though nobody rewrites a chart."""
        return request.user.has_perm("baselines.change_userdrift")

    @in_clinic_time
    def decision_view(self, request: HttpRequest, user_id: UUID, *, decision: Decision) -> HttpResponseBase:
        """Asks why, then decides."""
        drift: UserDrift = self.get_object(request, str(user_id))
        if not self.has_decide_permission(request):
            raise PermissionDenied
        form = DecisionForm(request.POST or None, decision=decision)
        if request.method == "POST" and form.is_valid():
            decided = _decide(request, drift, decision, form)
            if decided is not None:
                return decided
        elif request.method != "POST" and decision not in OPEN[drift.status]:
            messages.error(request, str(NothingToDecideError()))
            return go_back(request)
        return ask_reason(self, request, drift=drift, decision=decision, form=form)

    @in_clinic_time
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        drift = self.get_object(request, object_id) if object_id else None
        view = show_drift(drift, may_decide=self.has_decide_permission(request)) if drift is not None else None
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), "drift_view": view})

    @admin.display(description="alarm", ordering="alarmed_at")
    def raised(self, drift: UserDrift) -> str:
        return EMPTY if drift.alarmed_at is None else day_and_time(drift.alarmed_at)

    @admin.display(description="confirmed")
    def confirmed(self, drift: UserDrift) -> str:
        return EMPTY if drift.latched_at is None else day_and_time(drift.latched_at)

    @admin.display(description="state")
    def stands(self, drift: UserDrift) -> SafeString:  # the column `state` is another thing, and would go before it
        return badge(str(drift.get_status_display()), TONES[drift.status])

    @admin.display(description="what drifts")
    def what(self, drift: UserDrift) -> str:
        return drift.get_chart_display() or EMPTY

    @admin.display(description="towards")
    def towards(self, drift: UserDrift) -> str:
        return drift.get_direction_display() or EMPTY

    @admin.display(description="since about")
    def since(self, drift: UserDrift) -> SafeString | str:
        return time_ago(drift.onset_at)

    @admin.display(description="decisions")
    def decisions(self, drift: UserDrift) -> SafeString | str:
        taken = DriftDecision.objects.filter(user_id=drift.user_id).select_related("decided_by")
        lines = [(local_time(each.decided_at), each.get_decision_display(), _who(each), _why(each)) for each in taken]
        if not lines:
            return EMPTY
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {} by {}. {}</li>", lines))


def _decide(
    request: HttpRequest, drift: UserDrift, decision: Decision, form: DecisionForm
) -> HttpResponseRedirect | None:
    """Back to where one came from; None when the form must be shown again."""
    try:
        decide_drift(
            user_id=drift.user_id,
            decision=decision,
            reason=form.cleaned_data["reason"],
            caller=request.user,
            now=timezone.now(),
        )
    except InvalidInputError as error:
        for fault in error.faults:
            form.add_error("reason", f"This {fault.detail}.")
        return None
    except (NotInYourCareError, NothingToDecideError, UnreadableDriftError) as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, "Recorded, with your reason.")
    return go_back(request)


def _who(decision: DriftDecision) -> str:
    return actor_in_words(decision.decided_by, decision.decided_by_uuid) or "nobody known"


def _why(decision: DriftDecision) -> str:
    try:
        return read_reason(decision)
    except SealedValueError:
        return "The reason cannot be opened."
