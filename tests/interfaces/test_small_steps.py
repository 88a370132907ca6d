"""The small steps that people agreed on with staff stand beside what they see, and in no version of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from interfaces.models import UserInterface
from interfaces.services import build_interfaces
from resona.care.models import Task
from resona.care.small_steps import small_steps_of
from resona.care.task_changes import complete_task
from resona.postgres.models import new_id
from tests.api.clients import post_json, with_key
from tests.care.made import NOW, doing, make_task
from tests.conftest import Cast
from tests.sign_in.clients import with_app


def test_what_is_theirs_to_do_stands_beside_the_interface_until_it_is_ticked_off(cast: Cast) -> None:
    build_interfaces([cast.person.id], now=NOW)
    later = make_task(cast.person, cast.clinician, "Walk", audience="person", due_at=NOW + timedelta(days=2))
    first = make_task(cast.person, cast.clinician, "Call mother", audience="person", due_at=NOW, description="At noon")
    make_task(cast.person, cast.clinician, "Ask her GP")
    make_task(cast.unassigned_person, cast.clinician, "Sleep", audience="person")
    app, path = with_app(cast.person, by=cast.administrator), f"/api/v1/users/{cast.person.id}/interface/"
    shown: Any = app.get(path)
    assert [step["title"] for step in shown.json()["small_steps"]] == ["Call mother", "Walk"]
    assert shown.json()["small_steps"][0] == {
        "id": str(first.id), "title": "Call mother", "text": "At noon", "due_at": "2026-03-01T20:00:00Z",
    }  # fmt: skip
    assert post_json(app, f"/api/v1/tasks/{first.id}/complete/", {}).status_code == 200
    again: Any = app.get(path, headers={"If-None-Match": shown["ETag"]})
    assert [step["id"] for step in again.json()["small_steps"]] == [str(later.id)]


def test_they_are_there_from_the_first_second_and_in_no_version(cast: Cast) -> None:
    make_task(cast.person, cast.clinician, "Walk to the lake", audience="person")
    shown = with_key(cast.clinic, "interfaces:read").get(f"/api/v1/users/{cast.person.id}/interface/").json()
    assert [step["title"] for step in shown["small_steps"]] == ["Walk to the lake"]
    build_interfaces([cast.person.id], now=NOW)
    assert "lake" not in str(UserInterface.objects.filter(user=cast.person).values_list("interface_config", flat=True))


def test_what_cannot_be_opened_is_left_out(cast: Cast) -> None:
    Task.objects.create(user=cast.person, title=Task.title.seal(new_id(), "moved"), audience="person")
    done = make_task(cast.person, cast.clinician, "Walk", audience="person")
    complete_task(task_id=done.id, doing=doing(cast.person), outcome="done")
    assert small_steps_of(cast.person.id) == []
