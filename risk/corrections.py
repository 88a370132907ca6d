"""Puts right what was done about crisis events: undoes, reopens, corrects, adds notes."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from resona.accounts.callers import account_of
from resona.compliance.emergency import explaining
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.given_text import require_text
from risk.clock import disown
from risk.event_steps import is_noted, write_step_of
from risk.models import CrisisEvent, CrisisEventStep
from risk.querysets import CrisisEventQuerySet
from risk.resolved import follow_resolution
from risk.services import (
    CHOSEN_RESOLUTIONS,
    keep_note,
    lock_episode,
    lock_event,
    read_note,
    set_acknowledged,
    set_resolution,
)
from risk.step_models import MAX_NOTE_CHARACTERS

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# How long pages offer to undo.
UNDO_WITHIN: Final = timedelta(seconds=10)
# How much later it may arrive: a press in the last second is on its way for some.
UNDO_ARRIVES_WITHIN: Final = UNDO_WITHIN + timedelta(seconds=5)


class UndoConflictError(ResonaError):
    """Only whoever acknowledged a crisis event can undo it, within ten seconds and before anything else was done."""

    status = 409
    problem = "too-late-to-undo"


class NotResolvedError(ResonaError):
    """The crisis event is not resolved: there is no resolution to correct."""

    status = 409
    problem = "not-resolved"


class ReopenConflictError(ResonaError):
    """Another crisis event is open for the same reason: act on that one."""

    status = 409
    problem = "open-for-same-reason"


@transaction.atomic
def undo_acknowledgement(*, event_id: UUID, caller: Caller, now: datetime) -> CrisisEvent:
    """Takes back what the caller acknowledged last of this event's episode, just now and with one press: all of it.

    The event that stands for the episode in a row may have been acknowledged long before the others. One that nobody
    acknowledged stays as it is. Raises UnknownEventError, UndoConflictError.
    """
    lock_episode(event_id, caller)
    event = lock_event(event_id, caller)
    if not event.human_reviewed:
        return event
    pressed = _last_press(event, caller)
    if not pressed or not all(_may_undo(one, caller, now) for one in pressed):
        raise UndoConflictError
    for one in pressed:
        _undo(one, caller, now)
    event.refresh_from_db()
    return event


def seconds_to_undo(event: CrisisEvent, caller: Caller, now: datetime) -> int:
    """For how many whole seconds this caller is still offered to undo what they acknowledged last of its episode; 0
    where they are not."""
    if event.resolved_at is not None:
        return 0
    last = _acknowledged_by(event, caller).aggregate(at=Max("acknowledged_at"))["at"]
    return 0 if last is None else max(0, ceil((UNDO_WITHIN - (now - last)).total_seconds()))


@transaction.atomic
def add_note(*, event_id: UUID, note: str, caller: Caller, now: datetime) -> CrisisEvent:
    """Adds a note to an event, open or resolved. The same note again changes nothing.

    Raises InvalidInputError, UnknownEventError.
    """
    text = require_text(note, field="note", limit=MAX_NOTE_CHARACTERS)
    event = lock_event(event_id, caller)
    if not is_noted(event, text):
        with explaining(caller, event.user_id):
            write_step_of(event, CrisisEventStep.Kind.NOTE, caller=caller, at=now, text=text)
    return event


@transaction.atomic
def reopen_event(*, event_id: UUID, reason: str, caller: Caller, now: datetime) -> CrisisEvent:
    """Opens a resolved event again; the caller takes care of it from now. One that is open stays as it is.

    How it was resolved stays in its steps. Raises InvalidInputError, UnknownEventError, ReopenConflictError.
    """
    text = require_text(reason, field="reason", limit=MAX_NOTE_CHARACTERS)
    event = lock_event(event_id, caller)
    if event.resolved_at is None:
        return event
    if _has_open_twin(event):
        raise ReopenConflictError
    changed = [*set_acknowledged(event, caller, now), *set_open(event, caller, now)]
    with explaining(caller, event.user_id):
        event.save(update_fields=changed)
        write_step_of(event, CrisisEventStep.Kind.REOPENED, caller=caller, at=now, text=text)
    return event


@transaction.atomic
def correct_resolution(*, event_id: UUID, resolution: str, note: str, caller: Caller, now: datetime) -> CrisisEvent:
    """Puts another outcome, or another note, in the place of that of a resolved event; the earlier one stays a step.

    The same again changes nothing. Raises InvalidInputError, UnknownEventError, NotResolvedError.
    """
    text = require_text(note, field="note", limit=MAX_NOTE_CHARACTERS)
    if resolution not in CHOSEN_RESOLUTIONS:
        raise InvalidInputError([Fault(pointer="/resolution", detail="is not a resolution known here")])
    event = lock_event(event_id, caller)
    if event.resolved_at is None:
        raise NotResolvedError
    if (event.resolution, read_note(event)) != (resolution, text):
        with explaining(caller, event.user_id):
            event.corrected_to = None
            event.save(update_fields=[*set_resolution(event, resolution, text, now=now), "corrected_to_id"])
            write_step_of(
                event, CrisisEventStep.Kind.CORRECTED, caller=caller, at=now, text=text, resolution=resolution
            )
            follow_resolution(event, caller, now)
    return event


def _acknowledged_by(event: CrisisEvent, caller: Caller) -> CrisisEventQuerySet:
    """The open events of this one's episode that the caller acknowledged."""
    own = {"acknowledged_by_uuid": account_of(caller)[1], "human_reviewed": True, "resolved_at": None}
    of_episode = CrisisEvent.objects.visible_to(caller).filter(user_id=event.user_id, episode_uuid=event.episode_uuid)
    return of_episode.filter(**own)


