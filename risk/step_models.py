"""What was done about a crisis event, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from resona.accounts.actors import actor_key
from resona.accounts.models import ApiKey, User
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import Duties, Followed
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import refuses_direct_delete, refuses_update, remembers_actor, stays
from risk.querysets import CrisisEventStepQuerySet

if TYPE_CHECKING:
    from risk.models import CrisisEvent

MAX_NOTE_CHARACTERS: Final = 5000  # as long as a message may be

_COLUMNS = ("id", "user_id", "event_id", "kind", "resolution", "at", "actor_id_uuid", "performer")
_EMPTIES = ("text", "actor_id", "corrects")


def _empties(column: str) -> str:
    """The condition that an UPDATE empties this column, and changes nothing else."""
    others = (*_COLUMNS, *(each for each in _EMPTIES if each != column))
    return f"OLD.{column} IS NOT NULL AND NEW.{column} IS NULL AND {stays(*others)}"


# What of a step may change: the key to whoever took it empties when their account goes, that to a step of another
# record when that person goes, and the words once a step of another person's record has them.
_MAY_CHANGE = (
    f"({_empties('actor_id')}) OR ({_empties('corrects')}) OR ({_empties('text')} AND resona_step_was_moved(OLD.id))"
)


class Resolution(models.TextChoices):
    """How a crisis event turned out."""

    CONFIRMED = "confirmed", "confirmed"
    FALSE_ALARM = "false_alarm", "false alarm"
    TRANSFERRED = "transferred", "transferred"
    OTHER = "other", "other"
    # Said by moving it to the record of whom it is about, and in no other way.
    WRONG_PERSON = "wrong_person", "filed under the wrong person"
    # Of events of earlier releases that came from no words; never chosen by anybody.
    TO_REVIEW = "to_review", "left to a review: no words raised it"


class CrisisEventStep(Record):
    """One thing that somebody did about a crisis event, or that was done of itself; append-only.

    What was written in the wrong person's record is moved: a step in the right one `corrects` the first and takes its
    words along, and so does, beside the first, one that says that it was moved.
    """

    class Kind(models.TextChoices):
        ACKNOWLEDGED = "acknowledged", "acknowledged"
        UNDONE = "undone", "acknowledging undone"
        NOTE = "note", "note"
        TAKEN = "taken", "taken over"
        PASSED = "passed", "passed on"
        ESCALATED = "escalated", "escalated"
        TOLD = "told", "told"
        RESOLVED = "resolved", "resolved"
        REOPENED = "reopened", "reopened"
        CORRECTED = "corrected", "corrected"
        MOVED = "moved", "moved to another record"

    user = DatabaseForeignKey(User, related_name="crisis_event_steps", db_index=False, db_comment="The person")
    event: DatabaseForeignKey[CrisisEvent, CrisisEvent] = DatabaseForeignKey(
        "risk.CrisisEvent", related_name="steps", db_index=False, db_comment="What it was done about"
    )
    kind = models.CharField(max_length=20, choices=Kind, db_comment="acknowledged, note, resolved, reopened, …")
    resolution = models.CharField(
        max_length=20,
        choices=Resolution,
        null=True,
        blank=True,
        db_comment="How it turned out, where the step says so; empty: it does not",
    )
    text = SealedTextField(null=True, blank=True, db_comment="What was written; empty: nothing, or it was moved")
    actor = actor_key("actor_id", related_name="crisis_event_steps_taken", comment="Who did it; empty: done of itself")
    actor_id_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    performer = SealedTextField(
        null=True, blank=True, db_comment="On whose behalf another system did it, as JSON; empty: nobody's"
    )
    at = models.DateTimeField(db_default=Now(), db_comment="When")
    corrects: DatabaseForeignKey[CrisisEventStep | None, CrisisEventStep | None] = DatabaseForeignKey(
        "self",
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        named_by_field=True,
        related_name="corrections",
        db_column="corrects",
        db_index=False,
        db_comment="The step in the wrong person's record whose words it took along, or that it says was moved",
    )

    objects = CrisisEventStepQuerySet.as_manager()
    duties = Duties(
        may_change=("text",),
        kept=("kind", "resolution"),
        not_shown={"corrects": "a step of another person's record"},
        followed=Followed(kind="crisis_event_step", scope=ApiKey.Scope.RECORDS_READ),
    )

    class Meta:
        db_table = "crisis_event_steps"
        db_table_comment = "What was done about crisis events, step by step; append-only"
        ordering = ("-at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_crisis_event_steps_kind",
                condition=Q(
                    kind__in=(
                        "acknowledged",
                        "undone",
                        "note",
                        "taken",
                        "passed",
                        "escalated",
                        "told",
                        "resolved",
                        "reopened",
                        "corrected",
                        "moved",
                    )
                ),
            ),
            models.CheckConstraint(
                name="ck_crisis_event_steps_resolution",
                condition=Q(resolution__isnull=True)
                | Q(resolution__in=("confirmed", "false_alarm", "transferred", "other", "wrong_person", "to_review")),
            ),
            remembers_actor("crisis_event_steps", "actor_id"),
            refuses_update("crisis_event_steps", unless=_MAY_CHANGE),
            refuses_direct_delete(
                "crisis_event_steps", parent="users", key="user_id", or_parent=("crisis_events", "event_id")
            ),
        ]
        indexes = [
            # The cascade's own look-up of a person.
            NamedIndex(name="idx_crisis_event_steps_user_id", fields=("user", "at")),
            # An event's steps in their order; the cascade's own look-up of the event.
            NamedIndex(name="idx_crisis_event_steps_event_id", fields=("event", "at")),
            # What a member of staff did; the look-up of the account's SET NULL.
            NamedIndex(name="idx_crisis_event_steps_actor_id", fields=("actor",), condition=Q(actor__isnull=False)),
            # Where what was written by mistake went to; the look-up of its SET NULL.
            NamedIndex(
                name="idx_crisis_event_steps_corrects", fields=("corrects",), condition=Q(corrects__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {str(self.id)[-8:]}"
