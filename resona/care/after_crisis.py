"""Follow-ups after a confirmed crisis: of an episode one each, however many events it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from resona.accounts.callers import account_of
from resona.accounts.models import CareTeam, User
from resona.accounts.on_call import lead_of
from resona.care.follow_ups import PlannedTask, plan_tasks
from resona.care.models import Task
from resona.care.task_changes import cancel_planned
from resona.care.task_steps import Doing
from risk.models import CrisisEvent

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpRule:
    """One follow-up: what, how long after the event was resolved, and how urgent."""

    name: str
    title: str
    after: timedelta
    priority: str


# NICE NG225 asks for aftercare within 48 hours of an episode of self-harm, NHS England for contact within 72 hours of
# leaving inpatient care: a day and three days are on the safe side of both, a week sees whether it holds.
RULES: Final = (
    FollowUpRule(
        name="after_crisis_24h", title="Call: a day after the crisis", after=timedelta(hours=24), priority="asap"
    ),
    FollowUpRule(
        name="after_crisis_72h", title="Call: three days after the crisis", after=timedelta(hours=72), priority="urgent"
    ),
    FollowUpRule(
        name="after_crisis_7d", title="See them: a week after the crisis", after=timedelta(days=7), priority="routine"
    ),
)


def follow_up_crisis(event: CrisisEvent, caller: Caller, now: datetime) -> None:
    """Plans them once an event is resolved as confirmed; as anything else, cancels what an earlier outcome planned."""
    if event.is_historical:
        return
    if event.resolution == CrisisEvent.Resolution.CONFIRMED:
        owner = owner_for(event.user, caller)
        planned = [
            PlannedTask(
                rule=rule.name,
                source_id=event.episode_uuid,
                title=rule.title,
                due_at=now + rule.after,
                priority=Task.Priority(rule.priority),
                crisis_event_id=event.id,
                **owner,
            )
            for rule in RULES
        ]
        plan_tasks(event.user_id, planned, now=now)
    elif not _is_confirmed_otherwise(event):
        names, doing = [rule.name for rule in RULES], Doing(caller=caller, now=now)
        reason = "The crisis was not confirmed after all."
        cancel_planned(event.user_id, names, event.episode_uuid, doing, reason=reason)


def owner_for(person: User, caller: Caller) -> dict[str, Any]:
    """The person's lead; else a care team of theirs; else whoever resolved the event, of the staff."""
    lead = lead_of(person.id)
    if lead is not None and lead.is_active:
        return {"owner_id": lead.id}
    team = CareTeam.objects.filter(caseload__person=person, memberships__staff__is_active=True).order_by("name").first()
    if team is not None:
        return {"care_team_id": team.id}
    return {"owner_id": account_of(caller)[0]}


def _is_confirmed_otherwise(event: CrisisEvent) -> bool:
    """Whether another event of the episode is."""
    others = CrisisEvent.objects.filter(user_id=event.user_id, episode_uuid=event.episode_uuid).exclude(id=event.id)
    return others.filter(resolution=CrisisEvent.Resolution.CONFIRMED).exists()
