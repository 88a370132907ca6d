"""What a person's own app comes in with: a code once, and from then on a token."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models.functions import Now

from resona.accounts.models import User
from resona.accounts.querysets import PersonRecordQuerySet
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import EMPTIED, WRITE, Duties
from resona.postgres.foreign_keys import DatabaseForeignKey
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record

MAX_DEVICE_CHARACTERS: Final = 60
OPENS_THE_APP: Final = "what opens the person's app"


class PersonTokenQuerySet(PersonRecordQuerySet["PersonToken"]):
    """Tokens of people's apps."""


class EnrolmentCodeQuerySet(PersonRecordQuerySet["EnrolmentCode"]):
    """Codes for people's apps."""


class EnrolmentCode(Record):
    """A short code, shown once, that the person's app exchanges for its token."""

    user = DatabaseForeignKey(User, related_name="enrolment_codes", db_index=False, db_comment="The person, in care")
    digest = models.CharField(
        max_length=100,
        unique=True,
        editable=False,
        db_comment="HMAC-SHA-256 of the code under a key of the keyring: its 39 bits could be tried out",
    )
    created_by = models.CharField(max_length=60, db_comment="Who issued it: staff:<id> or key:<id>")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was issued")
    expires_at = models.DateTimeField(db_comment="From when it opens nothing")
    used_at = models.DateTimeField(null=True, db_comment="When an app came with it; empty: none did")

    objects = EnrolmentCodeQuerySet.as_manager()
    duties = Duties(rights=WRITE, copies=EMPTIED, not_shown={"digest": OPENS_THE_APP})

    class Meta:
        db_table = "enrolment_codes"
        db_table_comment = "Codes that people's own apps come in with, once; the code itself is never stored"
        indexes = [
            # A person's codes; the cascade's own look-up.
            NamedIndex(name="idx_enrolment_codes_user_id", fields=("user",)),
            # What is over long enough to be deleted.
            NamedIndex(name="idx_enrolment_codes_expires_at", fields=("expires_at",)),
        ]

    def __str__(self) -> str:
        return f"code {self.id}"


class PersonToken(Record):
    """Opens the API to one device of a person, and of the API what is that person's."""

    user = DatabaseForeignKey(User, related_name="app_tokens", db_index=False, db_comment="The person, in care")
    digest = models.BinaryField(max_length=32, unique=True, editable=False, db_comment="SHA-256 of the token")
    previous_digest = models.BinaryField(
        max_length=32,
        unique=True,
        null=True,
        editable=False,
        db_comment="SHA-256 of the token before it was refreshed, which opens for a day longer: the answer may be lost",
    )
    device = SealedTextField(
        max_characters=MAX_DEVICE_CHARACTERS, null=True, db_comment="What the device is called; empty: not told"
    )
    issued_by = models.CharField(max_length=60, db_comment="Who asked for it: staff:<id> or key:<id>")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was issued")
    refreshed_at = models.DateTimeField(null=True, db_comment="When the device was last given a new token")
    confirmed_at = models.DateTimeField(
        null=True, db_comment="Since when it stays although whoever issued the code is revoked; empty: it does not"
    )
    expires_at = models.DateTimeField(db_comment="From when it opens nothing")
    revoked_at = models.DateTimeField(null=True, blank=True, db_comment="From when it opens nothing; empty: in use")

    objects = PersonTokenQuerySet.as_manager()
    duties = Duties(rights=WRITE, copies=EMPTIED, not_shown={"digest": OPENS_THE_APP, "previous_digest": OPENS_THE_APP})

    class Meta:
        db_table = "person_tokens"
        db_table_comment = "Tokens of people's own apps, one a device; the token itself is never stored"
        # A person's tokens, to end them; the cascade's own look-up.
        indexes = [NamedIndex(name="idx_person_tokens_user_id", fields=("user",))]

    came_with: bytes | None = None  # the digest of the token that this was found by

    def __str__(self) -> str:
        return "token of an app"
