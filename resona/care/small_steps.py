"""The small steps that people agreed on with staff, as their app shows them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import F

from resona.care.follow_ups import read_description, read_title
from resona.care.models import Task
from resona.encryption.sealing import SealedValueError

MOST_SHOWN = 20


def small_steps_of(user_id: UUID) -> list[dict[str, Any]]:
    """Those that this person has not ticked off, what is due first at the top; one statement.

    One that cannot be opened is left out: nothing could be shown of it.
    """
    tasks = Task.objects.open().filter(user_id=user_id, audience=Task.Audience.PERSON)
    found = tasks.order_by(F("due_at").asc(nulls_last=True), "id")[:MOST_SHOWN]
    return [step for task in found if (step := _shown(task)) is not None]


def _shown(task: Task) -> dict[str, Any] | None:
    try:
        title, text = read_title(task), read_description(task)
    except SealedValueError:
        return None
    return {"id": task.id, "title": title, "text": text or None, "due_at": task.due_at}
