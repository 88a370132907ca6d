"""That somebody was erased, for whoever follows changes: which clinic's, when in the order of changes, and no id."""

from __future__ import annotations

from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Now

from resona.audit.querysets import ClinicLogQuerySet
from resona.postgres.duties import CLEAR, EMPTIED, Duties
from resona.postgres.indexes import NamedIndex
from resona.postgres.transaction_ids import CurrentTransactionId, TransactionIdField

SHA256_CHARACTERS = 64


class ErasureNotice(models.Model):
    """The last word on a person: whoever holds something of the id of this digest must delete it."""

    # Numbered with the entries of the audit log: together they stand in one order.
    id = models.BigIntegerField(
        primary_key=True,
        editable=False,
        db_default=Func(Value("audit_logs_id_seq"), function="nextval", output_field=models.BigIntegerField()),
        db_comment="In the order of writing, among the entries of the audit log",
    )
    clinic_uuid = models.UUIDField(db_comment="The clinic whose systems are told; no key")
    xid = TransactionIdField(
        db_default=CurrentTransactionId(), editable=False, db_comment="The transaction that erased the person"
    )
    id_sha256 = models.CharField(
        max_length=SHA256_CHARACTERS, db_comment="SHA-256 of the id as text with hyphens, in hexadecimal"
    )
    at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When; it is kept for 90 days")

    objects = ClinicLogQuerySet.as_manager()
    duties = Duties(
        nobody="a digest, of which nobody finds the id who does not have it already",
        rights=CLEAR,
        not_audited="written with an erasure, which is logged itself",
        copies=EMPTIED,
        not_exported="digests of ids of erased people",
    )

    class Meta:
        db_table = "erasure_notices"
        db_table_comment = "People who were erased, by a digest of their id, for systems that follow changes; 90 days"
        indexes = [
            # A clinic's since a follower last asked.
            NamedIndex(name="idx_erasure_notices_clinic", fields=("clinic_uuid", "xid", "id")),
            # Those whose time is over.
            NamedIndex(name="idx_erasure_notices_at", fields=("at",)),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"
