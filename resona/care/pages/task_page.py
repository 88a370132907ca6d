"""What stands above the fields on the page of a follow-up: what can be done about it, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from django.http import HttpRequest

from resona.accounts.performers import opened_performer
from resona.care.models import Task, TaskStep
from resona.care.pages.sections import Press, task_presses
from resona.care.pages.task_actions import CHANGE
from resona.care.pages.wording import opened, signed_by
from resona.site.pages import FilledSection, begin_page
from resona.site.times import exact_time


@dataclass(frozen=True, kw_only=True, slots=True)
class StepOfTask:
    """One thing that was done about it."""

    what: str
    text: str
    when: str
    who: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskWork:
    """The buttons, and the steps with the latest at the top."""

    presses: tuple[Press, ...]
    steps: tuple[StepOfTask, ...]


def sections_of_task(request: HttpRequest, task: Task) -> list[FilledSection]:
    """All there is above the fields."""
    page = begin_page(request, task, task.user_id)
    steps = TaskStep.objects.filter(task=task).select_related("actor", "to_staff", "to_team").order_by("-at", "-id")
    presses = task_presses(task, request.get_full_path()) if page.may(CHANGE) else ()
    work = TaskWork(presses=presses, steps=tuple(_line(step, page.zone) for step in steps))
    return [FilledSection(section=work, template="care/task.html")]


def _line(step: Any, zone: tzinfo) -> StepOfTask:
    performer = opened_performer(opened(TaskStep, "performer", step))
    return StepOfTask(
        what=_what(step),
        text=opened(TaskStep, "text", step),
        when=exact_time(step.at, zone),
        who=signed_by(step.actor, step.actor_id_uuid, performer),
    )


def _what(step: TaskStep) -> str:
    kind = str(step.get_kind_display()).capitalize()
    if step.kind == TaskStep.Kind.COMPLETED:
        return f"{kind}: {step.get_outcome_display()}"
    if step.kind in {TaskStep.Kind.CREATED, TaskStep.Kind.PASSED}:
        whose = step.to_staff.called if step.to_staff else f"team {step.to_team.name}" if step.to_team else ""
        link = "to" if step.kind == TaskStep.Kind.PASSED else "for"
        return f"{kind} {link} {whose}" if whose else kind
    return kind
