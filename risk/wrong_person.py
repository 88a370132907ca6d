"""What was filed under the wrong person goes to the right record: a note, or a whole crisis event with its notes.

The words go along and stay behind nowhere, for they are about whom they are about: the right record has them, sealed
for it, by whoever wrote them and when; the wrong one keeps that something was filed there by mistake.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast
from uuid import UUID

from django.db import transaction

from resona.accounts.callers import account_of
from resona.accounts.models import User
from resona.accounts.teams import UnknownPersonError
from resona.compliance.emergency import explaining
from resona.errors import ResonaError
from resona.postgres.models import new_id
from resona.site.search import read_search
from risk.corrections import set_open
from risk.crisis_events import Source, crisis_row, raise_events
from risk.event_steps import read_step, write_step_of
from risk.models import CrisisEvent, CrisisEventStep
from risk.policy import RiskLevel
from risk.querysets import CrisisEventStepQuerySet
from risk.resolved import follow_resolution
from risk.services import keep_note, lock_event, read_note, read_words, set_acknowledged
from risk.step_models import Resolution

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

# Before what a person said or wrote with another's device, in their own record.
WITH_ANOTHERS_DEVICE: Final = "Said with another person's device:"


class UnknownStepError(ResonaError):
    """There is no such note, or none that you may see, or it was moved already."""

    status = 404


class SamePersonError(ResonaError):
    """It stands in this person's record already."""

    status = 409


class NoEventError(ResonaError):
    """This person has no crisis event that the note could stand with. Raise one on their page, then move the note."""

    status = 409


class MovedAlreadyError(ResonaError):
    """The crisis event was moved to another person's record already."""

    status = 409


def find_person(written: str, caller: Caller) -> User:
    """The person of this code or id, whom the caller sees. Raises UnknownPersonError."""
    sought, people = read_search(written), User.objects.visible_to(caller).people()
    if sought.id is not None:
        found = list(people.filter(id=sought.id))
    else:
        found = list(people.called(sought.code_tail)[:2]) if sought.code_tail else []
    if len(found) != 1:
        raise UnknownPersonError
    return found[0]


@transaction.atomic
def move_note(*, step_id: UUID, person_id: UUID, caller: Caller, now: datetime) -> CrisisEvent:
    """Moves what was written with a step to the crisis event of another person, and returns that: the newest that is
    open or, without one, the newest.

    Where it was the reason of a resolution, the event is open again, and the caller takes care of it: nobody has acted
    for that person. Raises UnknownStepError, UnknownPersonError, SamePersonError, NoEventError, SealedValueError.
    """
    step = written_steps().visible_to(caller).filter(id=step_id).first()
    if step is None:
        raise UnknownStepError
    lock_people((step.user_id, person_id), caller)
    target = _event_of(person_id, caller)
    event = lock_event(step.event_id, caller)
    step.refresh_from_db()
    if step.text is None:
        raise UnknownStepError
    with explaining(caller, step.user_id):
        if _is_reason_of(step, event):
            _open_again(event, caller, now)
        move_words(step, target, caller=caller, now=now)
    return target


@transaction.atomic
def move_event(*, event_id: UUID, person_id: UUID, caller: Caller, now: datetime, words: str = "") -> CrisisEvent:
    """Raises the event for another person, with its notes, and closes it here; returns that of the other person.

    It is told anew and has a due time of its own. `words`: what the person said, where the event itself has no words.
    Raises UnknownEventError, UnknownPersonError, SamePersonError, MovedAlreadyError, SealedValueError.
    """
    user_id = CrisisEvent.objects.visible_to(caller).filter(id=event_id).values_list("user_id", flat=True).first()
    if user_id is not None:
        lock_people((user_id, person_id), caller)
    event = lock_event(event_id, caller)
    if event.corrected_to_id is not None:
        raise MovedAlreadyError
    with explaining(caller, event.user_id):
        target = _raise_for(person_id, event, words or read_words(event), now)
        hand_over(event, target, caller=caller, now=now)
    return target


def written_steps() -> CrisisEventStepQuerySet:
    """Steps with which somebody wrote something; whom the clinic told of it itself is nobody's note."""
    return CrisisEventStep.objects.filter(text__isnull=False).exclude(kind=CrisisEventStep.Kind.TOLD)


def hand_over(event: CrisisEvent, target: CrisisEvent, *, caller: Caller, now: datetime) -> None:
    """Moves all notes of an event that is locked to that of another person, and closes it."""
    keep_note(event, now=now)
    event.resolution_note = None
    for step in written_steps().filter(event=event).order_by("at", "id"):
        move_words(step, target, caller=caller, now=now)
    close_as_wrong(event, target, caller=caller, now=now)


