"""What a person's own app comes with."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from resona.accounts.models import User
from resona.accounts.querysets import PersonRecordQuerySet
from resona.postgres.duties import EMPTIED, WRITE, Duties
from resona.postgres.foreign_keys import DatabaseForeignKey
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record


class PersonTokenQuerySet(PersonRecordQuerySet["PersonToken"]):
    """Tokens of people's apps."""


class PersonToken(Record):
    """Opens the API to one person's app, and of the API what is that person's."""

    user = DatabaseForeignKey(User, related_name="app_tokens", db_index=False, db_comment="The person, in care")
    digest = models.BinaryField(max_length=32, unique=True, editable=False, db_comment="SHA-256 of the token")
    issued_by = models.CharField(max_length=60, db_comment="Who asked for it: staff:<id> or key:<id>")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was issued")
    expires_at = models.DateTimeField(db_comment="From when it opens nothing")
    revoked_at = models.DateTimeField(null=True, blank=True, db_comment="From when it opens nothing; empty: in use")

    objects = PersonTokenQuerySet.as_manager()
    duties = Duties(rights=WRITE, copies=EMPTIED, not_exported="digests of what opens an account")

    class Meta:
        db_table = "person_tokens"
        db_table_comment = "Tokens of people's own apps; the token itself is never stored"
        # A person's tokens, to end them; the cascade's own look-up.
        indexes = [NamedIndex(name="idx_person_tokens_user_id", fields=("user",))]

    def __str__(self) -> str:
        return f"token {self.id}"
