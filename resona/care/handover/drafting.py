"""Reads what a shift of a care team hands over: a draft a person, in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from resona.accounts.models import CareTeam, User
from resona.care.handover.drafts import Agreed, DueTask, OpenEvent, PersonState, Watched, draft_of
from resona.care.models import CareNote, Decision, Task
from resona.encryption.sealing import SealedValueError
from risk.clock import due_time
from risk.models import CrisisEvent
from risk.open_findings import open_assessments
from risk.triage_order import EVERYONE
from risk.wording import reason_in_words

SHIFT: Final = timedelta(hours=12)
# What was agreed before that stands in the record, and in the handovers before this one.
AGREED_WITHIN: Final = timedelta(hours=24)
# A session of which is a reason to watch somebody, as long as nobody has acted on it.
WATCHED_FOR: Final = timedelta(hours=72)
MOST_OF_A_KIND: Final = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftItem:
    """What the records say of one person."""

    person_id: UUID
    text: str
    due_at: datetime | None


def draft_items(team: CareTeam, *, now: datetime, zone: tzinfo) -> list[DraftItem]:
    """The people of the team of whom there is something to say, what is due first standing first."""
    people = User.objects.filter(care_teams=team, care_ended="").order_by().values("id")
    events, watched = _events(people), _watched(people, now)
    agreed, tasks = _agreed(people, now), _tasks(people, now)
    states = {
        person_id: PersonState(
            events=tuple(events[person_id]),
            watched=() if events[person_id] else tuple(watched[person_id]),
            agreed=tuple(agreed[person_id]),
            tasks=tuple(tasks[person_id]),
        )
        for person_id in {*events, *watched, *agreed, *tasks}
    }
    drafts = [
        DraftItem(person_id=person_id, text=draft_of(state, now=now, zone=zone), due_at=state.due_at)
        for person_id, state in states.items()
        if not state.is_empty
    ]
    far = now + timedelta(days=3650)
    return sorted(drafts, key=lambda draft: (not states[draft.person_id].events, draft.due_at or far, draft.person_id))


def _events(people: QuerySet[Any, Any]) -> defaultdict[UUID, list[OpenEvent]]:
    found: defaultdict[UUID, list[OpenEvent]] = defaultdict(list)
    rows = CrisisEvent.objects.filter(user_id__in=people, resolved_at__isnull=True, is_historical=False)
    for event in rows.select_related("owner").order_by("created_at")[:MOST_OF_A_KIND]:
        found[event.user_id].append(
            OpenEvent(
                level=event.risk_level,
                raised_at=event.created_at,
                owner=event.owner.called if event.owner else "",
                due_at=due_time(event),
            )
        )
    return found


def _watched(people: QuerySet[Any, Any], now: datetime) -> defaultdict[UUID, list[Watched]]:
    found: defaultdict[UUID, list[Watched]] = defaultdict(list)
    high = open_assessments(EVERYONE).filter(
        user_id__in=people, risk_level__in=("high", "critical"), session__started_at__gt=now - WATCHED_FOR
    )
    rows = high.select_related("session").order_by("-session__started_at")[:MOST_OF_A_KIND]
    for assessment in rows:
        if not found[assessment.user_id]:  # the newest of each
            reason = reason_in_words(assessment.risk_factors).rstrip(".")
            found[assessment.user_id].append(Watched(words=f"session assessed {assessment.risk_level}. {reason}"))
    return found


def _agreed(people: QuerySet[Any, Any], now: datetime) -> defaultdict[UUID, list[Agreed]]:
    """Decisions, and what came of trying to reach somebody."""
    found: defaultdict[UUID, list[Agreed]] = defaultdict(list)
    decisions = Decision.objects.standing().filter(user_id__in=people, recorded_at__gt=now - AGREED_WITHIN)
    for decision in decisions.order_by("-recorded_at")[:MOST_OF_A_KIND]:
        title = _opened(Decision.title, decision.id, decision.title)
        words = f"{decision.get_status_display().capitalize()}: {title}"
        found[decision.user_id].append(Agreed(at=decision.decided_at, words=words))
    contacts = CareNote.objects.filter(
        user_id__in=people, contact_outcome__isnull=False, written_at__gt=now - AGREED_WITHIN
    )
    for note in contacts.select_related("author").order_by("-written_at")[:MOST_OF_A_KIND]:
        who = f" ({note.author.called})" if note.author else ""
        words = f"Tried to reach them: {note.get_contact_outcome_display()}{who}"
        found[note.user_id].append(Agreed(at=note.written_at, words=words))
    return found


def _tasks(people: QuerySet[Any, Any], now: datetime) -> defaultdict[UUID, list[DueTask]]:
    """What is due before the coming shift ends; what is overdue most of all."""
    found: defaultdict[UUID, list[DueTask]] = defaultdict(list)
    due = Task.objects.open().filter(user_id__in=people, audience=Task.Audience.TEAM, due_at__lte=now + SHIFT)
    for task in due.select_related("owner", "care_team").order_by("due_at")[:MOST_OF_A_KIND]:
        assert task.due_at is not None
        owner = task.owner.called if task.owner else task.care_team.name if task.care_team else ""
        title = _opened(Task.title, task.id, task.title)
        found[task.user_id].append(DueTask(title=title, due_at=task.due_at, owner=owner))
    return found


def _opened(field: Any, row_id: UUID, sealed: str) -> str:
    try:
        words: str = field.open(row_id, sealed)
    except SealedValueError:
        return "what was written cannot be opened"
    return words
