"""What people did about findings: recorded once, with who and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from resona.accounts.callers import account_of
from resona.compliance.emergency import explaining
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.given_text import read_text, require_text
from risk.clock import own_from_now
from risk.event_steps import is_noted, write_step_of
from risk.models import CrisisEvent, CrisisEventStep, RiskAssessment
from risk.resolved import follow_resolution
from risk.step_models import MAX_NOTE_CHARACTERS

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

MAX_ACTION_CHARACTERS = 100  # of the column

# What staff may resolve an event with.
_NOT_CHOSEN: Final = (CrisisEvent.Resolution.TO_REVIEW, CrisisEvent.Resolution.WRONG_PERSON)
CHOSEN_RESOLUTIONS: Final = tuple(one for one in CrisisEvent.Resolution if one not in _NOT_CHOSEN)
# Stood between the notes of whoever acknowledged an event and of whoever resolved it, before each was a step.
_NOTE_SEPARATOR = "\n\n"


class UnknownAssessmentError(ResonaError):
    """There is no such assessment, or none that you may see."""

    status = 404


class UnknownEventError(ResonaError):
    """There is no such crisis event, or none that you may see."""

    status = 404


class ActionConflictError(ResonaError):
    """Another action is already recorded for this assessment."""

    status = 409
    problem = "decided-otherwise"


class SupersededAssessmentError(ResonaError):
    """The session was assessed again since: act on its current assessment."""

    status = 409
    problem = "superseded"


class ResolutionConflictError(ResonaError):
    """The crisis event is already resolved, in another way."""

    status = 409
    problem = "decided-otherwise"


@transaction.atomic
def record_action(*, assessment_id: UUID, action_taken: str, caller: Caller, now: datetime) -> RiskAssessment:
    """Records what was done about an assessment. The same action again changes nothing.

    Raises InvalidInputError, UnknownAssessmentError, SupersededAssessmentError, ActionConflictError.
    """
    action = require_text(action_taken, field="action_taken", limit=MAX_ACTION_CHARACTERS)
    assessments = RiskAssessment.objects.visible_to(caller).select_for_update(of=("self",), no_key=True)
    assessment = assessments.filter(id=assessment_id).first()
    if assessment is None:
        raise UnknownAssessmentError
    if assessment.action_taken is not None:
        if assessment.action_taken != action:
            raise ActionConflictError
        return assessment
    if not assessment.is_current:
        raise SupersededAssessmentError
    assessment.action_taken = action
    assessment.action_taken_at = now
    assessment.action_taken_by_id, assessment.action_taken_by_uuid = account_of(caller)
    with explaining(caller, assessment.user_id):
        assessment.save(update_fields=["action_taken", "action_taken_at", "action_taken_by_id", "action_taken_by_uuid"])
    return assessment


@transaction.atomic
def acknowledge_event(*, event_id: UUID, caller: Caller, now: datetime, note: str = "") -> CrisisEvent:
    """Somebody has seen the event and takes care. Whoever was first stays; again, only a note is new.

    Raises InvalidInputError, UnknownEventError.
    """
    text = read_text(note, field="note", limit=MAX_NOTE_CHARACTERS)
    event = lock_event(event_id, caller)
    if event.human_reviewed and (not text or is_noted(event, text)):
        return event
    with explaining(caller, event.user_id):
        if event.human_reviewed:
            write_step_of(event, CrisisEventStep.Kind.NOTE, caller=caller, at=now, text=text)
        else:
            _acknowledge(event, caller, now, text=text)
    return event


@transaction.atomic
def acknowledge_shown(*, event_id: UUID, shown: Collection[UUID], caller: Caller, now: datetime) -> CrisisEvent:
    """Acknowledges an event and, of its episode, those that were shown with it.

    What was raised since waits: nobody has seen it. Raises UnknownEventError.
    """
    lock_episode(event_id, caller)
    event = acknowledge_event(event_id=event_id, caller=caller, now=now)
    episode = CrisisEvent.objects.visible_to(caller).filter(user_id=event.user_id, episode_uuid=event.episode_uuid)
    others = episode.filter(id__in=shown, human_reviewed=False, resolved_at__isnull=True).exclude(id=event_id)
    for other_id in others.order_by("created_at", "id").values_list("id", flat=True):
        acknowledge_event(event_id=other_id, caller=caller, now=now)
    return event


@transaction.atomic
def resolve_event(*, event_id: UUID, resolution: str, note: str, caller: Caller, now: datetime) -> CrisisEvent:
    """Closes an event with its outcome and the reason; one that nobody acknowledged is acknowledged by it.

    The same resolution and note again change nothing.
    Raises InvalidInputError, UnknownEventError, ResolutionConflictError.
    """
    text = require_text(note, field="note", limit=MAX_NOTE_CHARACTERS)
    if resolution not in CHOSEN_RESOLUTIONS:
        raise InvalidInputError([Fault(pointer="/resolution", detail="is not a resolution known here")])
    event = lock_event(event_id, caller)
    if event.resolved_at is not None:
        if event.resolution != resolution or not _ends_with(event, text):
            raise ResolutionConflictError
        return event
    with explaining(caller, event.user_id):
        _resolve(event, caller, now, resolution=resolution, text=text)
    return event


def read_note(event: CrisisEvent) -> str:
    """The note on how an event turned out, in clear; empty if there is none. Raises SealedValueError."""
    return CrisisEvent.resolution_note.open(event.id, event.resolution_note) if event.resolution_note else ""


def read_words(event: CrisisEvent) -> str:
    """What the person wrote with it, or why staff raised it, in clear; empty if neither."""
    return CrisisEvent.words.open(event.id, event.words) if event.words else ""


def lock_event(event_id: UUID, caller: Caller) -> CrisisEvent:
    """The event, locked until the transaction ends. Raises UnknownEventError."""
    events = CrisisEvent.objects.visible_to(caller).select_for_update(of=("self",), no_key=True)
    event = events.filter(id=event_id).first()
    if event is None:
        raise UnknownEventError
    return event


def lock_episode(event_id: UUID, caller: Caller) -> None:
    """Locks the events of this one's episode in the order of their ids, whichever stands for it in whose row: two who
    press at once would wait for one another else."""
    seen = CrisisEvent.objects.visible_to(caller)
    of_episode = seen.filter(episode_uuid__in=seen.filter(id=event_id).values("episode_uuid")).order_by("id")
    list(of_episode.select_for_update(of=("self",), no_key=True).values_list("id", flat=True))


def _acknowledge(event: CrisisEvent, caller: Caller, now: datetime, *, text: str) -> None:
    event.save(update_fields=set_acknowledged(event, caller, now))
    write_step_of(event, CrisisEventStep.Kind.ACKNOWLEDGED, caller=caller, at=now, text=text)


def _resolve(event: CrisisEvent, caller: Caller, now: datetime, *, resolution: str, text: str) -> None:
    changed = [] if event.human_reviewed else set_acknowledged(event, caller, now)
    changed += set_resolution(event, resolution, text, now=now)
    event.resolved_at = now
    event.resolved_by_id, event.resolved_by_uuid = account_of(caller)
    changed += ["resolved_at", "resolved_by_id", "resolved_by_uuid"]
    event.save(update_fields=changed)
    write_step_of(event, CrisisEventStep.Kind.RESOLVED, caller=caller, at=now, text=text, resolution=resolution)
    follow_resolution(event, caller, now)


def set_acknowledged(event: CrisisEvent, caller: Caller, now: datetime) -> list[str]:
    """Notes that the caller takes care of it; the names of what is changed."""
    event.human_reviewed = True
    event.acknowledged_at = now
    event.acknowledged_by_id, event.acknowledged_by_uuid = account_of(caller)
    changed = ["human_reviewed", "acknowledged_at", "acknowledged_by_id", "acknowledged_by_uuid"]
    return [*changed, *own_from_now(event, caller, now)]


def set_resolution(event: CrisisEvent, resolution: str, text: str, *, now: datetime) -> list[str]:
    """Puts an outcome and its note in the place of what there was; the names of what is changed.

    Raises SealedValueError where the earlier note cannot be opened.
    """
    keep_note(event, now=now)
    event.resolution = resolution
    event.resolution_note = CrisisEvent.resolution_note.seal(event.id, text)
    return ["resolution", "resolution_note"]


def keep_note(event: CrisisEvent, *, now: datetime) -> None:
    """Makes a step of the event's note, unless one has its words, before another takes its place.

    Raises SealedValueError.
    """
    earlier = read_note(event)
    if earlier and not is_noted(event, earlier):
        write_step_of(event, CrisisEventStep.Kind.NOTE, at=now, text=earlier)


def _ends_with(event: CrisisEvent, text: str) -> bool:
    note = read_note(event)
    return note == text or note.endswith(_NOTE_SEPARATOR + text)
