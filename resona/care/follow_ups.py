"""Follow-ups: added by staff and systems, or by a rule when something happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from resona.accounts.models import User
from resona.accounts.performers import Performer
from resona.care.colleagues import lock_seen, require_colleague, require_team
from resona.care.models import Decision, Task, TaskStep
from resona.care.models.tasks import MAX_DESCRIPTION_CHARACTERS, MAX_TITLE_CHARACTERS
from resona.care.task_steps import Doing, write_step_about, write_steps
from resona.care.times import require_due
from resona.compliance.emergency import explaining
from resona.encryption.sealing import SealedValueError
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.given_text import read_text, require_text
from resona.postgres.models import new_id
from risk.models import CrisisEvent

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


class UnknownTaskError(ResonaError):
    """There is no such follow-up, or none that you may see."""

    status = 404


class TaskIdTakenError(ResonaError):
    """Something else is stored under this id already."""

    status = 409
    problem = "id-taken"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewTask:
    """A follow-up to be added. Its owner is one of staff, or a care team; or nobody yet."""

    title: str
    description: str = ""
    id: UUID | None = None  # the sender's own: sent again, it adds no second one
    priority: str = Task.Priority.ROUTINE
    due_at: datetime | None = None
    audience: str = Task.Audience.TEAM
    owner_id: UUID | None = None
    care_team_id: UUID | None = None
    crisis_event_id: UUID | None = None
    decision_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedTask:
    """A follow-up that a rule makes of a row. While one of the same row is open, it makes no second."""

    rule: str
    source_id: UUID
    title: str
    due_at: datetime
    priority: str = Task.Priority.ROUTINE
    owner_id: UUID | None = None
    care_team_id: UUID | None = None
    crisis_event_id: UUID | None = None
    decision_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AddedTask:
    """A follow-up, and whether it was added just now."""

    id: UUID
    is_new: bool


@transaction.atomic
def add_task(
    *, user_id: UUID, new: NewTask, caller: Caller, now: datetime, performer: Performer | None = None
) -> AddedTask:
    """Adds a follow-up. With an id that is there already it is that one, if it says the same.

    Raises InvalidInputError, UnknownPersonError, TaskIdTakenError.
    """
    title = require_text(new.title, field="title", limit=MAX_TITLE_CHARACTERS)
    description = read_text(new.description, field="description", limit=MAX_DESCRIPTION_CHARACTERS)
    person = lock_seen(user_id, caller)
    earlier = Task.objects.filter(id=new.id).first() if new.id else None
    if earlier is not None:
        _require_same(earlier, user_id, title, description)
        return AddedTask(id=earlier.id, is_new=False)
    require_due(new.due_at, now=now)
    _require_known(person, new, caller)
    task_id = new.id or new_id()
    with explaining(caller, user_id):
        task = Task.objects.create(
            id=task_id,
            user_id=user_id,
            title=Task.title.seal(task_id, title),
            description=Task.description.seal(task_id, description) if description else None,
            priority=new.priority,
            due_at=new.due_at,
            audience=new.audience,
            owner_id=new.owner_id,
            owner_id_uuid=new.owner_id,
            care_team_id=new.care_team_id,
            crisis_event_id=new.crisis_event_id,
            decision_id=new.decision_id,
            created_at=now,
        )
        write_step_about(task, TaskStep.Kind.CREATED, Doing(caller=caller, now=now, performer=performer))
    return AddedTask(id=task_id, is_new=True)


def plan_tasks(
    user_id: UUID, planned: Sequence[PlannedTask], *, now: datetime, caller: Caller | None = None
) -> list[Task]:
    """Adds what rules make for this person, in the caller's transaction, but for what is open of the same row.

    `caller`: who chose it; None: it is made of itself. Two at once wait for one another on the index that keeps them
    apart.
    """
    rows = [_planned_row(user_id, each, now) for each in planned]
    Task.objects.bulk_create(rows, ignore_conflicts=True)
    added = set(Task.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    tasks = [row for row in rows if row.id in added]
    write_steps(tasks, TaskStep.Kind.CREATED, Doing(caller=caller, now=now))
    return tasks


def lock_task(task_id: UUID, caller: Caller) -> Task:
    """The follow-up, locked until the transaction ends. Raises UnknownTaskError."""
    tasks = Task.objects.visible_to(caller).select_for_update(of=("self",), no_key=True)
    task = tasks.filter(id=task_id).first()
    if task is None:
        raise UnknownTaskError
    return task


def read_title(task: Task) -> str:
    """What is to be done, in clear. Raises SealedValueError."""
    return Task.title.open(task.id, task.title)


def read_description(task: Task) -> str:
    """More about it, in clear; empty if there is none. Raises SealedValueError."""
    return Task.description.open(task.id, task.description) if task.description else ""


def _require_same(earlier: Task, user_id: UUID, title: str, description: str) -> None:
    """Raises TaskIdTakenError where it is somebody else's, or says something else."""
    if earlier.user_id != user_id:
        raise TaskIdTakenError
    try:
        is_same = (read_title(earlier), read_description(earlier)) == (title, description)
    except SealedValueError:
        is_same = False
    if not is_same:
        raise TaskIdTakenError


def _require_known(person: User, new: NewTask, caller: Caller) -> None:
    """Raises InvalidInputError where what it refers to is not there, or is somebody else's."""
    require_one_owner(new.owner_id, new.care_team_id)
    if new.owner_id is not None:
        require_colleague(person, new.owner_id, field="owner_id")
    if new.care_team_id is not None:
        require_team(person, new.care_team_id, field="care_team_id")
    if new.audience == Task.Audience.PERSON and (new.owner_id or new.care_team_id):
        detail = "is for follow-ups of staff: a small step of the person's own has no other owner"
        raise InvalidInputError([Fault(pointer="/audience", detail=detail)])
    for field, model, key in (
        ("crisis_event_id", CrisisEvent, new.crisis_event_id),
        ("decision_id", Decision, new.decision_id),
    ):
        rows = model._default_manager.filter(id=key, user_id=person.id)
        if key is not None and not rows.exists():
            raise InvalidInputError([Fault(pointer=f"/{field}", detail="leads to nothing of this person")])


def require_one_owner(owner_id: UUID | None, care_team_id: UUID | None) -> None:
    """Raises InvalidInputError where both are given."""
    if owner_id is not None and care_team_id is not None:
        detail = "cannot be given with an owner: one of them does it"
        raise InvalidInputError([Fault(pointer="/care_team_id", detail=detail)])


def _planned_row(user_id: UUID, planned: PlannedTask, now: datetime) -> Task:
    task_id = new_id()
    return Task(
        id=task_id,
        user_id=user_id,
        title=Task.title.seal(task_id, planned.title),
        priority=planned.priority,
        due_at=planned.due_at,
        owner_id=planned.owner_id,
        owner_id_uuid=planned.owner_id,
        care_team_id=planned.care_team_id,
        crisis_event_id=planned.crisis_event_id,
        decision_id=planned.decision_id,
        rule=planned.rule,
        source_uuid=planned.source_id,
        created_at=now,
    )