def close_as_wrong(event: CrisisEvent, target: CrisisEvent | None, *, caller: Caller, now: datetime) -> None:
    """Closes an event that is locked as filed under the wrong person; `target`: that of the right one, if there is."""
    kind = CrisisEventStep.Kind.RESOLVED if event.resolved_at is None else CrisisEventStep.Kind.CORRECTED
    changed = [] if event.human_reviewed else set_acknowledged(event, caller, now)
    keep_note(event, now=now)
    event.resolution, event.resolution_note, event.corrected_to = Resolution.WRONG_PERSON, None, target
    changed += ["resolution", "resolution_note", "corrected_to_id"]
    if target is not None:
        event.words = None
        changed.append("words")
    if event.resolved_at is None:
        event.resolved_at = now
        event.resolved_by_id, event.resolved_by_uuid = account_of(caller)
        changed += ["resolved_at", "resolved_by_id", "resolved_by_uuid"]
    event.save(update_fields=changed)
    write_step_of(event, kind, at=now, caller=caller, resolution=Resolution.WRONG_PERSON)
    follow_resolution(event, caller, now)


def lock_people(people: Sequence[UUID], caller: Caller) -> None:
    """Locks people whom the caller sees, in the order of their ids. Raises SamePersonError, UnknownPersonError."""
    if len(set(people)) < len(people):
        raise SamePersonError
    seen = User.objects.visible_to(caller).people().filter(id__in=people).order_by("id")
    if len(seen.select_for_update(of=("self",), no_key=True)) < len(people):
        raise UnknownPersonError


def _event_of(person_id: UUID, caller: Caller) -> CrisisEvent:
    """The event that a note of this person stands with."""
    events = CrisisEvent.objects.visible_to(caller).filter(user_id=person_id)
    newest = events.order_by("-created_at", "-id")
    event = newest.filter(resolved_at__isnull=True).first() or newest.first()
    if event is None:
        raise NoEventError
    return event


def _is_reason_of(step: CrisisEventStep, event: CrisisEvent) -> bool:
    """Whether the event counts as resolved because of what was written with this step."""
    kinds = (CrisisEventStep.Kind.RESOLVED, CrisisEventStep.Kind.CORRECTED)
    return event.resolved_at is not None and step.kind in kinds and read_step(step) == read_note(event)


def _open_again(event: CrisisEvent, caller: Caller, now: datetime) -> None:
    """Unless it was raised again since, for then that one is open."""
    source = {"user_id": event.user_id, "source_kind": event.source_kind, "source_uuid": event.source_uuid}
    if CrisisEvent.objects.filter(**source, resolved_at__isnull=True).exists():
        CrisisEvent.objects.filter(id=event.id).update(resolution_note=None)
        return
    event.save(update_fields=[*set_acknowledged(event, caller, now), *set_open(event, caller, now)])
    write_step_of(event, CrisisEventStep.Kind.REOPENED, at=now, caller=caller)


def move_words(step: CrisisEventStep, target: CrisisEvent, *, caller: Caller, now: datetime) -> None:
    """First they stand in the right record, by whoever wrote them; only then the database lets them go here."""
    step_id, text = new_id(), read_step(step)
    CrisisEventStep.objects.create(
        id=step_id,
        user_id=target.user_id,
        event_id=target.id,
        kind=CrisisEventStep.Kind.NOTE,
        text=CrisisEventStep.text.seal(step_id, text),
        actor_id=step.actor_id,
        actor_id_uuid=step.actor_id_uuid,
        performer=_sealed_again(step, step_id),
        at=step.at,
        corrects=step,
    )
    CrisisEventStep.objects.filter(id=step.id).update(text=None)
    account_id, account_uuid = account_of(caller)
    CrisisEventStep.objects.create(
        user_id=step.user_id,
        event_id=step.event_id,
        kind=CrisisEventStep.Kind.MOVED,
        actor_id=account_id,
        actor_id_uuid=account_uuid,
        at=now,
        corrects=step,
    )


def _sealed_again(step: CrisisEventStep, step_id: UUID) -> str | None:
    """On whose behalf it was written, for another step. Raises SealedValueError."""
    sealed = CrisisEventStep.performer
    return sealed.seal(step_id, sealed.open(step.id, step.performer)) if step.performer else None


def _raise_for(person_id: UUID, event: CrisisEvent, words: str, now: datetime) -> CrisisEvent:
    """Of a kind of its own: a member of staff says that it was this person."""
    row = crisis_row(
        user_id=person_id,
        source=Source(kind=CrisisEvent.SourceKind.STAFF, id=new_id()),
        level=cast("RiskLevel", event.risk_level),
        detection_method=event.detection_method,
        is_historical=event.is_historical,
        now=now,
        words=words,
    )
    assert row is not None  # events have levels that call for one
    (raised,) = raise_events([row])
    return CrisisEvent.objects.get(id=raised["id"])
