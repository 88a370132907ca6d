"""Follow-ups that staff choose with one press where they record what was done about an assessment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest

from resona.care.after_crisis import FollowUpRule, owner_for
from resona.care.follow_ups import PlannedTask, plan_tasks
from resona.care.models import Task
from resona.care.pages.person_pages import ADD_TASK
from resona.compliance.emergency import explaining
from risk.models import RiskAssessment

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# The times of aftercare, as after a crisis; how urgent it is, whoever acted knows better than a rule.
RULES: Final = (
    FollowUpRule(
        name="after_finding_24h", title="Call: a day after what was found", after=timedelta(hours=24), priority="urgent"
    ),
    FollowUpRule(
        name="after_finding_72h", title="Call: three days after what was found", after=timedelta(hours=72),
        priority="routine",
    ),
    FollowUpRule(
        name="after_finding_7d", title="See them: a week after what was found", after=timedelta(days=7),
        priority="routine",
    ),
)  # fmt: skip
WORDS: Final = ("A follow-up in 24 hours", "A follow-up in 72 hours", "A follow-up in 7 days")


def offered_follow_ups(request: HttpRequest) -> list[tuple[str, str]]:
    """What this reader may choose; nothing is chosen before they do."""
    may = request.user.has_perm(ADD_TASK)
    return [(rule.name, words) for rule, words in zip(RULES, WORDS, strict=True)] if may else []


def plan_chosen(assessment: RiskAssessment, chosen: Collection[str], caller: Caller, now: datetime) -> None:
    """Plans them for the person's lead, else a team of theirs, else whoever chose; none twice while one is open."""
    owner = owner_for(assessment.user, caller)
    planned = [
        PlannedTask(
            rule=rule.name,
            source_id=assessment.id,
            title=rule.title,
            due_at=now + rule.after,
            priority=Task.Priority(rule.priority),
            **owner,
        )
        for rule in RULES
        if rule.name in chosen
    ]
    with explaining(caller, assessment.user_id):
        plan_tasks(assessment.user_id, planned, now=now, caller=caller)
