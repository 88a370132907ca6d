"""Follow-ups over the API: of staff, of systems on their behalf, and the small steps of people themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from resona.accounts.callers import is_person_in_care
from resona.accounts.models import ApiKey, User
from resona.api.filters import Filter, before, by_choice, by_id, by_ids, by_truth, read_parameters, since
from resona.api.lists import ListView, Path
from resona.api.rows import Row, columns_of, find_row
from resona.api.views import ApiView
from resona.care.api.answers import doing_of, made, open_rows, performer_of, read_sent, require_row
from resona.care.api.bodies import (
    AssignBody,
    CompleteBody,
    PerformedBody,
    ReasonOfTaskBody,
    TakeBody,
    TaskBody,
    TaskChangeBody,
)
from resona.care.api.rows import TaskDocument, TaskRow, TaskStepRow
from resona.care.follow_ups import NewTask, UnknownTaskError, add_task
from resona.care.models import Task, TaskStep
from resona.care.task_changes import cancel_task, change_task, complete_task, pass_task, reopen_task, take_task
from resona.showing import show_and_no_more

READ: Final = ApiKey.Scope.CARE_READ
WRITE: Final = ApiKey.Scope.CARE_WRITE
SEALED: Final = (Task.title, Task.description)
DETAIL: Final = "task"


class _Tasks(ListView):
    read_scope = READ
    model = Task
    serializer_class = TaskRow
    filters: tuple[Filter, ...] = (
        by_id("owner", "owner_id"),
        by_id("care_team", "care_team_id"),
        by_truth("open"),
        before("due_before", "due_at"),
        since("due_after", "due_at"),
        by_choice("audience", Task.Audience.values),
        by_choice("priority", Task.Priority.values),
        since("updated_after", "updated_at"),
        by_ids(),
    )

    @classmethod
    def find(cls, caller: Any, path: Path) -> QuerySet[Any, Any]:
        is_open = ExpressionWrapper(Q(completed=False) & Q(cancelled_at__isnull=True), output_field=BooleanField())
        return Task.objects.visible_to(caller).alias(open=is_open)

    def show(self, rows: list[Row]) -> Iterable[Row]:
        return _shown_to(self.request.user, rows)


class TaskList(_Tasks):
    """Follow-ups, the newest first; people see their own small steps alone. And one that is added."""

    write_scope = WRITE
    filters = (by_id("user", "user_id"), *_Tasks.filters)
    more_problems = (404, 409)

    @extend_schema(
        request={"application/json": TaskBody},
        responses={201: OpenApiResponse(TaskDocument, "Added"), 200: OpenApiResponse(TaskDocument, "Added before")},
    )
    def post(self, request: Request) -> Response:
        body = read_sent(TaskBody, request)
        doing, new = doing_of(body, request), NewTask(**body.given("user_id"))
        added = add_task(
            user_id=body.user_id,
            new=new,
            caller=request.user,
            now=doing.now,
            performer=performer_of(body, request.user),
        )
        return made(request, _answer(request, added.id), DETAIL, added.id, is_new=added.is_new)


class TasksOfPerson(_Tasks):
    """Follow-ups of one person, the newest first."""

    @classmethod
    def find(cls, caller: Any, path: Path) -> QuerySet[Any, Any]:
        if not User.objects.visible_to(caller).people().filter(id=path["id"]).exists():
            raise Http404
        return super().find(caller, path).filter(user_id=path["id"])


class TaskDetail(ApiView):
    """One follow-up with what was done about it; and another time or priority for it."""

    guards = Task
    read_scope = READ
    write_scope = WRITE
    more_problems = (409,)

    @extend_schema(responses=TaskDocument)
    def get(self, request: Request, **path: UUID) -> Response:
        read_parameters(request.GET, self.parameters())
        return _answer(request, path["id"])

    @extend_schema(request={"application/json": TaskChangeBody}, responses=TaskDocument)
    def patch(self, request: Request, **path: UUID) -> Response:
        body = read_sent(TaskChangeBody, request)
        task = Task.objects.visible_to(request.user).filter(id=path["id"]).first()
        if task is None:
            raise UnknownTaskError
        change_task(
            task_id=path["id"],
            doing=doing_of(body, request),
            due_at=body.due_at if "due_at" in body.model_fields_set else task.due_at,
            priority=body.priority or task.priority,
            note=body.note or "",
        )
        return _answer(request, path["id"])


class _TaskAction(ApiView):
    """Something that is done about one follow-up."""

    guards = Task
    guarded_view = TaskDetail
    write_scope = WRITE
    more_problems = (409,)

    def act(
        self, request: Request, task_id: UUID, body_class: type[PerformedBody], do: Callable[..., Task]
    ) -> Response:
        body = read_sent(body_class, request)
        do(task_id=task_id, doing=doing_of(body, request), **body.given())
        return _answer(request, task_id)


class TakeTask(_TaskAction):
    """The caller, one of staff, does it from now on. Whoever is second is told who was first."""

    @extend_schema(request={"application/json": TakeBody}, responses=TaskDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        return self.act(request, path["id"], TakeBody, take_task)


class AssignTask(_TaskAction):
    """Passes it on, with a note, to one of the staff or to a care team."""

    @extend_schema(request={"application/json": AssignBody}, responses=TaskDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        return self.act(request, path["id"], AssignBody, pass_task)


class CompleteTask(_TaskAction):
    """Ends it with an outcome; the same again changes nothing. People tick off their own small steps with it."""

    open_to_the_person = True

    @extend_schema(request={"application/json": CompleteBody}, responses=TaskDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        return self.act(request, path["id"], CompleteBody, complete_task)


class ReopenTask(_TaskAction):
    """Opens again what was completed or cancelled, with a reason; one that is open stays as it is."""

    @extend_schema(request={"application/json": ReasonOfTaskBody}, responses=TaskDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        return self.act(request, path["id"], ReasonOfTaskBody, reopen_task)


class CancelTask(_TaskAction):
    """Ends it undone, with a reason; one that is cancelled stays as it is."""

    @extend_schema(request={"application/json": ReasonOfTaskBody}, responses=TaskDocument)
    def post(self, request: Request, **path: UUID) -> Response:
        return self.act(request, path["id"], ReasonOfTaskBody, cancel_task)


def _answer(request: Request, task_id: UUID) -> Response:
    """The follow-up as it is now."""
    row = require_row(find_row(Task.objects.visible_to(request.user).filter(id=task_id), TaskRow))
    (shown,) = _shown_to(request.user, [row])
    steps = [] if is_person_in_care(request.user) else _steps(task_id)
    show_and_no_more(request, [row["user_id"]], records=1)
    return Response({**shown, "steps": steps})


def _shown_to(caller: Any, rows: list[Row]) -> list[Row]:
    opened = open_rows(SEALED, rows)
    if is_person_in_care(caller):
        return [row | {"crisis_event_id": None, "decision_id": None} for row in opened]
    return opened


def _steps(task_id: UUID) -> list[Row]:
    columns = columns_of(TaskStepRow)
    steps = TaskStep.objects.filter(task_id=task_id).order_by("-at", "-id")
    return open_rows((TaskStep.text, TaskStep.performer), columns.named(columns.statement(steps).fetch({})))
