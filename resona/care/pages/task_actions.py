"""What staff do about a follow-up: taken with one press, all else on a page that asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.utils import timezone

from resona.care.follow_ups import read_title
from resona.care.models import Task
from resona.care.pages.asking import Question, ask, showing_newest
from resona.care.pages.forms import AboutPersonForm, CompleteForm, PassForm, ReasonForm, WhenForm
from resona.care.task_changes import cancel_task, change_task, complete_task, pass_task, reopen_task, take_task
from resona.care.task_steps import Doing
from resona.encryption.sealing import SealedValueError
from resona.errors import ResonaError
from resona.site.records import in_clinic_time
from resona.site.returning import go_back

CHANGE: Final = "care.change_task"


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskAction:
    """A page that asks before something is done about a follow-up."""

    title: str
    form: type[Any]
    submit: str
    said: str
    act: Callable[..., Task]


ACTIONS: Final[Mapping[str, TaskAction]] = MappingProxyType(
    {
        "complete": TaskAction(
            title="Complete", form=CompleteForm, submit="Complete it", said="Completed.", act=complete_task
        ),
        "pass": TaskAction(title="Pass on", form=PassForm, submit="Pass it on", said="Passed on.", act=pass_task),
        "when": TaskAction(title="Change", form=WhenForm, submit="Change it", said="Changed.", act=change_task),
        "reopen": TaskAction(title="Reopen", form=ReasonForm, submit="Reopen it", said="Open again.", act=reopen_task),
        "cancel": TaskAction(title="Cancel", form=ReasonForm, submit="Cancel it", said="Cancelled.", act=cancel_task),
    }
)


class TaskActions:
    """The part of an admin that acts on follow-ups."""

    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, Any] = {"take": self.take_view}
        views |= {name: partial(self.asking_view, name=name) for name in ACTIONS}
        own = [
            path(f"<uuid:task_id>/{name}/", self.admin_site.admin_view(view), name=f"care_task_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def take_view(self, request: HttpRequest, task_id: UUID) -> HttpResponseBase:
        """Takes it at once."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        task = self._task_to_change(request, task_id)
        try:
            take_task(task_id=task.id, doing=Doing(caller=request.user, now=timezone.now()))
        except ResonaError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "It is yours.")
        return go_back(request)

    @in_clinic_time
    def asking_view(self, request: HttpRequest, task_id: UUID, name: str) -> HttpResponseBase:
        """Asks, then acts, on the version that was shown."""
        action, task = ACTIONS[name], self._task_to_change(request, task_id)
        form: AboutPersonForm = action.form(
            request.POST or None, person=task.user, reader=request.user, initial=_as_it_is(task)
        )

        def act(filled: Any) -> None:
            doing = Doing(caller=request.user, now=timezone.now())
            with showing_newest(filled, task):
                action.act(task_id=task.id, doing=doing, **filled.given())

        question = Question(
            title=f"{action.title}: {_title(task)} ({task.user.code})",
            submit=action.submit,
            said=action.said,
            act=act,
            person=task.user,
        )
        return ask(self, request, form, question, fields={"owner_id": "who", "care_team_id": "who"})

    def _task_to_change(self, request: HttpRequest, task_id: UUID) -> Task:
        task: Task = self.get_object(request, str(task_id))  # type: ignore[attr-defined]
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        return task


def _as_it_is(task: Task) -> dict[str, Any]:
    named = {"due_at": task.due_at, "priority": task.priority, "outcome": Task.Outcome.DONE}
    return {**named, "version": task.version}


def _title(task: Task) -> str:
    try:
        return read_title(task)
    except SealedValueError:
        return "a follow-up"
