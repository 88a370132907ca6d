"""Follow-ups, decisions and notes of the cast, made by the services."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from resona.accounts.models import CareTeam, User
from resona.care.decisions import NewDecision, record_decision
from resona.care.follow_ups import NewTask, add_task
from resona.care.handover.handing import begin_handover, write_items
from resona.care.models import CareNote, CareOffer, Decision, Handover, Task
from resona.care.notes import NewNote, write_note
from resona.care.task_steps import Doing

NOW = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


def doing(caller: Any, now: datetime = NOW) -> Doing:
    return Doing(caller=caller, now=now)


def make_task(person: User, by: User, title: str = "Call her sister", now: datetime = NOW, **fields: Any) -> Task:
    added = add_task(user_id=person.id, new=NewTask(title=title, **fields), caller=by, now=now)
    return Task.objects.get(id=added.id)


def make_decision(person: User, by: User, now: datetime = NOW, **fields: Any) -> Decision:
    given = {"decision_type": "safety", "title": "Call every day", "rationale": "She asked for it", **fields}
    recorded = record_decision(user_id=person.id, new=NewDecision(**given), caller=by, now=now)
    return Decision.objects.get(id=recorded.id)


def make_note(person: User, by: User, content: str = "She slept.", now: datetime = NOW, **fields: Any) -> CareNote:
    written = write_note(user_id=person.id, new=NewNote(content=content, **fields), caller=by, now=now)
    return CareNote.objects.get(id=written.id)


def kinds_of(task: Task) -> list[str]:
    """What was done about it, in order."""
    return list(task.steps.order_by("at", "id").values_list("kind", flat=True))


def make_everything_of_care(person: User, by: User) -> dict[str, str]:
    """One of each; their ids, by what their addresses begin with."""
    made = {
        "tasks": make_task(person, by, audience="person"),
        "decisions": make_decision(person, by),
        "notes": make_note(person, by),
        "handovers": make_handover(person, by),
        "care-offers": CareOffer.objects.create(user=person, kind=CareOffer.Kind.LEAD, to_staff=by),
    }
    return {name: str(row.id) for name, row in made.items()}


def make_handover(person: User, by: User) -> Handover:
    """Of a team of the person's, with what is to be said of them."""
    team = CareTeam.objects.filter(caseload__person=person)[0]
    handover = begin_handover(team_id=team.id, caller=by, now=NOW, zone=UTC).handover
    write_items(handover_id=handover.id, texts={person.id: "Call at nine."}, caller=by, now=NOW)
    return handover
