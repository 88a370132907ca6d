"""What becomes of follow-ups: taken, passed on, changed, completed, reopened, cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from resona.accounts.callers import ApiKeyCaller, account_of, is_person_in_care
from resona.accounts.models import User
from resona.care.colleagues import require_colleague, require_team
from resona.care.follow_ups import UnknownTaskError, lock_task, require_one_owner
from resona.care.models import Task, TaskStep
from resona.care.models.tasks import MAX_STEP_CHARACTERS
from resona.care.task_steps import Doing, caller_of, write_step_about
from resona.care.times import require_due
from resona.care.versions import moved_on, require_version
from resona.compliance.emergency import explaining
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.given_text import read_text, require_text

Kind = TaskStep.Kind


class TaskTakenError(ResonaError):
    """Somebody else has taken this follow-up already."""

    status = 409

    def __init__(self, owner: User | None) -> None:
        super().__init__(f"{owner.called} has taken it before you." if owner is not None else None)


class TaskEndedError(ResonaError):
    """This follow-up is completed or cancelled: reopen it first."""

    status = 409


class TaskOpenError(ResonaError):
    """Another follow-up is open for the same reason: use that one."""

    status = 409


class NotForSystemsError(ResonaError):
    """A system takes no follow-up itself: it assigns it to one of the staff, or to a care team."""

    status = 403


def take_task(*, task_id: UUID, doing: Doing, version: int | None = None) -> Task:
    """Makes the caller its owner, with one press. Whoever was first stays; again, it changes nothing.

    Raises UnknownTaskError, TaskTakenError, TaskEndedError, NotForSystemsError, ChangedMeanwhileError.
    """
    caller = caller_of(doing)
    if isinstance(caller, ApiKeyCaller):
        raise NotForSystemsError
    with _changing(task_id, doing) as task:
        _require_open(task)
        own_id, _ = account_of(caller)
        if task.owner_id == own_id:
            return task
        if task.owner_id is not None:
            raise TaskTakenError(task.owner)
        require_version(task, version)
        _require_of_staff(task)
        task.owner_id, task.care_team_id = own_id, None
        _save(task, Kind.TAKEN, doing, "owner_id", "care_team_id")
    return task


def pass_task(
    *,
    task_id: UUID,
    doing: Doing,
    owner_id: UUID | None = None,
    care_team_id: UUID | None = None,
    note: str = "",
    version: int | None = None,
) -> Task:
    """Gives it to somebody else of the staff, or to a care team, with a note; to neither: it is anybody's again.

    Raises InvalidInputError, UnknownTaskError, TaskEndedError, ChangedMeanwhileError.
    """
    text = read_text(note, field="note", limit=MAX_STEP_CHARACTERS)
    require_one_owner(owner_id, care_team_id)
    with _changing(task_id, doing, version) as task:
        _require_open(task)
        _require_of_staff(task)
        if owner_id is not None:
            require_colleague(task.user, owner_id, field="owner_id")
        if care_team_id is not None:
            require_team(task.user, care_team_id, field="care_team_id")
        if (task.owner_id, task.care_team_id) == (owner_id, care_team_id) and not text:
            return task
        task.owner_id, task.care_team_id = owner_id, care_team_id
        _save(task, Kind.PASSED, doing, "owner_id", "care_team_id", text=text)
    return task


def change_task(
    *,
    task_id: UUID,
    doing: Doing,
    due_at: datetime | None,
    priority: str,
    note: str = "",
    version: int | None = None,
) -> Task:
    """Sets another time by which it is due, or another priority.

    Raises InvalidInputError, UnknownTaskError, TaskEndedError, ChangedMeanwhileError.
    """
    text = read_text(note, field="note", limit=MAX_STEP_CHARACTERS)
    with _changing(task_id, doing, version) as task:
        _require_open(task)
        if (task.due_at, task.priority) == (due_at, priority):
            return task
        if due_at != task.due_at:
            require_due(due_at, now=doing.now)
        task.due_at, task.priority = due_at, priority
        _save(task, Kind.CHANGED, doing, "due_at", "priority", text=text)
    return task


def complete_task(*, task_id: UUID, doing: Doing, outcome: str, note: str = "", version: int | None = None) -> Task:
    """Ends it with an outcome; the same again changes nothing. People themselves tick off their own small steps.

    Raises InvalidInputError, UnknownTaskError, TaskEndedError, ChangedMeanwhileError.
    """
    text = read_text(note, field="note", limit=MAX_STEP_CHARACTERS)
    if outcome not in Task.Outcome.values:
        raise InvalidInputError([Fault(pointer="/outcome", detail="is not an outcome known here")])
    with _changing(task_id, doing) as task:
        if task.completed and task.outcome == outcome:
            return task
        require_version(task, version)
        _require_open(task)
        _complete(task, doing, outcome, text)
    return task


def reopen_task(*, task_id: UUID, doing: Doing, reason: str, version: int | None = None) -> Task:
    """Opens again what was completed or cancelled, with a reason; one that is open stays as it is.

    Raises InvalidInputError, UnknownTaskError, TaskOpenError, ChangedMeanwhileError.
    """
    text = require_text(reason, field="reason", limit=MAX_STEP_CHARACTERS)
    with _changing(task_id, doing) as task:
        if task.is_open:
            return task
        require_version(task, version)
        if task.rule and _open_twin(task):
            raise TaskOpenError
        task.completed, task.completed_at, task.outcome, task.cancelled_at = False, None, None, None
        task.completed_by_id = task.completed_by_uuid = task.cancelled_by_id = task.cancelled_by_uuid = None
        ended = ("completed", "completed_at", "outcome", "cancelled_at", "completed_by_id", "completed_by_uuid")
        _save(task, Kind.REOPENED, doing, *ended, "cancelled_by_id", "cancelled_by_uuid", text=text)
    return task


def cancel_task(*, task_id: UUID, doing: Doing, reason: str, version: int | None = None) -> Task:
    """Ends it undone, with a reason; one that is cancelled stays as it is.

    Raises InvalidInputError, UnknownTaskError, TaskEndedError, ChangedMeanwhileError.
    """
    text = require_text(reason, field="reason", limit=MAX_STEP_CHARACTERS)
    with _changing(task_id, doing) as task:
        if task.cancelled_at is not None:
            return task
        require_version(task, version)
        _require_open(task)
        _cancel(task, doing, text)
    return task


def complete_planned(user_id: UUID, rules: Sequence[str], source_id: UUID, doing: Doing) -> None:
    """Completes what these rules made of a row and is open, in the caller's transaction: it was done there."""
    for task in _planned(user_id, rules, source_id):
        _complete(task, doing, Task.Outcome.DONE, "")


