"""The admin of crisis events: acknowledged with one press, resolved with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.safestring import SafeString

from resona.accounts.models import User
from resona.encryption.sealing import SealedValueError
from resona.site.filters import ChoiceFilter, period_of
from resona.site.links import EMPTY, badge, day_and_time
from resona.site.places import Permissions, Place
from resona.site.records import RecordAdmin
from resona.site.times import due_in_words
from risk.clock import due_time
from risk.episodes import events_of_episode, newest_of_each
from risk.models import CrisisEvent, Level
from risk.pages.event_actions import EventActions
from risk.pages.event_page import sections_of
from risk.services import acknowledge_shown, read_note
from risk.triage_findings import staff_name
from risk.triage_order import SOON, most_urgent


class EventStateFilter(ChoiceFilter):
    """Where an event stands."""

    title = "state"
    parameter_name = "state"
    offers = [
        ("open", "open"),
        ("unseen", "open, nobody has acknowledged it"),
        ("historical", "open, from the past"),
        ("resolved", "resolved"),
        ("false_alarm", "resolved as false alarm"),
    ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        conditions: dict[str, dict[str, Any]] = {
            "open": {"resolved_at__isnull": True, "is_historical": False},
            "unseen": {"resolved_at__isnull": True, "is_historical": False, "human_reviewed": False},
            "historical": {"resolved_at__isnull": True, "is_historical": True},
            "resolved": {"resolved_at__isnull": False},
            "false_alarm": {"resolution": CrisisEvent.Resolution.FALSE_ALARM},
        }
        value = self.value()
        if not value:
            return queryset
        if value not in conditions:
            return queryset.none()
        of_episode = CrisisEvent.objects.filter(episode_uuid=OuterRef("episode_uuid"), **conditions[value]).order_by()
        return queryset.filter(Exists(of_episode))


class LevelFilter(ChoiceFilter):
    """How urgent."""

    title = "level"
    parameter_name = field = "risk_level"
    offers = Level.choices


@admin.register(CrisisEvent)
class CrisisEventAdmin(EventActions, RecordAdmin):
    """Crisis events."""

    permissions = Permissions(staff="view change", offered_in_emergency="change")
    places = (Place(group="Findings", title="Crisis events", icon="emergency", order=10),)
    list_display: ClassVar[tuple[str, ...]] = ("raised", "level", "person", "state", "due", "method", "session_link")
    list_filter: ClassVar[Any] = (period_of("created_at"), EventStateFilter, LevelFilter)
    list_select_related = ("user", "acknowledged_by", "resolved_by", "reopened_by", "owner")
    ordering = ("-created_at", "-id")
    id_fields = ("id", "user_id", "conversation_id")
    actions = ("acknowledge_chosen",)
    fields = readonly_fields = (
        "person", "session_link", "level", "state", "due", "answers", "method", "raised", "acknowledged", "resolved",
        "note", "reopened",
    )  # fmt: skip
    change_form_outer_before_template = "resona/sections.html"
    also_shows = (
        "conversation", "risk_level", "source_kind", "detection_method", "is_historical", "human_reviewed", "words",
        "resolution_note", "due_at", "next_due_at", "escalation_step", "escalated_at", "told_at", "owner",
        "acknowledged_by", "acknowledged_at", "resolved_by", "resolved_at", "resolution", "reopened_by", "reopened_at",
    )  # fmt: skip
    exclude = ("owner_id_uuid", "escalation_required", "source_uuid", "episode_uuid", "corrected_to")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """A list has a line an episode, its newest event; every event has its page."""
        events: QuerySet[Any] = super().get_queryset(request)
        is_list = (
            request.resolver_match is not None and request.resolver_match.url_name == "risk_crisisevent_changelist"
        )
        return events.filter(newest_of_each()) if is_list else events

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Of an event, those that say something."""
        return [name for name in self.fields if obj is None or _says_something(obj, name)]

    def get_ordering(self, request: HttpRequest) -> Any:
        """What is open stands in the order of what is due."""
        if request.GET.get(EventStateFilter.parameter_name) in {"open", "unseen"}:
            return most_urgent(timezone.now() + SOON)
        return super().get_ordering(request)

    @admin.action(description="Acknowledge: somebody has seen these and takes care", permissions=["respond"])
    def acknowledge_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """With the events of the same episode that were raised before: no list shows those that came later."""
        for event in queryset:
            earlier = events_of_episode(event).filter(created_at__lte=event.created_at)
            shown = list(earlier.values_list("id", flat=True))
            acknowledge_shown(event_id=event.id, shown=shown, caller=request.user, now=timezone.now())
        messages.success(request, "Acknowledged. Resolve each once it is clear what happened.")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        event = self.get_object(request, object_id) if object_id else None
        sections = sections_of(request, event) if event is not None else []
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), "sections": sections})

    @admin.display(description="raised", ordering="created_at")
    def raised(self, event: CrisisEvent) -> str:
        return day_and_time(event.created_at)

    @admin.display(description="level")
    def level(self, event: CrisisEvent) -> SafeString:
        return badge(event.risk_level, event.risk_level)

    @admin.display(description="state")
    def state(self, event: CrisisEvent) -> SafeString:
        if event.resolved_at is not None:
            return badge(str(event.get_resolution_display()), "low")
        if event.is_historical:
            return badge("open, from the past", "historical")
        return badge("acknowledged", "medium") if event.human_reviewed else badge("open", "critical")

    @admin.display(description="due", ordering="next_due_at")
    def due(self, event: CrisisEvent) -> SafeString | str:
        due_at = due_time(event)
        if due_at is None or event.resolved_at is not None:
            return EMPTY
        now = timezone.now()
        words = due_in_words(due_at, now)
        return badge(words, "critical") if due_at < now else words

    @admin.display(description="raised by")
    def method(self, event: CrisisEvent) -> str:
        if event.source_kind != CrisisEvent.SourceKind.SESSION:
            return event.get_source_kind_display()
        return event.detection_method.replace("_", " ")

    @admin.display(description="answers for it")
    def answers(self, event: CrisisEvent) -> str:
        return staff_name(event.owner) or "another system"

    @admin.display(description="acknowledged")
    def acknowledged(self, event: CrisisEvent) -> str:
        return _by(event.acknowledged_by, event.acknowledged_at)

    @admin.display(description="resolved")
    def resolved(self, event: CrisisEvent) -> str:
        return _by(event.resolved_by, event.resolved_at)

    @admin.display(description="reopened")
    def reopened(self, event: CrisisEvent) -> str:
        return _by(event.reopened_by, event.reopened_at)

    @admin.display(description="note")
    def note(self, event: CrisisEvent) -> str:
        try:
            return read_note(event) or EMPTY
        except SealedValueError:
            return "cannot be opened"


def _says_something(event: CrisisEvent, name: str) -> bool:
    if name == "due":
        return event.resolved_at is None and (event.next_due_at or event.due_at) is not None
    kept_in = {
        "session_link": "conversation_id", "note": "resolution_note", "answers": "owner_id_uuid",
        "acknowledged": "acknowledged_at", "resolved": "resolved_at", "reopened": "reopened_at",
    }  # fmt: skip
    return getattr(event, kept_in.get(name, name), True) is not None


def _by(account: User | None, at: datetime | None) -> str:
    return f"{day_and_time(at)} by {staff_name(account) or 'another system'}" if at else EMPTY
