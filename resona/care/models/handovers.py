"""A shift's handover: signed by who gives and who takes it, a row a person."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import CareTeam, Clinic, User
from resona.care.querysets import HandoverItemQuerySet, HandoverQuerySet
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import APPEND, Duties, Expiring
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import remembers_actor

MAX_ITEM_CHARACTERS: Final = 2000


class Handover(Record):
    """That one shift of a team handed over to the next. What is about people stands in its items."""

    clinic = DatabaseForeignKey(
        Clinic, OnDelete.RESTRICT, related_name="shift_handovers", db_index=False, db_comment="Of which clinic"
    )
    care_team = DatabaseForeignKey(
        CareTeam,
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        related_name="team_handovers",
        db_index=False,
        db_comment="Of which team; empty: it is gone",
    )
    given_by = actor_key("given_by", related_name="handovers_given", comment="Who hands over")
    given_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    taken_by = actor_key("taken_by", related_name="handovers_taken", comment="Who takes over; empty: nobody yet")
    taken_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    given_for = SealedTextField(
        null=True, blank=True, db_comment="On whose behalf another system hands over, as JSON; empty: nobody's"
    )
    taken_for = SealedTextField(
        null=True, blank=True, db_comment="On whose behalf another system takes over, as JSON; empty: nobody's"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was begun")
    signed_at = models.DateTimeField(null=True, blank=True, db_comment="When who gives signed; empty: being written")
    taken_at = models.DateTimeField(null=True, blank=True, db_comment="When who takes signed; empty: not yet")

    objects = HandoverQuerySet.as_manager()
    duties = Duties(
        nobody="which shift handed over to which; what is about people stands in its items",
        rights=APPEND,
        may_change=("given_for", "signed_at", "taken_by", "taken_by_uuid", "taken_for", "taken_at"),
        kept=("care_team",),
    )

    class Meta:
        db_table = "handovers"
        db_table_comment = "Handovers from shift to shift, signed by who gives and who takes"
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_handovers_taken", condition=Q(taken_at__isnull=True) | Q(signed_at__isnull=False)
            ),
            remembers_actor("handovers", "given_by"),
            remembers_actor("handovers", "taken_by"),
        ]
        indexes = [
            # The clinic's handovers, newest first.
            NamedIndex(name="idx_handovers_clinic_id", fields=("clinic", "created_at")),
            # A team's handovers, newest first: the last one.
            NamedIndex(
                name="idx_handovers_care_team_id",
                fields=("care_team", "created_at"),
                condition=Q(care_team__isnull=False),
            ),
            # The look-ups of the SET NULLs of accounts.
            actor_index("handovers", "given_by"),
            actor_index("handovers", "taken_by"),
        ]

    def __str__(self) -> str:
        return f"handover {str(self.id)[-8:]}"


class HandoverItem(Record):
    """What is handed over of one person."""

    handover = DatabaseForeignKey(Handover, related_name="items", db_index=False, db_comment="In which handover")
    user = DatabaseForeignKey(User, related_name="handover_items", db_index=False, db_comment="Whom it is about")
    text = SealedTextField(
        max_characters=MAX_ITEM_CHARACTERS, null=True, blank=True, db_comment="What to know; empty: nothing was written"
    )
    due_at = models.DateTimeField(null=True, blank=True, db_comment="What is due first, by when; empty: nothing is")
    accepted = models.BooleanField(
        null=True, blank=True, db_comment="Whether it was taken over; false: returned; empty: not said yet"
    )
    returned_because = SealedTextField(
        max_characters=MAX_ITEM_CHARACTERS, null=True, blank=True, db_comment="Why it was returned; empty: it was not"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was added")

    objects = HandoverItemQuerySet.as_manager()
    duties = Duties(
        rights=("SELECT", "INSERT", "DELETE"),
        may_change=("text", "due_at", "accepted", "returned_because"),
        kept=("accepted",),
        expires=Expiring(dated_by="created_at"),
    )

    class Meta:
        db_table = "handover_items"
        db_table_comment = "What is handed over of each person"
        ordering = ("created_at", "id")
        constraints = [
            # Serves the items of a handover, and the cascade's own look-up, too.
            models.UniqueConstraint(name="uq_handover_items_person", fields=("handover", "user")),
        ]
        # What was handed over of a person; the cascade's own look-up.
        indexes = [NamedIndex(name="idx_handover_items_user_id", fields=("user", "created_at"))]

    def __str__(self) -> str:
        return f"item {str(self.id)[-8:]}"