def _last_press(event: CrisisEvent, caller: Caller) -> list[CrisisEvent]:
    """Of these, those that the latest press acknowledged; locked."""
    own = _acknowledged_by(event, caller)
    last = own.aggregate(at=Max("acknowledged_at"))["at"]
    pressed = own.filter(acknowledged_at=last).select_for_update(of=("self",), no_key=True)
    return [] if last is None else list(pressed.order_by("id"))


def _undo(event: CrisisEvent, caller: Caller, now: datetime) -> None:
    event.human_reviewed = False
    event.acknowledged_at = event.acknowledged_by = event.acknowledged_by_uuid = None
    changed = ["human_reviewed", "acknowledged_at", "acknowledged_by_id", "acknowledged_by_uuid", *disown(event)]
    with explaining(caller, event.user_id):
        event.save(update_fields=changed)
        write_step_of(event, CrisisEventStep.Kind.UNDONE, caller=caller, at=now)


def _may_undo(event: CrisisEvent, caller: Caller, now: datetime) -> bool:
    latest = event.steps.exclude(kind=CrisisEventStep.Kind.TOLD).order_by("-at", "-id").first()
    return (
        event.resolved_at is None
        and event.acknowledged_at is not None
        and event.acknowledged_by_uuid == account_of(caller)[1]
        and now - event.acknowledged_at <= UNDO_ARRIVES_WITHIN
        and latest is not None
        and latest.kind == CrisisEventStep.Kind.ACKNOWLEDGED
    )


def _has_open_twin(event: CrisisEvent) -> bool:
    """Whether an event of the same source was raised since: two of one source cannot be open."""
    of_source = {"user_id": event.user_id, "source_kind": event.source_kind, "source_uuid": event.source_uuid}
    return CrisisEvent.objects.filter(**of_source, resolved_at__isnull=True).exists()


def set_open(event: CrisisEvent, caller: Caller, now: datetime) -> list[str]:
    """Empties how it was resolved; the names of what is changed."""
    keep_note(event, now=now)
    event.resolved_at = event.resolved_by = event.resolved_by_uuid = event.resolution = event.resolution_note = None
    event.corrected_to = None
    event.reopened_at = now
    event.reopened_by_id, event.reopened_by_uuid = account_of(caller)
    resolved = ["resolved_at", "resolved_by_id", "resolved_by_uuid", "resolution", "resolution_note", "corrected_to_id"]
    return [*resolved, "reopened_at", "reopened_by_id", "reopened_by_uuid"]
