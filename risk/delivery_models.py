"""What was sent about crisis events, to whom, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import User
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import APPEND, EMPTIED, Duties
from resona.postgres.foreign_keys import DatabaseForeignKey
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import remembers_actor
from risk.querysets import AlertDeliveryQuerySet

if TYPE_CHECKING:
    from risk.models import CrisisEvent


class AlertDelivery(Record):
    """One try to tell one recipient of a crisis event. Written before it is made, so that none is forgotten."""

    class Status(models.TextChoices):
        QUEUED = "queued", "under way"
        SENT = "sent", "sent"
        FAILED = "failed", "failed"

    user = DatabaseForeignKey(User, related_name="alert_deliveries", db_index=False, db_comment="The person")
    event: DatabaseForeignKey[CrisisEvent, CrisisEvent] = DatabaseForeignKey(
        "risk.CrisisEvent", related_name="deliveries", db_index=False, db_comment="What was told of"
    )
    step = models.PositiveSmallIntegerField(default=0, db_default=0, db_comment="The event's escalation step then")
    role = models.CharField(
        max_length=30, default="", blank=True, db_default="", db_comment="Why they were told: lead, on call, step 1, …"
    )
    staff = actor_key("recipient_id", related_name="alerts", comment="Who was told; empty: an address of the clinic")
    recipient_id_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    recipient = SealedTextField(null=True, blank=True, db_comment="The address of the clinic; empty: see recipient_id")
    channel = models.CharField(max_length=20, db_comment="By which way: mail")
    attempt = models.PositiveSmallIntegerField(default=1, db_default=1, db_comment="Which try this is, from 1")
    status = models.CharField(
        max_length=10, choices=Status, default=Status.QUEUED, db_default="queued", db_comment="queued, sent or failed"
    )
    error_code = models.CharField(max_length=30, null=True, blank=True, db_comment="Why it failed; empty: it did not")
    message_id = models.CharField(max_length=255, db_comment="The same for all tries of one message")
    queued_at = models.DateTimeField(db_default=Now(), db_comment="When the try began")
    sent_at = models.DateTimeField(null=True, blank=True, db_comment="When the other side had taken it; empty: not yet")
    next_at = models.DateTimeField(
        null=True, blank=True, db_comment="When it goes on unless somebody acknowledges: the next try or recipient"
    )

    objects = AlertDeliveryQuerySet.as_manager()
    duties = Duties(
        rights=APPEND,
        may_change=("status", "error_code", "sent_at", "next_at"),
        kept=("status",),
        copies=EMPTIED,
    )

    class Meta:
        db_table = "alert_deliveries"
        db_table_comment = "Who was told of crisis events, by which way, and what became of each try"
        verbose_name_plural = "alert deliveries"
        ordering = ("queued_at", "id")
        constraints = [
            models.CheckConstraint(
                name="ck_alert_deliveries_status", condition=Q(status__in=("queued", "sent", "failed"))
            ),
            # Whoever adds the row makes the try.
            models.UniqueConstraint(name="uq_alert_deliveries_attempt", fields=("message_id", "channel", "attempt")),
            remembers_actor("alert_deliveries", "recipient_id"),
        ]
        indexes = [
            # The cascade's own look-up of a person.
            NamedIndex(name="idx_alert_deliveries_user_id", fields=("user",)),
            # What was sent about an event, in order; the cascade's own look-up of the event.
            NamedIndex(name="idx_alert_deliveries_event_id", fields=("event", "queued_at")),
            # What is due to go on.
            NamedIndex(name="idx_alert_deliveries_next", fields=("next_at",), condition=Q(next_at__isnull=False)),
            # The last tries of each channel.
            NamedIndex(name="idx_alert_deliveries_channel", fields=("channel", "queued_at")),
            # What a member of staff was told; the look-up of the account's SET NULL.
            actor_index("alert_deliveries", "staff"),
        ]

    def __str__(self) -> str:
        return f"{self.status} {str(self.id)[-8:]}"
