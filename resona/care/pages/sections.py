"""What the page of a person shows of follow-ups, decisions and notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch
from django.urls import reverse

from resona.accounts.performers import opened_performer
from resona.care.decisions import REVIEW_RULE
from resona.care.models import CareNote, Decision, DecisionStakeholder, NoteRead, Task, TaskStep
from resona.care.moved_notes import MovedNote, moved_notes
from resona.care.pages.person_pages import ADD_DECISION, ADD_NOTE, ADD_TASK
from resona.care.pages.task_actions import CHANGE
from resona.care.pages.wording import opened, signed_by
from resona.care.record.page import last_here_on
from resona.postgres.models import new_id
from resona.site.links import record_url, records_url
from resona.site.pages import Page
from resona.site.times import ago_in_words, due_in_words, exact_time
from risk.models import CrisisEvent

MOST_TASKS: Final = 20
MOST_DECISIONS: Final = 5
MOST_NOTES: Final = 5
SOON: Final = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """A button: one that acts at once, or one that leads to a page that asks."""

    label: str
    url: str
    acts: bool = False
    weight: str = "secondary"


@dataclass(frozen=True, kw_only=True, slots=True)
class CareLine:
    """A follow-up, decision or note in a list."""

    url: str
    what: str
    tone: str
    badge: str  # empty: none
    about: tuple[str, ...]
    when: str
    when_title: str
    text: str = ""
    is_new: bool = False
    presses: tuple[Press, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CareSection:
    """A list, with what may be added to it."""

    title: str
    lines: tuple[CareLine, ...]
    empty: str
    presses: tuple[Press, ...]
    all_url: str  # of the list of all; empty: these are all
    unread: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactSection:
    """Buttons to record how an attempt to reach the person went."""

    url: str
    note_id: UUID  # of the contact that a press records: a second press is the same one
    next_url: str
    outcomes: tuple[tuple[str, str], ...]
    last: str  # the attempt before, however it went; empty: none is written


def contact_buttons_on(page: Page) -> ContactSection | None:
    """Below the card of how the person is reached."""
    if not page.may(ADD_NOTE):
        return None
    outcomes = CareNote.ContactOutcome
    url = reverse("admin:accounts_user_contact", args=[page.person_id])
    return ContactSection(
        url=f"{url}?event={page.record.id}" if isinstance(page.record, CrisisEvent) else url,
        note_id=new_id(),
        next_url=page.request.path,
        outcomes=tuple((one.value, str(one.label).capitalize()) for one in outcomes if one != outcomes.REFUSED),
        last=_last_contact(page),
    )


def _last_contact(page: Page) -> str:
    """So that nobody calls again, or calls nobody, for not knowing of the attempt before."""
    tried = CareNote.objects.visible_to(page.request.user).filter(user_id=page.person_id, contact_outcome__isnull=False)
    note = tried.select_related("author").order_by("-written_at", "-id").first()
    if note is None:
        return ""
    who = signed_by(note.author, note.author_id_uuid, opened_performer(opened(CareNote, "performer", note)))
    parts = (ago_in_words(note.written_at, page.now), f"by {who}" if who else "")
    return f"{note.get_contact_outcome_display()}, {' '.join(part for part in parts if part)}"


def tasks_on(page: Page) -> CareSection:
    """The person's open follow-ups, what is due first at the top."""
    own = TaskStep.objects.filter(
        task_id=OuterRef("pk"), kind=TaskStep.Kind.CREATED, actor_id_uuid=page.request.user.pk
    )
    tasks = Task.objects.visible_to(page.request.user).open().filter(user_id=page.person_id)
    tasks = tasks.annotate(is_own=Exists(own.order_by()))
    found = list(
        tasks.select_related("owner", "care_team").order_by(F("due_at").asc(nulls_last=True), "id")[: MOST_TASKS + 1]
    )
    may_change = page.may(CHANGE)
    lines = tuple(_task_line(task, page, may_change=may_change) for task in found[:MOST_TASKS])
    return CareSection(
        title="Follow-ups",
        lines=lines,
        unread=sum(line.is_new for line in lines),
        empty="Nothing is to be done.",
        presses=_adding(page, ADD_TASK, "Add a follow-up", "add-task"),
        all_url=records_url(Task, q=page.person_id),
    )


