"""Notes: written once, signed by whoever writes, added to by others; read by colleagues, some of whom they mention."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from resona.accounts.callers import account_of
from resona.accounts.models import User
from resona.accounts.performers import Performer, seal_performer
from resona.care.colleagues import lock_seen, require_colleague
from resona.care.mentions import mentioned_in
from resona.care.models import CareNote, NoteRead
from resona.care.models.notes import MAX_NOTE_CHARACTERS
from resona.care.references import require_reference
from resona.care.times import require_past
from resona.compliance.emergency import explaining
from resona.encryption.sealing import SealedValueError
from resona.errors import Fault, InvalidInputError, ResonaError
from resona.given_text import read_text, require_text
from resona.postgres.models import new_id

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

MOST_MENTIONS: Final = 20


class NoteIdTakenError(ResonaError):
    """Something else is stored under this id already."""

    status = 409
    problem = "id-taken"


class UnknownNoteError(ResonaError):
    """There is no such note, or none that you may see."""

    status = 404


@dataclass(frozen=True, kw_only=True, slots=True)
class NewNote:
    """A note to be signed. A contact says how it went, and may say nothing else."""

    content: str = ""
    kind: str = CareNote.Kind.NOTE
    id: UUID | None = None  # the sender's own: sent again, it writes no second one
    contact_outcome: str | None = None
    about: Mapping[str, Any] | None = None
    amends_id: UUID | None = None
    mentions: Collection[UUID] = ()
    written_at: datetime | None = None  # when it was written or the contact was; None: now


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenNote:
    """A note, and whether it was written just now."""

    id: UUID
    is_new: bool


@transaction.atomic
def write_note(
    *, user_id: UUID, new: NewNote, caller: Caller, now: datetime, performer: Performer | None = None
) -> WrittenNote:
    """Writes a note and asks those whom it mentions to read it.

    With an id that is there already it is that one, if it says the same.
    Raises InvalidInputError, UnknownPersonError, NoteIdTakenError.
    """
    content = _require_content(new)
    person = lock_seen(user_id, caller)
    earlier = CareNote.objects.filter(id=new.id).first() if new.id else None
    if earlier is not None:
        _require_same(earlier, user_id, new, content)
        return WrittenNote(id=earlier.id, is_new=False)
    mentioned = _mentioned(person, new, content)
    _require_amendable(new, user_id, caller)
    note_id = new.id or new_id()
    account_id, account_uuid = account_of(caller)
    with explaining(caller, user_id):
        note = CareNote.objects.create(
            id=note_id,
            user_id=user_id,
            author_id=account_id,
            author_id_uuid=account_uuid,
            performer=seal_performer(CareNote.performer, note_id, performer),
            kind=new.kind,
            content=CareNote.content.seal(note_id, content) if content else None,
            contact_outcome=new.contact_outcome,
            about=require_reference(new.about, user_id=user_id, caller=caller, field="about"),
            amends_id=new.amends_id,
            written_at=require_past(new.written_at, now=now, field="written_at"),
            recorded_at=now,
        )
        NoteRead.objects.bulk_create(
            NoteRead(user_id=user_id, note=note, staff_id=staff_id, staff_id_uuid=staff_id, mentioned=True)
            for staff_id in sorted(mentioned)
            if staff_id != account_id
        )
    return WrittenNote(id=note_id, is_new=True)


@transaction.atomic
def read_notes(*, note_ids: Sequence[UUID], caller: Caller, now: datetime) -> int:
    """Marks these notes as read by the caller; how many were not. Their own, and what they may not see, stay out."""
    staff_id, _ = account_of(caller)
    if staff_id is None or not note_ids:
        return 0
    notes = unread_by(staff_id, CareNote.objects.visible_to(caller).filter(id__in=note_ids))
    found = list(notes.values_list("id", "user_id"))
    ids = [note_id for note_id, _ in found]
    mentioned = NoteRead.objects.filter(note_id__in=ids, staff_id_uuid=staff_id, at__isnull=True)
    mentioned.update(at=now)
    NoteRead.objects.bulk_create(
        [
            NoteRead(user_id=user_id, note_id=note_id, staff_id=staff_id, staff_id_uuid=staff_id, at=now)
            for note_id, user_id in found
        ],
        ignore_conflicts=True,  # the rows of those who were mentioned are there
    )
    return len(ids)


def unread_by(staff_id: UUID, notes: QuerySet[CareNote]) -> QuerySet[CareNote]:
    """Of these, the ones that this member of staff has neither written nor read."""
    read = NoteRead.objects.filter(note_id=OuterRef("pk"), staff_id_uuid=staff_id, at__isnull=False).order_by()
    return notes.filter(~Exists(read), moved_at__isnull=True).exclude(author_id_uuid=staff_id)


def notes_for(staff_id: UUID, caller: Caller) -> QuerySet[CareNote]:
    """The notes that mention this member of staff and that they have not read, newest first."""
    waiting = NoteRead.objects.filter(Q(staff_id=staff_id), at__isnull=True, note_id=OuterRef("pk")).order_by()
    notes = CareNote.objects.visible_to(caller).filter(Exists(waiting), moved_at__isnull=True)
    return notes.order_by("-written_at", "-id")


def read_content(note: CareNote) -> str:
    """What was written, in clear; empty if nothing was. Raises SealedValueError."""
    return CareNote.content.open(note.id, note.content) if note.content else ""


def _require_content(new: NewNote) -> str:
    """The words of a note. Raises InvalidInputError where its parts do not go together."""
    if new.kind not in CareNote.Kind.values:
        raise InvalidInputError([Fault(pointer="/kind", detail="is not known here")])
    if new.kind != CareNote.Kind.CONTACT:
        if new.contact_outcome is not None:
            raise InvalidInputError([Fault(pointer="/contact_outcome", detail="is for contacts alone")])
        return require_text(new.content, field="content", limit=MAX_NOTE_CHARACTERS)
    if new.contact_outcome not in CareNote.ContactOutcome.values:
        raise InvalidInputError([Fault(pointer="/contact_outcome", detail="is needed of a contact: how it went")])
    return read_text(new.content, field="content", limit=MAX_NOTE_CHARACTERS)


def _require_same(earlier: CareNote, user_id: UUID, new: NewNote, content: str) -> None:
    if (earlier.user_id, earlier.kind, earlier.contact_outcome) != (user_id, new.kind, new.contact_outcome):
        raise NoteIdTakenError
    try:
        is_same = read_content(earlier) == content
    except SealedValueError:
        is_same = False
    if not is_same:
        raise NoteIdTakenError


def _require_amendable(new: NewNote, user_id: UUID, caller: Caller) -> None:
    if new.amends_id is None:
        return
    if new.amends_id == new.id:
        raise InvalidInputError([Fault(pointer="/amends_id", detail="is the note itself")])
    if not CareNote.objects.visible_to(caller).filter(id=new.amends_id, user_id=user_id).exists():
        detail = "leads to no note about this person that you may see"
        raise InvalidInputError([Fault(pointer="/amends_id", detail=detail)])


def _mentioned(person: User, new: NewNote, content: str) -> set[UUID]:
    """Those chosen, and those named with an @. Raises InvalidInputError of who may not see the person."""
    if len(new.mentions) > MOST_MENTIONS:
        raise InvalidInputError([Fault(pointer="/mentions", detail=f"must have at most {MOST_MENTIONS} entries")])
    chosen = {
        require_colleague(person, staff_id, field=f"mentions/{place}").id for place, staff_id in enumerate(new.mentions)
    }
    if "@" not in content:
        return chosen
    staff = User.objects.filter(clinic_id=person.clinic_id, is_active=True).exclude(role=User.Role.PERSON)
    named = mentioned_in(content, dict(staff.values_list("id", "name")))
    if any(not User.objects.visible_to(one).filter(id=person.id).exists() for one in staff.filter(id__in=named)):
        raise InvalidInputError([Fault(pointer="/content", detail="mentions somebody who may not see this person")])
    return chosen | named
