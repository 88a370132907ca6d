"""What nobody may change: security events, and who looked at whose record.

Nothing here refers to an account by a foreign key: the rows outlive it. A person is named by the pseudonym that stands
in their own row of `users` alone, so that a row here tells of nobody once that row is gone.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from resona.accounts.models import Clinic
from resona.audit.changes.notice_models import ErasureNotice
from resona.audit.log_models import AuditEntry
from resona.audit.querysets import ClinicEventQuerySet, ClinicLogQuerySet
from resona.audit.seal_models import AuditSeal, SealSignature
from resona.postgres.duties import EMPTIED, Duties
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.transaction_ids import CurrentTransactionId, TransactionIdField
from resona.postgres.triggers import refuses_delete, refuses_update, stamps_created_at

__all__ = ["AuditEntry", "AuditSeal", "DataAccess", "ErasureNotice", "SealSignature", "SecurityEvent"]

ACTOR_COMMENT = "staff:<id>, key:<id>, person:<pseudonym>, command:<name>; empty: not known"


class SecurityEvent(Record):
    """A sign-in, a refusal, an emergency access or another event that matters to security."""

    class Kind(models.TextChoices):
        SIGN_IN_FAILED = "sign_in_failed", "failed sign-in"
        SIGN_IN_LOCKED = "sign_in_locked", "sign-in locked after too many failures"
        SECOND_FACTOR_FAILED = "second_factor_failed", "wrong second factor"
        SECOND_FACTOR_CHANGED = "second_factor_changed", "second factor set up, replaced or removed"
        SIGNED_IN = "signed_in", "signed in"
        CREDENTIAL_REFUSED = "credential_refused", "unknown or revoked key or token"
        CREDENTIAL_CHANGED = "credential_changed", "key or token made or revoked"
        SCOPE_REFUSED = "scope_refused", "refused for want of a scope"
        RATE_LIMITED = "rate_limited", "too many requests"
        BREAK_GLASS = "break_glass", "emergency access opened"
        KEY_PROBLEM = "key_problem", "an encryption key is missing or wrong"
        KEYS_ROTATED = "keys_rotated", "records re-encrypted"
        EXPORTED = "exported", "records exported"
        ERASED = "erased", "a person's records erased"
        STAFF_CHANGED = "staff_changed", "staff invited, let in, changed or deactivated"
        AUDIT_BROKEN = "audit_broken", "the audit log does not verify"

    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it happened")
    xid = TransactionIdField(
        db_default=CurrentTransactionId(),
        editable=False,
        db_comment="The transaction, by which it is signed",
    )
    kind = models.CharField(max_length=30, choices=Kind, db_comment="What happened")
    actor = models.CharField(max_length=60, blank=True, default="", db_default="", db_comment=ACTOR_COMMENT)
    clinic = DatabaseForeignKey(
        Clinic,
        OnDelete.RESTRICT,
        null=True,
        blank=True,
        related_name="security_events",
        db_index=False,
        db_comment="The clinic concerned, if one is",
    )
    address = models.GenericIPAddressField(null=True, blank=True, db_comment="Where the request came from")
    detail = models.JSONField(
        default=dict,
        db_default={},
        db_comment="Object of ids, names of routes and scopes, and counts; nothing personal",
    )

    objects = ClinicEventQuerySet.as_manager()
    duties = Duties(
        nobody="whoever acted or was acted on stands in it as text, to outlive the account",
        not_audited="a log that is only added to",
        copies=EMPTIED,
        not_exported="sign-ins, refusals and other security events; receipts of exports and erasures",
    )

    class Meta:
        db_table = "security_events"
        db_table_comment = "Sign-ins, refusals, emergency access, key problems, exports; never changed"
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_security_events_kind",
                condition=models.Q(
                    kind__in=(
                        "sign_in_failed",
                        "sign_in_locked",
                        "second_factor_failed",
                        "second_factor_changed",
                        "signed_in",
                        "credential_refused",
                        "credential_changed",
                        "scope_refused",
                        "rate_limited",
                        "break_glass",
                        "key_problem",
                        "keys_rotated",
                        "exported",
                        "erased",
                        "staff_changed",
                        "audit_broken",
                    )
                ),
            ),
            stamps_created_at("security_events"),
            refuses_update("security_events"),
            refuses_delete("security_events"),
        ]
        indexes = [
            # The latest first, of all clinics or of one.
            NamedIndex(name="idx_security_events_created_at", fields=("created_at", "id")),
            NamedIndex(name="idx_security_events_clinic", fields=("clinic", "created_at")),
            # What a signature covers.
            NamedIndex(name="idx_security_events_xid", fields=("xid",)),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class DataAccess(Record):
    """A request that read records of people."""

    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When they were read")
    xid = TransactionIdField(
        db_default=CurrentTransactionId(),
        editable=False,
        db_comment="The transaction, by which it is signed",
    )
    actor = models.CharField(max_length=60, db_comment=ACTOR_COMMENT)
    # No key: that would lock the clinic's row for every read.
    clinic_uuid = models.UUIDField(null=True, blank=True, db_comment="The clinic of whoever read; no key")
    subjects = ArrayField(models.UUIDField(), db_comment="Pseudonyms of the people whose records were read")
    source = models.CharField(max_length=200, db_comment="Route of the API, page of the admin, or command")
    reason = models.CharField(
        max_length=200, blank=True, default="", db_default="", db_comment="Why, where a reason was asked for"
    )
    records = models.PositiveIntegerField(db_comment="How many records were read")

    objects = ClinicLogQuerySet.as_manager()
    duties = Duties(
        found_by="subjects @> ARRAY[%(pseudonym)s]",
        seen_by="administrators of the clinic: a row names several people, and outlives them",
        not_audited="a log that is only added to",
        copies=EMPTIED,
        not_shown={"subjects": "names everybody else whose record was read in the same request"},
    )

    class Meta:
        db_table = "data_access_logs"
        db_table_comment = "Who looked at whose record; one row a request, never changed"
        verbose_name_plural = "data accesses"
        ordering = ("-created_at", "-id")
        constraints = [
            stamps_created_at("data_access_logs"),
            refuses_update("data_access_logs"),
            refuses_delete("data_access_logs"),
        ]
        indexes = [
            # Who looked at one person's record.
            GinIndex(name="idx_data_access_logs_subjects", fields=("subjects",)),
            # The latest first, of all clinics or of one.
            NamedIndex(name="idx_data_access_logs_clinic", fields=("clinic_uuid", "created_at")),
            NamedIndex(name="idx_data_access_logs_created", fields=("created_at", "id")),
            # When somebody last looked, at anybody or at one person.
            NamedIndex(name="idx_data_access_logs_actor", fields=("actor", "created_at")),
            # What a signature covers.
            NamedIndex(name="idx_data_access_logs_xid", fields=("xid",)),
        ]

    def __str__(self) -> str:
        return f"{self.records} records read at {self.created_at:%Y-%m-%d %H:%M}"