def decisions_on(page: Page) -> CareSection:
    """The decisions that stand, the newest first."""
    decisions = Decision.objects.visible_to(page.request.user).standing().filter(user_id=page.person_id)
    took_part = Prefetch("stakeholders", DecisionStakeholder.objects.select_related("staff").order_by("at", "id"))
    found = list(decisions.prefetch_related(took_part).order_by("-decided_at", "-id")[:MOST_DECISIONS])
    lines = tuple(_decision_line(decision, page) for decision in found)
    return CareSection(
        title="Decisions",
        lines=lines,
        unread=sum(line.is_new for line in lines),
        empty="No decision is recorded.",
        presses=_adding(page, ADD_DECISION, "Record a decision", "record-decision"),
        all_url=records_url(Decision, q=page.person_id),
    )


def notes_on(page: Page) -> CareSection:
    """The latest notes, those marked that the reader has not read."""
    reader = page.request.user.pk
    read = NoteRead.objects.filter(note_id=OuterRef("pk"), staff_id_uuid=reader, at__isnull=False).order_by()
    notes = CareNote.objects.visible_to(page.request.user).filter(user_id=page.person_id)
    found = list(
        notes.select_related("author").annotate(is_read=Exists(read)).order_by("-written_at", "-id")[:MOST_NOTES]
    )
    moved = moved_notes(found, page.request.user)
    lines = tuple(_note_line(note, page, moved.get(note.id)) for note in found)
    unread = sum(line.is_new for line in lines)
    presses = _adding(page, ADD_NOTE, "Write a note", "write-note")
    if unread:
        url = _below(page, "read-notes")
        presses = (*presses, Press(label="Mark as read", url=url, acts=True))
    return CareSection(
        title="Notes and contacts",
        lines=lines,
        empty="Nothing is written yet.",
        presses=presses,
        all_url=records_url(CareNote, q=page.person_id),
        unread=unread,
    )


def short_presses(task: Task, next_url: str) -> tuple[Press, ...]:
    """What is done about an open follow-up most often."""
    if task.rule == REVIEW_RULE and task.decision_id is not None:
        url = _with_next(reverse("admin:care_decision_review", args=[task.decision_id]), next_url)
        done = Press(label="Write the outcome", url=url, weight="primary")
    else:
        done = _press(task, "Done", "complete", next_url, weight="primary" if task.owner_id else "secondary")
    if task.audience == Task.Audience.PERSON:
        return (done,)
    take = () if task.owner_id else (_press(task, "Take it", "take", next_url, acts=True, weight="primary"),)
    return (*take, done, _press(task, "Pass on", "pass", next_url))


def task_presses(task: Task, next_url: str) -> tuple[Press, ...]:
    """All that can be done about a follow-up."""
    if not task.is_open:
        return (_press(task, "Reopen", "reopen", next_url),)
    rest = (_press(task, "Change", "when", next_url), _press(task, "Cancel it", "cancel", next_url))
    return (*short_presses(task, next_url), *rest)


def _press(task: Task, label: str, name: str, next_url: str, **how: Any) -> Press:
    return Press(label=label, url=_with_next(reverse(f"admin:care_task_{name}", args=[task.id]), next_url), **how)


def _with_next(url: str, next_url: str) -> str:
    return f"{url}?{urlencode({'next': next_url})}"


def _is_new(page: Page, at: datetime, *, is_own: bool) -> bool:
    """Whether it came to be here since the reader was last at this person's record, by somebody else."""
    seen_until = page.once(last_here_on)
    return seen_until is not None and at > seen_until and not is_own


