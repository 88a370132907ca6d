"""Follow-ups that are chosen where somebody records what was done about an assessment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from resona.care.models import Task
from tests.admin.pages import page_url, sign_in
from tests.api.records import make_assessment, make_session
from tests.conftest import Cast


def test_with_the_same_press_a_follow_up_is_planned_and_none_twice(cast: Cast) -> None:
    assessment, browser = make_assessment(make_session(cast.person)), sign_in(cast.clinician)
    url = f"{page_url(assessment).replace('change/', '')}action/"
    asked: Any = browser.get(url)
    form = asked.content.decode()
    for words in ("A follow-up in 24 hours", "A follow-up in 72 hours", "A follow-up in 7 days"):
        assert words in form
    assert not asked.context["form"]["follow_ups"].value()
    body = {
        "action_taken": "called",
        "assessments": [str(assessment.id)],
        "follow_ups": ["after_finding_24h", "after_finding_7d"],
    }
    for _ in range(2):
        browser.post(url, body)
    tasks = list(Task.objects.order_by("due_at"))
    assert [task.rule for task in tasks] == ["after_finding_24h", "after_finding_7d"]
    assert [task.care_team for task in tasks] == [cast.team, cast.team]
    assert tasks[0].due_at is not None
    assert abs(tasks[0].due_at - timezone.now() - timedelta(hours=24)) < timedelta(minutes=5)
    assert tasks[0].steps.get().actor == cast.clinician


def test_nothing_is_planned_that_was_not_chosen(cast: Cast) -> None:
    assessment = make_assessment(make_session(cast.person))
    url = f"{page_url(assessment).replace('change/', '')}action/"
    sign_in(cast.clinician).post(url, {"action_taken": "called", "assessments": [str(assessment.id)]})
    assessment.refresh_from_db()
    assert assessment.action_taken == "called"
    assert not Task.objects.exists()
