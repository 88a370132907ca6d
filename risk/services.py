"""What people did about findings: recorded once, with who and when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from resona.accounts.callers import account_of
from resona.compliance.emergency import explaining
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.given_text import read_text, require_text
from risk.models import CrisisEvent, RiskAssessment

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

MAX_ACTION_CHARACTERS = 100  # of the column
MAX_NOTE_CHARACTERS = 5000  # as long as a message may be

# What staff may resolve an event with.
CHOSEN_RESOLUTIONS: Final = tuple(one for one in CrisisEvent.Resolution if one != CrisisEvent.Resolution.TO_REVIEW)
# Between the note of whoever acknowledged an event and that of whoever resolved it.
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


class SupersededAssessmentError(ResonaError):
    """The session was assessed again since: act on its current assessment."""

    status = 409


class ResolutionConflictError(ResonaError):
    """The crisis event is already resolved, in another way."""

    status = 409


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
    """Somebody has seen the event and takes care. Whoever was first stays; again, it changes nothing.

    Raises InvalidInputError, UnknownEventError.
    """
    text = read_text(note, field="note", limit=MAX_NOTE_CHARACTERS)
    event = _lock_event(event_id, caller)
    if event.human_reviewed:
        return event
    changed = _acknowledge(event, caller, now)
    if text:
        event.resolution_note = CrisisEvent.resolution_note.seal(event.id, text)
        changed.append("resolution_note")
    with explaining(caller, event.user_id):
        event.save(update_fields=changed)
    return event


@transaction.atomic
def resolve_event(*, event_id: UUID, resolution: str, note: str, caller: Caller, now: datetime) -> CrisisEvent:
    """Closes an event with its outcome and the reason; one that nobody acknowledged is acknowledged by it.

    The same resolution and note again change nothing. A note taken when acknowledging is kept, above this one.
    Raises InvalidInputError, UnknownEventError, ResolutionConflictError.
    """
    text = require_text(note, field="note", limit=MAX_NOTE_CHARACTERS)
    if resolution not in CHOSEN_RESOLUTIONS:
        raise InvalidInputError([Fault(pointer="/resolution", detail="is not a resolution known here")])
    event = _lock_event(event_id, caller)
    if event.resolved_at is not None:
        if event.resolution != resolution or not _ends_with(event, text):
            raise ResolutionConflictError
        return event
    changed = [] if event.human_reviewed else _acknowledge(event, caller, now)
    event.resolution = resolution
    event.resolution_note = CrisisEvent.resolution_note.seal(event.id, _added_to_note(event, text))
    event.resolved_at = now
    event.resolved_by_id, event.resolved_by_uuid = account_of(caller)
    changed += ["resolution", "resolution_note", "resolved_at", "resolved_by_id", "resolved_by_uuid"]
    with explaining(caller, event.user_id):
        event.save(update_fields=changed)
    return event


def read_note(event: CrisisEvent) -> str:
    """The notes taken on an event, in clear; empty if there is none."""
    return CrisisEvent.resolution_note.open(event.id, event.resolution_note) if event.resolution_note else ""


def read_words(event: CrisisEvent) -> str:
    """What the person wrote with it, or why staff raised it, in clear; empty if neither."""
    return CrisisEvent.words.open(event.id, event.words) if event.words else ""


def _lock_event(event_id: UUID, caller: Caller) -> CrisisEvent:
    events = CrisisEvent.objects.visible_to(caller).select_for_update(of=("self",), no_key=True)
    event = events.filter(id=event_id).first()
    if event is None:
        raise UnknownEventError
    return event


def _acknowledge(event: CrisisEvent, caller: Caller, now: datetime) -> list[str]:
    event.human_reviewed = True
    event.acknowledged_at = now
    event.acknowledged_by_id, event.acknowledged_by_uuid = account_of(caller)
    return ["human_reviewed", "acknowledged_at", "acknowledged_by_id", "acknowledged_by_uuid"]


def _added_to_note(event: CrisisEvent, text: str) -> str:
    earlier = read_note(event)
    return f"{earlier}{_NOTE_SEPARATOR}{text}" if earlier else text


def _ends_with(event: CrisisEvent, text: str) -> bool:
    note = read_note(event)
    return note == text or note.endswith(_NOTE_SEPARATOR + text)