def _task_line(task: Any, page: Page, *, may_change: bool) -> CareLine:
    is_overdue = task.due_at is not None and task.due_at < page.now
    is_soon = task.due_at is not None and task.due_at < page.now + SOON
    tone = "critical" if is_overdue else "high" if is_soon else "low"
    urgency = "" if task.priority == Task.Priority.ROUTINE else str(task.get_priority_display())
    return CareLine(
        url=record_url(Task, task.id),
        what=opened(Task, "title", task),
        tone=tone,
        badge="" if task.due_at is None else due_in_words(task.due_at, page.now),
        about=tuple(part for part in (whose(task), urgency) if part),
        when="whenever" if task.due_at is None else exact_time(task.due_at, page.zone),
        when_title="",
        text=opened(Task, "description", task),
        is_new=_is_new(page, task.created_at, is_own=task.is_own),
        presses=short_presses(task, page.request.path) if may_change else (),
    )


def whose(task: Task) -> str:
    """Who does it, in words."""
    if task.audience == Task.Audience.PERSON:
        return "a small step of their own"
    if task.owner is not None:
        return task.owner.called
    return "nobody has taken it" if task.care_team is None else f"{task.care_team.name}: nobody has taken it"


def _decision_line(decision: Decision, page: Page) -> CareLine:
    performer = opened_performer(opened(Decision, "performer", decision))
    who = signed_by(None, decision.recorded_by_uuid, performer) if performer else ""
    review = ""
    if decision.review_at is not None and decision.reviewed_at is None:
        review = f"review {due_in_words(decision.review_at, page.now)}"
    return CareLine(
        url=record_url(Decision, decision.id),
        what=opened(Decision, "title", decision),
        tone="low",
        badge=str(decision.get_status_display()),
        about=tuple(part for part in (*_parts(decision.stakeholders.all()), who, review) if part),
        when=exact_time(decision.decided_at, page.zone),
        when_title=ago_in_words(decision.decided_at, page.now),
        text=opened(Decision, "rationale", decision),
        is_new=_is_new(page, decision.recorded_at, is_own=decision.recorded_by_uuid == page.request.user.pk),
    )


def _parts(took_part: Iterable[DecisionStakeholder]) -> tuple[str, ...]:
    """Who agreed and who did not."""
    agreed = [_who(one) for one in took_part if one.agreed]
    dissent = [_who(one) for one in took_part if one.agreed is False]
    told = (f"agreed: {', '.join(agreed)}" if agreed else "", f"did not agree: {', '.join(dissent)}" if dissent else "")
    return tuple(part for part in told if part)


def _who(one: DecisionStakeholder) -> str:
    return one.staff.called if one.staff is not None else opened(DecisionStakeholder, "name", one) or "a colleague"


def _note_line(note: Any, page: Page, moved: MovedNote | None) -> CareLine:
    performer = opened_performer(opened(CareNote, "performer", note))
    is_new = not note.is_read and note.author_id_uuid != page.request.user.pk and note.moved_at is None
    is_contact = note.contact_outcome is not None
    what = str(note.get_contact_outcome_display() if is_contact else note.get_kind_display()).capitalize()
    return CareLine(
        url=record_url(CareNote, note.id),
        what=f"Contact: {what.lower()}" if is_contact else what,
        tone="low",
        badge="",
        about=(signed_by(note.author, note.author_id_uuid, performer),),
        when=exact_time(note.written_at, page.zone),
        when_title=ago_in_words(note.written_at, page.now),
        text="\n".join(part for part in (moved.words if moved else "", opened(CareNote, "content", note)) if part),
        is_new=is_new,
    )


def _adding(page: Page, permission: str, label: str, name: str) -> tuple[Press, ...]:
    return (Press(label=label, url=_below(page, name)),) if page.may(permission) else ()


def _below(page: Page, name: str) -> str:
    return _with_next(reverse(f"admin:accounts_user_{name}", args=[page.person_id]), page.request.path)