def cancel_planned(user_id: UUID, rules: Sequence[str], source_id: UUID, doing: Doing, *, reason: str) -> None:
    """Cancels it likewise, as it is not needed any more."""
    for task in _planned(user_id, rules, source_id):
        _cancel(task, doing, reason)


@contextmanager
def _changing(task_id: UUID, doing: Doing, version: int | None = None) -> Iterator[Task]:
    """The follow-up, locked, in a transaction of its own; at the version given, if one is."""
    caller = caller_of(doing)
    with transaction.atomic():
        task = lock_task(task_id, caller)
        if is_person_in_care(caller) and task.audience != Task.Audience.PERSON:
            raise UnknownTaskError
        require_version(task, version)
        with explaining(caller, task.user_id):
            yield task


def _planned(user_id: UUID, rules: Sequence[str], source_id: UUID) -> QuerySet[Task]:
    open_ones = Task.objects.open().filter(user_id=user_id, rule__in=rules, source_uuid=source_id)
    return open_ones.order_by("id").select_for_update(of=("self",), no_key=True)


def _complete(task: Task, doing: Doing, outcome: str, text: str) -> None:
    task.completed, task.completed_at, task.outcome = True, doing.now, outcome
    task.completed_by_id, task.completed_by_uuid = account_of(caller_of(doing))
    changed = ("completed", "completed_at", "completed_by_id", "completed_by_uuid", "outcome")
    _save(task, Kind.COMPLETED, doing, *changed, text=text, outcome=outcome)


def _cancel(task: Task, doing: Doing, text: str) -> None:
    task.cancelled_at = doing.now
    task.cancelled_by_id, task.cancelled_by_uuid = account_of(caller_of(doing))
    _save(task, Kind.CANCELLED, doing, "cancelled_at", "cancelled_by_id", "cancelled_by_uuid", text=text)


def _save(
    task: Task, kind: TaskStep.Kind, doing: Doing, *changed: str, text: str = "", outcome: str | None = None
) -> None:
    """With the step that tells of it."""
    task.save(update_fields=moved_on(task, *changed))
    write_step_about(task, kind, doing, text=text, outcome=outcome)


def _require_open(task: Task) -> None:
    if not task.is_open:
        raise TaskEndedError


def _require_of_staff(task: Task) -> None:
    if task.audience == Task.Audience.PERSON:
        raise InvalidInputError([Fault(pointer="", detail="is a small step of the person's own: staff take none")])


def _open_twin(task: Task) -> bool:
    same = Task.objects.open().filter(user_id=task.user_id, rule=task.rule, source_uuid=task.source_uuid)
    return same.exclude(id=task.id).exists()
