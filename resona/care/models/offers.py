"""What one member of staff offers to another to answer for: a crisis event, or a person."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import User
from resona.care.querysets import CareOfferQuerySet
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import Duties, Expiring
from resona.postgres.foreign_keys import DatabaseForeignKey
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import remembers_actor
from risk.models import CrisisEvent

MAX_OFFER_CHARACTERS: Final = 1000
_OPEN: Final = Q(answer__isnull=True)


class CareOffer(Record):
    """One offer. Whoever answered for it does so until the other takes it; what is returned stays where it was."""

    class Kind(models.TextChoices):
        EVENT = "event", "crisis event"
        LEAD = "lead", "person"

    class Answer(models.TextChoices):
        TAKEN = "taken", "taken"
        RETURNED = "returned", "returned"
        WITHDRAWN = "withdrawn", "no longer offered"

    user = DatabaseForeignKey(User, related_name="care_offers", db_index=False, db_comment="Whom it is about")
    kind = models.CharField(max_length=10, choices=Kind, db_comment="event or lead: what is offered")
    crisis_event = DatabaseForeignKey(
        CrisisEvent,
        null=True,
        blank=True,
        related_name="event_offers",
        db_index=False,
        db_comment="The event; of a person as such empty",
    )
    given_by = actor_key("given_by", related_name="offers_given", comment="Who offers it")
    given_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    performer = SealedTextField(
        null=True, blank=True, db_comment="On whose behalf another system offers it, as JSON; empty: nobody's"
    )
    to_staff = actor_key("to_staff_id", related_name="offers_received", comment="To whom")
    to_staff_id_uuid = models.UUIDField(null=True, blank=True, db_comment="To whom, kept when the account is gone")
    note = SealedTextField(
        max_characters=MAX_OFFER_CHARACTERS, null=True, blank=True, db_comment="What to know of it; empty: nothing"
    )
    offered_at = models.DateTimeField(db_default=Now(), db_comment="When")
    answer = models.CharField(
        max_length=10, choices=Answer, null=True, blank=True, db_comment="taken, returned or withdrawn; empty: open"
    )
    answered_at = models.DateTimeField(null=True, blank=True, db_comment="When; empty: it is open")
    answer_note = SealedTextField(
        max_characters=MAX_OFFER_CHARACTERS, null=True, blank=True, db_comment="Why it was returned; empty: not said"
    )
    answer_performer = SealedTextField(
        null=True, blank=True, db_comment="Who answered, where another system said so for them, as JSON; empty: nobody"
    )

    objects = CareOfferQuerySet.as_manager()
    duties = Duties(
        rights=("SELECT", "INSERT", "DELETE"),
        may_change=("answer", "answered_at", "answer_note", "answer_performer"),
        kept=("kind", "answer"),
        expires=Expiring(dated_by="offered_at", only_where="answer IS NOT NULL"),
    )

    class Meta:
        db_table = "care_offers"
        db_table_comment = "What staff offered one another to answer for, and what came of it"
        verbose_name = "offer"
        ordering = ("-offered_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_care_offers_kind",
                condition=Q(kind="event", crisis_event__isnull=False) | Q(kind="lead", crisis_event__isnull=True),
            ),
            models.CheckConstraint(
                name="ck_care_offers_answer",
                condition=Q(answer__isnull=True, answered_at__isnull=True)
                | Q(answer__in=("taken", "returned", "withdrawn"), answered_at__isnull=False),
            ),
            # What is offered to one is offered to nobody else meanwhile.
            models.UniqueConstraint(
                name="uq_care_offers_event", fields=("crisis_event",), condition=_OPEN & Q(kind="event")
            ),
            models.UniqueConstraint(name="uq_care_offers_lead", fields=("user",), condition=_OPEN & Q(kind="lead")),
            remembers_actor("care_offers", "given_by"),
            remembers_actor("care_offers", "to_staff_id"),
        ]
        indexes = [
            # A person's; the cascade's own look-up.
            NamedIndex(name="idx_care_offers_user_id", fields=("user", "offered_at")),
            # What waits for the answer of a member of staff: their day.
            NamedIndex(name="idx_care_offers_waiting", fields=("to_staff",), condition=_OPEN),
            # The look-ups of the cascade of events, and of the SET NULLs of accounts.
            actor_index("care_offers", "crisis_event"),
            actor_index("care_offers", "given_by"),
            actor_index("care_offers", "to_staff"),
        ]

    def __str__(self) -> str:
        return f"offer {str(self.id)[-8:]}"
