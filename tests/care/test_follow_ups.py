"""Follow-ups: added by staff, once by id; refused by name where they cannot be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.performers import opened_performer, read_performer
from resona.accounts.teams import UnknownPersonError
from resona.care.follow_ups import (
    NewTask,
    PlannedTask,
    TaskIdTakenError,
    add_task,
    plan_tasks,
    read_description,
    read_title,
)
from resona.care.models import Task, TaskStep
from resona.care.task_changes import complete_task
from resona.errors import InvalidInputError
from resona.postgres.models import new_id
from tests.care.made import NOW, doing, kinds_of, make_task
from tests.conftest import Cast


def test_a_follow_up_is_kept_sealed_with_who_added_it(cast: Cast) -> None:
    task = make_task(cast.person, cast.clinician, "Call her sister", description="Number in the card", due_at=NOW)
    assert (read_title(task), read_description(task)) == ("Call her sister", "Number in the card")
    assert "sister" not in task.title
    assert (task.version, task.is_open, task.due_at) == (1, True, NOW)
    step = TaskStep.objects.get(task=task)
    assert (step.kind, step.actor_id, step.at) == ("created", cast.clinician.id, NOW)


def test_the_same_id_adds_no_second_one(cast: Cast) -> None:
    own_id = new_id()
    task = make_task(cast.person, cast.clinician, id=own_id)
    again = add_task(
        user_id=cast.person.id, new=NewTask(title="Call her sister", id=own_id), caller=cast.clinician, now=NOW
    )
    assert (again.id, again.is_new) == (task.id, False)
    for person, title in ((cast.person, "Something else"), (cast.unassigned_person, "Call her sister")):
        with pytest.raises(TaskIdTakenError):
            make_task(person, cast.clinician, title, id=own_id)
    assert Task.objects.count() == 1


def test_an_id_of_somebody_unseen_is_no_more_than_taken(cast: Cast) -> None:
    theirs = make_task(cast.strange_person, cast.stranger)
    with pytest.raises(TaskIdTakenError):
        make_task(cast.person, cast.clinician, "Call her sister", id=theirs.id)


def test_nobody_adds_one_about_whom_they_do_not_see(cast: Cast) -> None:
    for caller in (cast.outsider, cast.stranger):
        with pytest.raises(UnknownPersonError):
            make_task(cast.person, caller)
    assert not Task.objects.exists()


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "nothing to do": ({"title": " "}, "/title"),
    "nothing to be seen": ({"title": "\u200b" * 9}, "/title"),
    "a title too long": ({"title": "x" * 201}, "/title"),
    "a description too long": ({"description": "x" * 1001}, "/description"),
    "due in 1900": ({"due_at": datetime(1900, 1, 1, tzinfo=UTC)}, "/due_at"),
    "due long ago": ({"due_at": NOW - timedelta(days=31)}, "/due_at"),
    "due in the far future": ({"due_at": NOW + timedelta(days=3000)}, "/due_at"),
    "an owner who is not there": ({"owner_id": uuid4()}, "/owner_id"),
    "a team that is not there": ({"care_team_id": uuid4()}, "/care_team_id"),
    "an event that is not there": ({"crisis_event_id": uuid4()}, "/crisis_event_id"),
    "a decision that is not there": ({"decision_id": uuid4()}, "/decision_id"),
}


@pytest.mark.parametrize("bad", BAD)
def test_what_cannot_be_is_refused_by_name(cast: Cast, bad: str) -> None:
    fields, pointer = BAD[bad]
    with pytest.raises(InvalidInputError) as caught:
        make_task(cast.person, cast.clinician, **{"title": "Call", **fields})
    assert [fault.pointer for fault in caught.value.faults] == [pointer]
    assert not Task.objects.exists()


def test_an_owner_is_of_the_clinic_and_sees_the_person(cast: Cast) -> None:
    for owner, what in ((cast.stranger, "nobody of the staff"), (cast.person, "nobody of"), (cast.outsider, "may not")):
        with pytest.raises(InvalidInputError) as caught:
            make_task(cast.person, cast.clinician, owner_id=owner.id)
        assert what in caught.value.faults[0].detail
    assert make_task(cast.person, cast.clinician, owner_id=cast.administrator.id).owner == cast.administrator


def test_a_team_is_one_that_cares_for_the_person(cast: Cast) -> None:
    elsewhere = cast.other_person.care_teams.get()
    with pytest.raises(InvalidInputError):
        make_task(cast.person, cast.clinician, care_team_id=elsewhere.id)
    assert make_task(cast.person, cast.clinician, care_team_id=cast.team.id).care_team == cast.team
    assert make_task(cast.unassigned_person, cast.clinician, care_team_id=elsewhere.id).care_team == elsewhere


def test_an_owner_and_a_team_are_one_too_many(cast: Cast) -> None:
    with pytest.raises(InvalidInputError) as caught:
        make_task(cast.person, cast.clinician, owner_id=cast.clinician.id, care_team_id=cast.team.id)
    assert caught.value.faults[0].pointer == "/care_team_id"


def test_a_rule_makes_no_second_one_while_the_first_is_open(cast: Cast) -> None:
    planned = PlannedTask(rule="weekly", source_id=new_id(), title="Look in", due_at=NOW)
    (first,) = plan_tasks(cast.person.id, [planned], now=NOW)
    assert plan_tasks(cast.person.id, [planned], now=NOW) == []
    complete_task(task_id=first.id, doing=doing(cast.clinician), outcome="done")
    assert len(plan_tasks(cast.person.id, [planned], now=NOW)) == 1
    assert kinds_of(first) == ["created", "completed"]


def test_a_system_says_for_whom_it_writes_and_staff_write_for_nobody_else(cast: Cast) -> None:
    system = ApiKeyCaller(id=uuid4(), clinic_id=cast.clinic.id, scopes=frozenset())
    given = {"system": "https://ehr.example/staff", "value": "4711", "display": "Dr Amani"}
    added = add_task(
        user_id=cast.person.id,
        new=NewTask(title="Call"),
        caller=system,
        now=NOW,
        performer=read_performer(given, system),
    )
    step = TaskStep.objects.get(task_id=added.id)
    assert step.performer is not None
    assert opened_performer(TaskStep.performer.open(step.id, step.performer)) == given
    assert (step.actor_id, step.actor_id_uuid) == (None, system.id)
    with pytest.raises(InvalidInputError):
        read_performer(given, cast.clinician)


def test_people_see_their_own_small_steps_and_none_of_the_staffs(cast: Cast) -> None:
    make_task(cast.person, cast.clinician)
    own = make_task(cast.person, cast.clinician, "Walk to the lake", audience="person")
    make_task(cast.unassigned_person, cast.clinician, "Walk", audience="person")
    assert list(Task.objects.visible_to(cast.person)) == [own]
