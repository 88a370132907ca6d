"""What becomes of follow-ups: each once, told step by step, and never by two at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from resona.accounts.callers import ApiKeyCaller
from resona.accounts.leaving import open_work_of, pass_on_work
from resona.accounts.models import CareTeamMember
from resona.care.follow_ups import PlannedTask, UnknownTaskError, plan_tasks
from resona.care.models import Task, TaskStep
from resona.care.task_changes import (
    NotForSystemsError,
    TaskEndedError,
    TaskOpenError,
    TaskTakenError,
    cancel_task,
    change_task,
    complete_task,
    pass_task,
    reopen_task,
    take_task,
)
from resona.care.versions import ChangedMeanwhileError
from resona.errors import InvalidInputError
from resona.postgres.models import new_id
from tests.care.made import NOW, doing, kinds_of, make_task
from tests.conftest import Cast


def text_of(step: TaskStep) -> str:
    return TaskStep.text.open(step.id, step.text) if step.text else ""


def test_one_press_takes_it_and_whoever_is_second_is_told_who_was_first(cast: Cast) -> None:
    task = make_task(cast.person, cast.administrator, care_team_id=cast.team.id)
    taken = take_task(task_id=task.id, doing=doing(cast.clinician))
    assert (taken.owner_id, taken.care_team_id, taken.version) == (cast.clinician.id, None, 2)
    assert take_task(task_id=task.id, doing=doing(cast.clinician)).version == 2
    with pytest.raises(TaskTakenError, match=cast.clinician.name or cast.clinician.email or ""):
        take_task(task_id=task.id, doing=doing(cast.administrator))
    assert kinds_of(task) == ["created", "taken"]


def test_it_is_passed_on_with_a_note_to_a_colleague_or_a_team(cast: Cast) -> None:
    task = make_task(cast.person, cast.clinician, owner_id=cast.clinician.id)
    pass_task(task_id=task.id, doing=doing(cast.clinician), owner_id=cast.administrator.id, note="You know her.")
    pass_task(task_id=task.id, doing=doing(cast.administrator), care_team_id=cast.team.id)
    to_team, to_her = task.steps.filter(kind="passed").order_by("-at", "-id")
    assert (text_of(to_her), to_her.to_staff_id) == ("You know her.", cast.administrator.id)
    assert (text_of(to_team), to_team.to_team_id) == ("", cast.team.id)
    with pytest.raises(InvalidInputError):
        pass_task(task_id=task.id, doing=doing(cast.clinician), owner_id=cast.outsider.id)


def test_it_is_completed_with_an_outcome_once(cast: Cast) -> None:
    task = make_task(cast.person, cast.clinician)
    for _ in range(2):
        done = complete_task(task_id=task.id, doing=doing(cast.clinician), outcome="not_reached", note="No answer.")
    assert (done.completed, done.outcome, done.completed_by_id, done.version) == (
        True,
        "not_reached",
        cast.clinician.id,
        2,
    )
    with pytest.raises(TaskEndedError):
        complete_task(task_id=task.id, doing=doing(cast.administrator), outcome="done")
    with pytest.raises(InvalidInputError):
        complete_task(task_id=task.id, doing=doing(cast.clinician), outcome="well")


def test_what_is_cancelled_cannot_be_completed_taken_or_passed_on(cast: Cast) -> None:
    task = make_task(cast.person, cast.clinician)
    with pytest.raises(InvalidInputError):
        cancel_task(task_id=task.id, doing=doing(cast.clinician), reason="\u200b")
    cancel_task(task_id=task.id, doing=doing(cast.clinician), reason="She moved away.")
    acts: tuple[Callable[[], Task], ...] = (
        lambda: complete_task(task_id=task.id, doing=doing(cast.clinician), outcome="done"),
        lambda: take_task(task_id=task.id, doing=doing(cast.clinician)),
        lambda: pass_task(task_id=task.id, doing=doing(cast.clinician), owner_id=cast.clinician.id),
        lambda: change_task(task_id=task.id, doing=doing(cast.clinician), due_at=NOW, priority="stat"),
    )
    for act in acts:
        with pytest.raises(TaskEndedError):
            act()
    assert cancel_task(task_id=task.id, doing=doing(cast.clinician), reason="Again").version == 2
    assert kinds_of(task) == ["created", "cancelled"]


def test_it_is_reopened_with_a_reason(cast: Cast) -> None:
    task = make_task(cast.person, cast.clinician)
    complete_task(task_id=task.id, doing=doing(cast.clinician), outcome="done")
    opened = reopen_task(task_id=task.id, doing=doing(cast.administrator), reason="She called back.")
    assert (opened.is_open, opened.outcome, opened.completed_by_uuid) == (True, None, None)
    assert reopen_task(task_id=task.id, doing=doing(cast.administrator), reason="Again.").version == 3
    assert kinds_of(task) == ["created", "completed", "reopened"]


def test_what_a_rule_made_anew_is_not_reopened_beside_it(cast: Cast) -> None:
    planned = PlannedTask(rule="weekly", source_id=new_id(), title="Look in", due_at=NOW)
    (first,) = plan_tasks(cast.person.id, [planned], now=NOW)
    complete_task(task_id=first.id, doing=doing(cast.clinician), outcome="done")
    plan_tasks(cast.person.id, [planned], now=NOW)
    with pytest.raises(TaskOpenError):
        reopen_task(task_id=first.id, doing=doing(cast.clinician), reason="Again.")


def test_it_is_put_off_and_an_impossible_time_is_refused(cast: Cast) -> None:
    task = make_task(cast.person, cast.clinician, due_at=NOW)
    later = NOW + timedelta(days=2)
    change_task(task_id=task.id, doing=doing(cast.clinician), due_at=later, priority="urgent", note="She is away.")
    task.refresh_from_db()
    assert (task.due_at, task.priority, task.version) == (later, "urgent", 2)
    with pytest.raises(InvalidInputError):
        change_task(
            task_id=task.id, doing=doing(cast.clinician), due_at=datetime(1900, 1, 1, tzinfo=UTC), priority="urgent"
        )


def test_whoever_has_an_earlier_version_before_them_changes_nothing(cast: Cast) -> None:
    task = make_task(cast.person, cast.clinician)
    change_task(task_id=task.id, doing=doing(cast.clinician), due_at=NOW, priority="stat", version=1)
    earlier: dict[str, Any] = {"task_id": task.id, "doing": doing(cast.administrator), "version": 1}
    acts: tuple[Callable[[], Task], ...] = (
        lambda: change_task(due_at=None, priority="routine", **earlier),
        lambda: take_task(**earlier),
        lambda: pass_task(owner_id=cast.clinician.id, **earlier),
        lambda: complete_task(outcome="done", **earlier),
        lambda: cancel_task(reason="Not needed.", **earlier),
    )
    for act in acts:
        with pytest.raises(ChangedMeanwhileError):
            act()
    assert kinds_of(task) == ["created", "changed"]


def test_who_does_not_see_the_person_finds_no_follow_up(cast: Cast) -> None:
    task = make_task(cast.person, cast.clinician)
    for caller in (cast.outsider, cast.stranger, cast.person, cast.other_person):
        with pytest.raises(UnknownTaskError):
            complete_task(task_id=task.id, doing=doing(caller), outcome="done")


def test_people_tick_off_their_own_small_steps(cast: Cast) -> None:
    task = make_task(cast.person, cast.clinician, "Walk to the lake", audience="person")
    with pytest.raises(InvalidInputError):
        take_task(task_id=task.id, doing=doing(cast.clinician))
    done = complete_task(task_id=task.id, doing=doing(cast.person), outcome="done")
    assert (done.completed, done.completed_by_id) == (True, cast.person.id)


def test_a_system_takes_none(cast: Cast) -> None:
    task = make_task(cast.person, cast.clinician)
    system = ApiKeyCaller(id=uuid4(), clinic_id=cast.clinic.id, scopes=frozenset())
    with pytest.raises(NotForSystemsError):
        take_task(task_id=task.id, doing=doing(system))
    assert complete_task(task_id=task.id, doing=doing(system), outcome="done").completed_by_uuid == system.id


def test_whoever_leaves_passes_them_on(cast: Cast) -> None:
    CareTeamMember.objects.create(team=cast.team, staff=cast.outsider)
    task = make_task(cast.person, cast.clinician, owner_id=cast.clinician.id)
    ended = make_task(cast.person, cast.clinician, owner_id=cast.clinician.id)
    complete_task(task_id=ended.id, doing=doing(cast.clinician), outcome="done")
    assert open_work_of(cast.clinician, NOW) == [f"{cast.person.code}: a follow-up is theirs to do"]
    pass_on_work(cast.clinician, cast.outsider, NOW)
    assert set(Task.objects.filter(owner=cast.outsider)) == {task}
    assert kinds_of(task) == ["created", "passed"]
