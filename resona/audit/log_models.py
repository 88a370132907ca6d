"""The audit log: one row for what one statement did to the records of one person, written by the database itself."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now

from resona.audit.querysets import ClinicLogQuerySet
from resona.postgres.duties import EMPTIED, READ, Duties
from resona.postgres.indexes import NamedIndex
from resona.postgres.transaction_ids import CurrentTransactionId, TransactionIdField
from resona.postgres.triggers import refuses_delete, refuses_truncate, refuses_update

LONGEST_NAME = 63  # bytes of a name in PostgreSQL


class AuditEntry(models.Model):
    """What one statement did to rows of one table about one person. Holds no value but levels, states and the like."""

    class Operation(models.TextChoices):
        INSERT = "INSERT", "added"
        UPDATE = "UPDATE", "changed"
        DELETE = "DELETE", "deleted"
        TRUNCATE = "TRUNCATE", "emptied"

    id = models.BigAutoField(primary_key=True, db_comment="In the order of writing, with gaps")
    at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When the statement began")
    xid = TransactionIdField(
        db_default=CurrentTransactionId(),
        editable=False,
        db_comment="The transaction; a seal covers those that are over",
    )
    table_name = models.CharField(max_length=LONGEST_NAME, db_comment="The table")
    operation = models.CharField(max_length=8, choices=Operation, db_comment="What was done to the rows")
    subject = models.UUIDField(null=True, db_comment="Pseudonym of whom the rows are about; empty: of nobody")
    clinic_uuid = models.UUIDField(null=True, db_comment="The clinic whose administrators may see this; no key")
    row_ids = ArrayField(models.TextField(), db_comment="Keys of the rows; a person's own is their pseudonym")
    changed = ArrayField(models.TextField(), db_comment="Columns that an UPDATE changed")
    kept = models.JSONField(db_comment="{column: [before, after]} of columns that hold levels, states or memberships")
    actor = models.TextField(db_comment="staff:<id>, key:<id>, person:<pseudonym>, command:<name>, job:<name>; a claim")
    source = models.TextField(db_comment="Method and route of a request, command:<name> or job:<name>; a claim")
    reason = models.TextField(db_comment="Why, where a reason was asked for; a claim")
    db_role = models.TextField(db_comment="Whom PostgreSQL knows to have been connected")

    objects = ClinicLogQuerySet.as_manager()
    duties = Duties(
        pseudonym="subject",
        seen_by="administrators of the clinic: it outlives the account",
        rights=READ,
        not_audited="is the log",
        copies=EMPTIED,
        not_exported="who changed which row when, without its values; who looked is exported",
    )

    class Meta:
        db_table = "audit_logs"
        db_table_comment = "Every insert, update and delete of clinical and identity records; never changed"
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="ck_audit_logs_operation",
                condition=models.Q(operation__in=("INSERT", "UPDATE", "DELETE", "TRUNCATE")),
            ),
            refuses_update("audit_logs"),
            refuses_delete("audit_logs"),
            refuses_truncate("audit_logs"),
        ]
        indexes = [
            # What a seal covers.
            NamedIndex(name="idx_audit_logs_xid", fields=("xid", "id")),
            # What was done to one person's records.
            NamedIndex(name="idx_audit_logs_subject", fields=("subject", "id")),
            # Which care teams a person had: a few rows among all that was done to their records.
            NamedIndex(
                name="idx_audit_logs_teams",
                fields=("subject", "at"),
                condition=models.Q(table_name="care_team_people"),
            ),
            # The latest of a clinic.
            NamedIndex(name="idx_audit_logs_clinic", fields=("clinic_uuid", "id")),
            # What changed in a clinic since a follower last asked.
            NamedIndex(name="idx_audit_logs_changes", fields=("clinic_uuid", "xid", "id")),
            # A day's; small, for rows lie in the order of time.
            BrinIndex(name="idx_audit_logs_at", fields=("at",)),
        ]

    def __str__(self) -> str:
        return f"{self.get_operation_display()}: {self.table_name.replace('_', ' ')}"
