"""Records opened in an emergency: by whom, why, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import models
from django.db.models import F, Q

from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import User
from resona.compliance.querysets import EmergencyAccessQuerySet
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import APPEND, Duties
from resona.postgres.foreign_keys import DatabaseForeignKey
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import refuses_direct_delete, refuses_update, remembers_actor, stays

# Long enough to find what helps and to act; who needs more says anew why. The database allows no longer one.
LASTS: Final = timedelta(hours=1)


_SAID_ONCE: Final = ("id", "user_id", "opened_by_uuid", "reason", "started_at", "expires_at")
# What may change: it ends, once; and the key to whoever opened it empties when their account goes.
_ENDS: Final = f"OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND {stays(*_SAID_ONCE, 'opened_by')}"
_ACCOUNT_GOES: Final = f"OLD.opened_by IS NOT NULL AND NEW.opened_by IS NULL AND {stays(*_SAID_ONCE, 'ended_at')}"


class EmergencyAccess(Record):
    """A clinician's look at somebody who is not in their care, from `started_at` to `ended_at`, or to `expires_at`."""

    user = DatabaseForeignKey(
        User, related_name="emergency_accesses", db_index=False, db_comment="Whose record was opened"
    )
    opened_by = actor_key("opened_by", related_name="records_opened", comment="The clinician who opened it")
    opened_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    reason = SealedTextField(max_characters=500, db_comment="Why")
    started_at = models.DateTimeField(db_comment="Since when")
    expires_at = models.DateTimeField(db_comment="Until when at most: an hour later")
    ended_at = models.DateTimeField(
        null=True, blank=True, db_comment="When it was ended before that; empty: it was not"
    )

    objects = EmergencyAccessQuerySet.as_manager()
    duties = Duties(rights=APPEND, may_change=("ended_at",))

    class Meta:
        db_table = "emergency_accesses"
        db_table_comment = "Records that clinicians opened in an emergency; only their end may change"
        verbose_name = "emergency access"
        verbose_name_plural = "emergency accesses"
        ordering = ("-started_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_emergency_accesses_span",
                condition=Q(expires_at__gt=F("started_at")) & Q(expires_at__lte=F("started_at") + LASTS),
            ),
            models.CheckConstraint(
                name="ck_emergency_accesses_end",
                condition=Q(ended_at__isnull=True)
                | Q(ended_at__gte=F("started_at")) & Q(ended_at__lte=F("expires_at")),
            ),
            # Whose record a clinician may see now, asked with every one of their statements: few rows, for what has
            # expired is marked as ended when the same record is opened again.
            models.UniqueConstraint(
                name="uq_emergency_accesses_open", fields=("opened_by", "user"), condition=Q(ended_at__isnull=True)
            ),
            remembers_actor("emergency_accesses", "opened_by"),
            refuses_update("emergency_accesses", unless=f"{_ENDS} OR {_ACCOUNT_GOES}"),
            refuses_direct_delete("emergency_accesses", parent="users", key="user_id"),
        ]
        indexes = [
            # A person's; the cascade's own look-up.
            NamedIndex(name="idx_emergency_accesses_user_id", fields=("user", "started_at")),
            # What a clinician opened; the look-up of the account's SET NULL.
            actor_index("emergency_accesses", "opened_by"),
        ]

    def __str__(self) -> str:
        return f"emergency access {str(self.id)[-8:]}"
