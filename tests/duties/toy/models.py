"""What a person wishes for: all that the project needs to know of the table stands here."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from resona.accounts.models import User
from resona.accounts.querysets import PersonRecordQuerySet
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import Duties, Expiring, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record


class Wish(Record):
    """A wish of a person's, in their own words."""

    user = DatabaseForeignKey(User, related_name="toy_wishes", db_index=False, db_comment="Whose wish it is")
    content = SealedTextField(db_comment="The person's words")
    mood = models.CharField(max_length=20, default="", db_default="", db_comment="hopeful or resigned")
    note = models.CharField(max_length=100, default="", db_default="", db_comment="What staff wrote about it")
    wished_at = models.DateTimeField(db_default=Now(), db_comment="When it was told")
    # Its column is called as a word of the statements that let rows expire.
    due_on = models.DateField(null=True, db_column="until", db_comment="By which day; empty: whenever")

    objects = PersonRecordQuerySet["Wish"].as_manager()
    duties = Duties(
        kept=("mood",),
        kept_codes={"mood": "hopeful or resigned"},
        copies={"mood": Treatment.KEEP},
        not_shown={"note": "is about what staff think"},
        expires=Expiring(dated_by="wished_at", only_where="until IS NOT NULL"),
    )

    class Meta:
        db_table = "toy_wishes"
        db_table_comment = "Wishes"
        # A person's; the cascade's own look-up.
        indexes = [NamedIndex(name="idx_toy_wishes_user_id", fields=("user", "wished_at"))]

    def __str__(self) -> str:
        return f"wish {str(self.id)[-8:]}"
