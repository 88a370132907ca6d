"""Notes that staff write about a person, signed and never changed; and who has read them."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import ApiKey, User
from resona.care.querysets import CareNoteQuerySet, NoteReadQuerySet
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import APPEND, Duties, Expiring, Followed, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import refuses_update, remembers_actor, stays

MAX_NOTE_CHARACTERS: Final = 5000

_SIGNED: Final = (
    "id",
    "user_id",
    "author_id_uuid",
    "kind",
    "about",
    "written_at",
    "recorded_at",
    "performer",
)
_KEYS: Final = ("author_id", "amends_id", "corrects", "moved_by")
# What of a note may change: a key empties when the account, or the note that it leads to, goes; and what was said goes
# once a note in another person's record has it.
_GOES: Final = (
    f"{stays(*_SIGNED, 'content', 'contact_outcome', 'moved_at', 'moved_by_uuid')} AND NOT ({stays(*_KEYS)})"
    f" AND {' AND '.join(f'(NEW.{key} IS NULL OR {stays(key)})' for key in _KEYS)}"
)
_MOVES: Final = (
    f"{stays(*_SIGNED, 'author_id', 'amends_id', 'corrects')} AND NEW.content IS NULL AND NEW.contact_outcome IS NULL"
    " AND OLD.moved_at IS NULL AND NEW.moved_at IS NOT NULL AND resona_note_was_moved(OLD.id)"
)


class CareNote(Record):
    """A note about a person. Signed by its author when it is written; what is to be put right is added as another.

    What was written in the wrong person's record is moved: a note in the right one `corrects` it and has its words.
    """

    class Kind(models.TextChoices):
        NOTE = "note", "note"
        CONTACT = "contact", "contact"
        HANDOVER = "handover", "handover"
        SUPERVISION = "supervision", "supervision"

    class ContactOutcome(models.TextChoices):
        REACHED = "reached", "reached"
        NOT_REACHED = "not_reached", "not reached"
        LEFT_MESSAGE = "left_message", "left a message"
        REFUSED = "refused", "did not want to talk"

    user = DatabaseForeignKey(User, related_name="care_notes", db_index=False, db_comment="Whom it is about")
    author = actor_key("author_id", related_name="notes_written", comment="Who wrote and signed it")
    author_id_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    performer = SealedTextField(
        null=True, blank=True, db_comment="On whose behalf another system wrote it, as JSON; empty: nobody's"
    )
    kind = models.CharField(
        max_length=20,
        choices=Kind,
        default=Kind.NOTE,
        db_default="note",
        db_comment="note, contact, handover or supervision",
    )
    content = SealedTextField(
        max_characters=MAX_NOTE_CHARACTERS,
        null=True,
        blank=True,
        db_comment="What was written; empty: a contact of which nothing else was said, or it was moved",
    )
    contact_outcome = models.CharField(
        max_length=20,
        choices=ContactOutcome,
        null=True,
        blank=True,
        db_comment="Of a contact: reached, not_reached, left_message or refused; empty: it is none, or it was moved",
    )
    about = models.JSONField(
        null=True, blank=True, db_comment="{table, id}: the record that it is about; empty: the person as such"
    )
    amends = DatabaseForeignKey(
        "self",
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        named_by_field=True,
        related_name="amendments",
        db_index=False,
        db_comment="The note that it adds to; empty: none, or it is gone",
    )
    written_at = models.DateTimeField(db_default=Now(), db_comment="When it was written, or the contact was")
    recorded_at = models.DateTimeField(
        db_default=Now(), editable=False, db_comment="When it came to be known here; of what was told later, later"
    )
    moved_at = models.DateTimeField(
        null=True, blank=True, db_comment="When it was moved to the right person's record; empty: it stands here"
    )
    moved_by = actor_key("moved_by", related_name="notes_moved", comment="Who moved it; empty: nobody")
    moved_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    corrects: DatabaseForeignKey[CareNote | None, CareNote | None] = DatabaseForeignKey(
        "self",
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        named_by_field=True,
        related_name="corrections",
        db_column="corrects",
        db_index=False,
        db_comment="The note in the wrong person's record whose words it took along; empty: none, or it is gone",
    )

    objects = CareNoteQuerySet.as_manager()
    duties = Duties(
        followed=Followed(kind="note", scope=ApiKey.Scope.CARE_READ),
        rights=("SELECT", "INSERT", "DELETE"),  # deleted when it has expired, and never changed
        may_change=("content", "contact_outcome", "moved_at", "moved_by", "moved_by_uuid"),
        kept=("kind", "contact_outcome"),
        not_shown={"corrects": "a note of another person's record"},
        not_exported_where="moved_at IS NOT NULL",
        copies={"about": Treatment.JSON},
        expires=Expiring(dated_by="written_at"),
    )

    class Meta:
        db_table = "care_notes"
        db_table_comment = "Notes of staff about a person, attempts to reach them included; signed, never changed"
        verbose_name = "note"
        ordering = ("-written_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_care_notes_kind", condition=Q(kind__in=("note", "contact", "handover", "supervision"))
            ),
            models.CheckConstraint(
                name="ck_care_notes_contact_outcome",
                condition=Q(contact_outcome__isnull=True)
                | Q(contact_outcome__in=("reached", "not_reached", "left_message", "refused")),
            ),
            models.CheckConstraint(
                name="ck_care_notes_contact",
                condition=Q(moved_at__isnull=False)
                | Q(contact_outcome__isnull=False)
                | (~Q(kind="contact") & Q(content__isnull=False)),
            ),
            models.CheckConstraint(
                name="ck_care_notes_moved",
                condition=Q(moved_at__isnull=True) | Q(content__isnull=True, contact_outcome__isnull=True),
            ),
            models.CheckConstraint(
                name="ck_care_notes_not_itself", condition=Q(amends__isnull=True) | ~Q(amends=F("id"))
            ),
            remembers_actor("care_notes", "author_id"),
            remembers_actor("care_notes", "moved_by"),
            refuses_update("care_notes", unless=f"({_GOES}) OR ({_MOVES})"),
        ]
        indexes = [
            # A person's notes, newest first; the cascade's own look-up.
            NamedIndex(name="idx_care_notes_user_id", fields=("user", "written_at")),
            # The list of all notes, newest first.
            NamedIndex(name="idx_care_notes_written_at", fields=("written_at", "id")),
            # What was added to a note; the look-up of its SET NULL.
            actor_index("care_notes", "amends"),
            # What a member of staff wrote; the look-up of the account's SET NULL.
            actor_index("care_notes", "author"),
            # Where a note went, and what a member of staff moved; the look-ups of their SET NULLs.
            actor_index("care_notes", "corrects"),
            actor_index("care_notes", "moved_by"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {str(self.id)[-8:]}"


class NoteRead(Record):
    """That a member of staff has read a note; or, without a time, that it mentions them and they have not."""

    user = DatabaseForeignKey(User, related_name="note_reads", db_index=False, db_comment="Whom the note is about")
    note = DatabaseForeignKey(CareNote, related_name="reads", db_index=False, db_comment="Which note")
    staff = actor_key("staff_id", related_name="notes_read", comment="Who of the staff")
    staff_id_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    mentioned = models.BooleanField(default=False, db_default=False, db_comment="The note mentions them")
    at = models.DateTimeField(null=True, blank=True, db_comment="When they read it; empty: not yet")

    objects = NoteReadQuerySet.as_manager()
    duties = Duties(rights=APPEND, may_change=("at",), kept=("mentioned",))

    class Meta:
        db_table = "note_reads"
        db_table_comment = "Who of the staff has read which note, and whom it mentions"
        ordering = ("-note__written_at",)
        constraints = [
            # Serves who has read a note, and the cascade's own look-up, too.
            models.UniqueConstraint(name="uq_note_reads_note_staff", fields=("note", "staff_id_uuid")),
            remembers_actor("note_reads", "staff_id"),
        ]
        indexes = [
            # Of a person, which notes were read; the cascade's own look-up.
            NamedIndex(name="idx_note_reads_user_id", fields=("user",)),
            # What mentions a member of staff and waits for them: their day.
            NamedIndex(name="idx_note_reads_unread", fields=("staff",), condition=Q(at__isnull=True)),
            # What a member of staff has read; the look-up of the account's SET NULL.
            actor_index("note_reads", "staff"),
        ]

    def __str__(self) -> str:
        return f"read {str(self.id)[-8:]}"
