"""Notes that were filed under the wrong person: moved to the right record, with whoever wrote them and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from resona.accounts.callers import account_of
from resona.accounts.models import User
from resona.care.models import CareNote, NoteRead
from resona.care.notes import UnknownNoteError, read_content
from resona.compliance.emergency import explaining
from resona.errors import ResonaError
from resona.postgres.models import new_id
from risk.wrong_person import lock_people

if TYPE_CHECKING:
    from resona.accounts.querysets import Caller

FILED_BY_MISTAKE: Final = "Filed here by mistake: moved to another record."
CAME_FROM_ELSEWHERE: Final = "Moved here: it had been filed in another record by mistake."


class MovedNoteError(ResonaError):
    """This note was moved to another record already."""

    status = 409


@dataclass(frozen=True, kw_only=True, slots=True)
class MovedNote:
    """That a note went to another record, or came from one."""

    words: str
    other: CareNote | None = None  # the note there; None: the reader does not see that person


@transaction.atomic
def move_note(*, note_id: UUID, person_id: UUID, caller: Caller, now: datetime) -> CareNote:
    """Moves a note to the record of whom it is about, and returns that of the right record; here it stays said that
    something was filed by mistake.

    Raises UnknownNoteError, UnknownPersonError, SamePersonError, MovedNoteError, SealedValueError.
    """
    note = CareNote.objects.visible_to(caller).filter(id=note_id).first()
    if note is None:
        raise UnknownNoteError
    lock_people((note.user_id, person_id), caller)
    note.refresh_from_db()
    if note.moved_at is not None:
        raise MovedNoteError
    with explaining(caller, note.user_id):
        moved = _write_again(note, person_id, now)
        _ask_again(note, moved)
        account_id, account_uuid = account_of(caller)
        CareNote.objects.filter(id=note.id).update(
            content=None, contact_outcome=None, moved_at=now, moved_by=account_id, moved_by_uuid=account_uuid
        )
    return moved


def moved_notes(notes: Collection[CareNote], caller: Caller) -> Mapping[UUID, MovedNote]:
    """Of these notes, those that went to another record or came from one. At most two statements."""
    went, came = [note for note in notes if note.moved_at], [note for note in notes if note.corrects_id]
    if not went and not came:
        return {}
    seen = CareNote.objects.visible_to(caller).select_related("user")
    others = list(
        seen.filter(Q(corrects__in=[note.id for note in went]) | Q(id__in=[note.corrects_id for note in came]))
    )
    by_id, by_first = {one.id: one for one in others}, {one.corrects_id: one for one in others}
    found = {note.id: MovedNote(words=CAME_FROM_ELSEWHERE, other=_other(by_id, note.corrects_id)) for note in came}
    return found | {note.id: MovedNote(words=FILED_BY_MISTAKE, other=by_first.get(note.id)) for note in went}


def _other(notes: Mapping[UUID, CareNote], note_id: UUID | None) -> CareNote | None:
    return None if note_id is None else notes.get(note_id)


def _write_again(note: CareNote, person_id: UUID, now: datetime) -> CareNote:
    """First it stands in the right record, by whoever wrote it; only then the database lets it go here.

    What it was about and what it added to are records of the other person: that does not go along.
    """
    moved_id, content = new_id(), read_content(note)
    performer = CareNote.performer.open(note.id, note.performer) if note.performer else ""
    return CareNote.objects.create(
        id=moved_id,
        user_id=person_id,
        author_id=note.author_id,
        author_id_uuid=note.author_id_uuid,
        performer=CareNote.performer.seal(moved_id, performer) if performer else None,
        kind=note.kind,
        content=CareNote.content.seal(moved_id, content) if content else None,
        contact_outcome=note.contact_outcome,
        written_at=note.written_at,
        recorded_at=now,
        corrects=note,
    )


def _ask_again(note: CareNote, moved: CareNote) -> None:
    """Whom it mentions is asked to read it there, as far as they see that person."""
    mentioned = User.objects.filter(is_active=True, notes_read__note=note, notes_read__mentioned=True)
    NoteRead.objects.bulk_create(
        NoteRead(user_id=moved.user_id, note=moved, staff_id=staff.id, staff_id_uuid=staff.id, mentioned=True)
        for staff in mentioned
        if User.objects.visible_to(staff).filter(id=moved.user_id).exists()
    )
