"""Follow-ups that a member of staff owns, which somebody else takes over when they leave."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from resona.accounts.models import User
from resona.care.models import Task, TaskStep
from resona.care.task_steps import Doing, write_steps
from resona.care.versions import moved_on


def read_owned_tasks(user: User, now: datetime) -> list[str]:
    """Those that are open, by the codes of the people."""
    return [f"{task.user.code}: a follow-up is theirs to do" for task in _owned_by(user).select_related("user")]


def pass_on_tasks(user: User, successor: User, now: datetime) -> None:
    """Makes the other own them."""
    tasks = list(_owned_by(user).select_for_update(of=("self",), no_key=True))
    for task in tasks:
        task.owner = successor
        task.save(update_fields=moved_on(task, "owner"))
    write_steps(tasks, TaskStep.Kind.PASSED, Doing(caller=user, now=now))


def _owned_by(user: User) -> QuerySet[Task]:
    return Task.objects.open().filter(owner=user).order_by("id")
