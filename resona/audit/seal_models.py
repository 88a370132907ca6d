"""Seals over the audit log: each covers rows that nobody can add to any more, and the seal before it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from resona.audit.querysets import SealQuerySet
from resona.postgres.duties import EMPTIED, READ, Duties
from resona.postgres.transaction_ids import TransactionIdField
from resona.postgres.triggers import refuses_delete, refuses_truncate, refuses_update


class AuditSeal(models.Model):
    """Count and digest of the rows of finished transactions: rows changed, deleted or added later break it.

    It covers the rows with `from_xid` <= xid < `until_xid` and `after_id` < id <= `last_id`, in the order of id.
    """

    id = models.BigAutoField(primary_key=True, db_comment="In the order of sealing")
    from_xid = TransactionIdField(db_comment="First transaction covered: where the seal before ends")
    until_xid = TransactionIdField(db_comment="First transaction not covered")
    after_id = models.BigIntegerField(db_comment="Rows up to this one were written on another server")
    last_id = models.BigIntegerField(db_comment="Last row covered")
    rows = models.IntegerField(db_comment="How many rows are covered")
    previous = models.BinaryField(unique=True, db_comment="Digest of the seal before; empty for the first")
    digest = models.BinaryField(db_comment="SHA-256 over the seal before, this one and every row covered")
    sealed_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was made")

    objects = SealQuerySet.as_manager()
    duties = Duties(
        nobody="a seal is over the log, whoever it tells of",
        rights=READ,
        not_audited="are over the log",
        copies=EMPTIED,
        not_exported="digests of the audit log",
    )

    class Meta:
        db_table = "audit_seals"
        db_table_comment = "Count and digest of stretches of the audit log, each chained to the one before"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(name="ck_audit_seals_rows", condition=models.Q(rows__gt=0)),
            refuses_update("audit_seals"),
            refuses_delete("audit_seals"),
            refuses_truncate("audit_seals"),
        ]

    def __str__(self) -> str:
        return f"seal {self.pk} of {self.rows} rows"


class SealSignature(models.Model):
    """What the keys say of a seal, and of who looked and what happened meanwhile: nobody without them can write one.

    It covers the seal, the rows of `data_access_logs` and `security_events` that transactions of its span wrote, and
    the signature before.
    """

    id = models.BigAutoField(primary_key=True, db_comment="In the order of signing")
    seal_number = models.BigIntegerField(unique=True, db_comment="The seal that is signed; no key: it is never deleted")
    rows = models.IntegerField(db_comment="How many rows of the two logs are covered")
    signature = models.TextField(db_comment="Key id and HMAC-SHA-256 over the one before, the seal and the rows")
    signed_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was made")

    objects = SealQuerySet.as_manager()
    duties = Duties(
        nobody="a signature is over logs, whoever they tell of",
        not_audited="are over the log",
        copies=EMPTIED,
        not_exported="signatures of the logs",
    )

    class Meta:
        db_table = "audit_signatures"
        db_table_comment = "Each seal of the audit log and the logs beside it, signed with a key that is not here"
        ordering = ("id",)
        constraints = [
            refuses_update("audit_signatures"),
            refuses_delete("audit_signatures"),
            refuses_truncate("audit_signatures"),
        ]

    def __str__(self) -> str:
        return f"signature of seal {self.seal_number}"
