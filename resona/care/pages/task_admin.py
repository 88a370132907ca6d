"""The list of follow-ups, and the page of one."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.safestring import SafeString

from resona.care.models import Task
from resona.care.pages.task_actions import TaskActions
from resona.care.pages.task_page import sections_of_task
from resona.care.pages.wording import opened
from resona.site.filters import ChoiceFilter
from resona.site.links import EMPTY, badge, link_to, local_time, record_url, time_ago
from resona.site.places import Permissions, Place
from resona.site.records import RecordAdmin
from resona.site.times import due_in_words

TONES = {"routine": "low", "urgent": "medium", "asap": "high", "stat": "critical"}


class TaskStateFilter(ChoiceFilter):
    """Where a follow-up stands."""

    title = "state"
    parameter_name = "state"
    offers = [
        ("open", "open"),
        ("overdue", "overdue"),
        ("unclaimed", "open, nobody has taken it"),
        ("completed", "completed"),
        ("cancelled", "cancelled"),
    ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        is_open = Q(completed=False, cancelled_at__isnull=True)
        conditions = {
            "open": is_open,
            "overdue": is_open & Q(due_at__lt=timezone.now()),
            "unclaimed": is_open & Q(owner__isnull=True, audience=Task.Audience.TEAM),
            "completed": Q(completed=True),
            "cancelled": Q(cancelled_at__isnull=False),
        }
        value = self.value()
        if not value:
            return queryset
        return queryset.filter(conditions[value]) if value in conditions else queryset.none()


class OwnerFilter(ChoiceFilter):
    """Whose they are."""

    title = "whose"
    parameter_name = "whose"
    offers = [("mine", "mine"), ("teams", "my teams'"), ("person", "the person's own small steps")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        conditions = {
            "mine": Q(owner_id=request.user.pk),
            "teams": Q(care_team__memberships__staff_id=request.user.pk),
            "person": Q(audience=Task.Audience.PERSON),
        }
        value = self.value()
        if not value:
            return queryset
        return queryset.filter(conditions[value]) if value in conditions else queryset.none()


@admin.register(Task)
class TaskAdmin(TaskActions, RecordAdmin):
    """Follow-ups."""

    permissions = Permissions(staff="view add change", offered_in_emergency="add change")
    places = (
        Place(
            group="People", title="Follow-ups", icon="task_alt", order=35, query="?state=open", first={"clinician": 50}
        ),
    )
    list_display: ClassVar[tuple[str, ...]] = ("due", "what", "person", "whose", "urgency", "state")
    list_display_links = ("what",)
    list_filter: ClassVar[Any] = (TaskStateFilter, OwnerFilter)
    list_select_related = ("user", "owner", "care_team", "completed_by", "cancelled_by", "crisis_event")
    list_before_template = None
    ordering = (F("due_at").asc(nulls_last=True), "id")
    id_fields = ("id", "user_id")
    fields = readonly_fields = ("what", "more", "person", "whose", "urgency", "due", "state", "follows", "added")
    also_shows = (
        "user", "title", "description", "completed", "completed_at", "completed_by", "cancelled_at", "cancelled_by",
        "outcome", "priority", "due_at", "audience", "owner", "care_team", "crisis_event", "decision",
    )  # fmt: skip
    exclude = ("owner_id_uuid", "rule", "source_uuid", "version")
    change_form_outer_before_template = "resona/sections.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        task = self.get_object(request, object_id) if object_id else None
        sections = sections_of_task(request, task) if task is not None else []
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), "sections": sections})

    @admin.display(description="what is to be done")
    def what(self, task: Task) -> str:
        return opened(Task, "title", task)

    @admin.display(description="more about it")
    def more(self, task: Task) -> str:
        return opened(Task, "description", task) or EMPTY

    @admin.display(description="whose")
    def whose(self, task: Task) -> SafeString | str:
        if task.audience == Task.Audience.PERSON:
            return "the person's own"
        if task.owner is not None:
            return task.owner.called
        team = "anybody" if task.care_team is None else task.care_team.name
        return badge(f"{team}: not taken", "missing") if task.is_open else team

    @admin.display(description="urgency", ordering="priority")
    def urgency(self, task: Task) -> SafeString:
        return badge(str(task.get_priority_display()), TONES[task.priority])

    @admin.display(description="due", ordering="due_at")
    def due(self, task: Task) -> SafeString | str:
        if task.due_at is None:
            return "whenever"
        if not task.is_open:
            return local_time(task.due_at)
        words, now = due_in_words(task.due_at, timezone.now()), timezone.now()
        return badge(words, "critical") if task.due_at < now else words

    @admin.display(description="state")
    def state(self, task: Task) -> SafeString | str:
        if task.completed:
            return badge(str(task.get_outcome_display()), "low")
        return badge("cancelled", "missing") if task.cancelled_at else "open"

    @admin.display(description="follows")
    def follows(self, task: Task) -> SafeString | str:
        for record, words in ((task.crisis_event, "a crisis event"), (task.decision, "a decision")):
            if record is not None:
                return link_to(record_url(type(record), record.id), words)
        return EMPTY

    @admin.display(description="added", ordering="created_at")
    def added(self, task: Task) -> SafeString | str:
        return time_ago(task.created_at)
