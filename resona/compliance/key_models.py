"""Which encryption keys have sealed something here."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from resona.compliance.querysets import EncryptionKeyQuerySet
from resona.encryption.keyring import MAX_KEY_ID_CHARACTERS
from resona.postgres.duties import EMPTIED, Duties
from resona.postgres.models import Record
from resona.postgres.triggers import refuses_update

CHECK_VALUE_CHARACTERS = 64  # 32 bytes as hexadecimal digits


class EncryptionKey(Record):
    """A key that values here are sealed with. The key itself is never in the database."""

    key_id = models.CharField(max_length=MAX_KEY_ID_CHARACTERS, db_comment="As the environment names the key")
    check_value = models.CharField(
        max_length=CHECK_VALUE_CHARACTERS,
        db_comment="Derived from the key (HKDF), by which to know it again; nothing leads back",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was used here first")

    objects = EncryptionKeyQuerySet.as_manager()
    duties = Duties(
        nobody="which keys there are, and none of them",
        kept=("key_id",),
        kept_codes={"key_id": "the key's name"},
        copies=EMPTIED,
    )

    class Meta:
        db_table = "encryption_keys"
        db_table_comment = "Which keys have sealed values here; never the keys themselves"
        ordering = ("created_at",)
        constraints = [
            # Of two processes that bring different keys of one name, one is refused.
            models.UniqueConstraint(name="uq_encryption_keys_key_id", fields=("key_id",)),
            refuses_update("encryption_keys"),
        ]

    def __str__(self) -> str:
        return self.key_id
