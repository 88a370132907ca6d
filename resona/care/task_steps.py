"""Steps of follow-ups: written once with what they say, read for whoever may see the follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from resona.accounts.callers import account_of
from resona.accounts.performers import Performer, seal_performer
from resona.care.models import Task, TaskStep
from resona.postgres.models import new_id

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


@dataclass(frozen=True, kw_only=True, slots=True)
class Doing:
    """Who does something about a follow-up, when, and on whose behalf; without a caller it is done of itself."""

    caller: Caller | None
    now: datetime
    performer: Performer | None = None


def caller_of(doing: Doing) -> Caller:
    """Who does it, where only somebody can."""
    assert doing.caller is not None  # rules add follow-ups, and do nothing else about them
    return doing.caller


def write_steps(
    tasks: Sequence[Task], kind: TaskStep.Kind, doing: Doing, *, text: str = "", outcome: str | None = None
) -> None:
    """Stores what was done about these follow-ups, in the transaction that does it."""
    TaskStep.objects.bulk_create(_step(task, kind, doing, text, outcome) for task in tasks)


def write_step_about(
    task: Task, kind: TaskStep.Kind, doing: Doing, *, text: str = "", outcome: str | None = None
) -> None:
    """The same about one."""
    write_steps([task], kind, doing, text=text, outcome=outcome)


def _step(task: Task, kind: TaskStep.Kind, doing: Doing, text: str, outcome: str | None) -> TaskStep:
    step_id = new_id()
    account_id, account_uuid = (None, None) if doing.caller is None else account_of(doing.caller)
    performer = doing.performer
    return TaskStep(
        id=step_id,
        user_id=task.user_id,
        task_id=task.id,
        kind=kind,
        outcome=outcome,
        text=TaskStep.text.seal(step_id, text) if text else None,
        to_staff_id=task.owner_id,
        to_staff_id_uuid=task.owner_id,
        to_team_id=task.care_team_id,
        actor_id=account_id,
        actor_id_uuid=account_uuid,
        performer=seal_performer(TaskStep.performer, step_id, performer),
        at=doing.now,
    )
