"""What the demo's clinicians agreed on, wrote down and still have to do: through the services that the pages use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from resona.accounts.models import CareTeam, User
from resona.care.after_crisis import RULES
from resona.care.decisions import NewDecision, record_decision, review_decision
from resona.care.follow_ups import NewTask, add_task
from resona.care.models import CareNote, Decision, DecisionStakeholder, Task
from resona.care.notes import NewNote, write_note
from resona.care.stakeholders import NewStakeholder
from resona.care.task_changes import complete_task
from resona.care.task_steps import Doing
from resona.demo.people import Person

# A follow-up of a crisis was done at the time it was due, but for those of the last days.
DONE_BEFORE: Final = timedelta(days=3)
Part = DecisionStakeholder.Part


def do_planned(user: User, clinicians: Sequence[User], *, now: datetime) -> None:
    """Completes what followed earlier crises; that of the last days is still to be done."""
    rules = [rule.name for rule in RULES]
    tasks = Task.objects.open().filter(user=user, rule__in=rules, due_at__lt=now - DONE_BEFORE).order_by("due_at")
    for task in tasks:
        assert task.due_at is not None
        doing = Doing(caller=clinicians[0], now=task.due_at)
        complete_task(task_id=task.id, doing=doing, outcome=Task.Outcome.DONE, note="Spoke on the phone, is safe.")


def enter_care_work(
    person: Person, user: User, clinicians: Sequence[User], administrator: User, *, now: datetime
) -> None:
    """Follow-ups, notes, contacts and a decision of those people of whom the demo tells it."""
    if not person.has_care_work:
        return
    first, second = clinicians[0], clinicians[-1]
    team = CareTeam.objects.filter(caseload__person=user).first()
    _enter_contacts(user, first, now)
    _enter_decision(user, (first, second, administrator), now)
    _enter_tasks(user, first, second, team, now)


def _enter_contacts(user: User, by: User, now: datetime) -> None:
    for days_ago, outcome, said in (
        (3.2, CareNote.ContactOutcome.NOT_REACHED, ""),
        (3.0, CareNote.ContactOutcome.LEFT_MESSAGE, "Asked for a call back before the evening."),
        (2.1, CareNote.ContactOutcome.REACHED, "Slept badly, is at her sister's. Wants to be called in the evenings."),
    ):
        new = NewNote(kind=CareNote.Kind.CONTACT, contact_outcome=outcome, content=said)
        write_note(user_id=user.id, new=new, caller=by, now=now - timedelta(days=days_ago))


def _enter_decision(user: User, staff: tuple[User, User, User], now: datetime) -> None:
    first, second, administrator = staff
    earlier = now - timedelta(days=20)
    recorded = record_decision(
        user_id=user.id,
        new=NewDecision(
            decision_type=Decision.Type.CONTACT,
            title="Call once a week",
            rationale="Sessions were steady for a month.",
            expected="No session with words of despair.",
            stakeholders=[NewStakeholder(part=Part.DECIDES, staff_id=first.id, agreed=True)],
        ),
        caller=first,
        now=earlier,
    )
    review_decision(
        decision_id=recorded.id,
        outcome="Two heavy sessions within ten days: once a week is too seldom.",
        outcome_kind=Decision.OutcomeKind.WORSE,
        caller=first,
        now=now - timedelta(days=2),
    )
    record_decision(
        user_id=user.id,
        new=NewDecision(
            decision_type=Decision.Type.SAFETY,
            title="Call every evening until Friday",
            rationale="Asked for it herself; the nights are the hardest. Her sister stays with her.",
            expected="She sleeps, and calls before it gets worse.",
            review_at=now + timedelta(days=3),
            supersedes_id=recorded.id,
            stakeholders=[
                NewStakeholder(part=Part.DECIDES, staff_id=first.id, agreed=True),
                NewStakeholder(
                    part=Part.CONSULTED,
                    staff_id=second.id,
                    agreed=False,
                    reason="Would rather see her at the clinic on Wednesday.",
                ),
                NewStakeholder(part=Part.INFORMED, staff_id=administrator.id),
                NewStakeholder(part=Part.CONSULTED, name="Her sister", agreed=True),
            ],
        ),
        caller=first,
        now=now - timedelta(days=2),
    )


def _enter_tasks(user: User, first: User, second: User, team: CareTeam | None, now: datetime) -> None:
    agreed = now - timedelta(days=2)
    for new in (
        NewTask(
            title="Ask her GP about the new tablets",
            due_at=now - timedelta(hours=20),
            priority=Task.Priority.URGENT,
            owner_id=first.id,
            description="She said she sleeps worse since she takes them.",
        ),
        NewTask(title="Call this evening", due_at=now + timedelta(hours=5), care_team_id=team.id if team else None),
        NewTask(title="Book a visit for next week", due_at=now + timedelta(days=5), owner_id=second.id),
        NewTask(
            title="A walk to the lake with your sister", due_at=now + timedelta(days=2), audience=Task.Audience.PERSON
        ),
    ):
        add_task(user_id=user.id, new=new, caller=first, now=agreed)
    note = f"@{second.name}, could you book the visit? She prefers mornings."
    write_note(user_id=user.id, new=NewNote(content=note), caller=first, now=agreed)
