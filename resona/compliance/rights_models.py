"""What people ask for under the law, what holds their records, and the archives made for them.

A request names its person by the pseudonym of `users` alone: it outlives them, and tells of nobody once they are gone.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from resona.accounts.models import ApiKey, Clinic, User
from resona.compliance.querysets import ArchivePartQuerySet, GdprRequestQuerySet, PrivacyHoldQuerySet
from resona.encryption.fields import SealedBinaryField, SealedTextField
from resona.postgres.duties import EMPTIED, WRITE, Duties, Followed, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import refuses_delete

MAX_ACTOR_CHARACTERS = 60  # as resona.audit names whoever acts
OPEN_STATES = ("received", "in_progress", "failed")


class GdprRequest(Record):
    """What a person asked for, by when it is due, and what became of it.

    `receipt`, without anything personal: of an archive {"files", "bytes", "unreadable"}; of an erasure {"rows":
    {table: rows removed}, "columns_searched"}; where it failed or was refused {"because"}, and {"left": [columns]}.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", "access"
        EXPORT = "export", "export"
        RECTIFICATION = "rectification", "rectification"
        ERASURE = "erasure", "erasure"
        RESTRICTION = "restriction", "restriction"

    class State(models.TextChoices):
        RECEIVED = "received", "received"
        IN_PROGRESS = "in_progress", "in progress"
        COMPLETED = "completed", "completed"
        REFUSED = "refused", "refused"
        FAILED = "failed", "failed"
        WITHDRAWN = "withdrawn", "withdrawn"

    clinic = DatabaseForeignKey(
        Clinic,
        OnDelete.RESTRICT,
        null=True,
        blank=True,
        related_name="gdpr_requests",
        db_index=False,
        db_comment="The clinic that answers for it",
    )
    subject = models.UUIDField(db_comment="Pseudonym of the person; of an erased one it tells nothing")
    kind = models.CharField(max_length=20, choices=Kind, db_comment="What is asked for")
    state = models.CharField(
        max_length=20,
        choices=State,
        default=State.RECEIVED,
        db_default=State.RECEIVED,
        db_comment="received, in_progress, completed, refused, failed or withdrawn",
    )
    reason = SealedTextField(
        max_characters=500, null=True, blank=True, db_comment="What was said about it; empty: nothing"
    )
    requested_by = models.CharField(
        max_length=MAX_ACTOR_CHARACTERS, blank=True, default="", db_default="", db_comment="Who brought it"
    )
    handled_by = models.CharField(
        max_length=MAX_ACTOR_CHARACTERS, blank=True, default="", db_default="", db_comment="Who decided about it"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was received")
    due_at = models.DateTimeField(db_default=Now(), db_comment="A month after receipt: GDPR article 12 (3)")
    ended_at = models.DateTimeField(null=True, blank=True, db_comment="When it was completed, refused or withdrawn")
    expires_at = models.DateTimeField(null=True, blank=True, db_comment="Until when an archive can be fetched")
    done = models.PositiveIntegerField(default=0, db_default=0, db_comment="Steps done")
    total = models.PositiveIntegerField(default=0, db_default=0, db_comment="Of so many; 0: not known yet")
    receipt = models.JSONField(default=dict, db_default={}, db_comment="What was done, without anything personal")

    objects = GdprRequestQuerySet.as_manager()
    duties = Duties(
        pseudonym="subject",
        found_by="subject = %(pseudonym)s",
        seen_by="the person, administrators and systems of the clinic: it outlives the account",
        rights=WRITE,
        kept=("kind", "state"),
        followed=Followed(kind="privacy_request", scope=ApiKey.Scope.PRIVACY_WRITE),
        copies=EMPTIED,
        not_shown={"subject": "the name in logs that outlive the account"},
    )

    class Meta:
        db_table = "gdpr_requests"
        db_table_comment = "What people asked for under the GDPR; outlives them without naming them"
        verbose_name = "privacy request"
        ordering = ("due_at", "id")
        constraints = [
            models.CheckConstraint(
                name="ck_gdpr_requests_kind",
                condition=Q(kind__in=("access", "export", "rectification", "erasure", "restriction")),
            ),
            models.CheckConstraint(
                name="ck_gdpr_requests_state",
                condition=Q(state__in=("received", "in_progress", "completed", "refused", "failed", "withdrawn")),
            ),
            # Serves the requests of a person too, while they are open.
            models.UniqueConstraint(
                name="uq_gdpr_requests_open", fields=("subject", "kind"), condition=Q(state__in=OPEN_STATES)
            ),
            refuses_delete("gdpr_requests"),
        ]
        indexes = [
            # All requests of a person.
            NamedIndex(name="idx_gdpr_requests_subject", fields=("subject", "created_at")),
            # Those of a clinic, what is due first at the top.
            NamedIndex(name="idx_gdpr_requests_clinic", fields=("clinic", "due_at")),
            # What is overdue, and archives whose time is over.
            NamedIndex(name="idx_gdpr_requests_due", fields=("due_at",), condition=Q(state__in=OPEN_STATES)),
            NamedIndex(name="idx_gdpr_requests_expires", fields=("expires_at",), condition=Q(expires_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class PrivacyHold(Record):
    """What holds a person's records: restricted (article 18), or kept from erasure and expiry by a legal duty."""

    class Kind(models.TextChoices):
        RESTRICTION = "restriction", "restriction of processing"
        LEGAL_HOLD = "legal_hold", "legal hold"

    user = DatabaseForeignKey(User, related_name="privacy_holds", db_index=False, db_comment="Whose records")
    kind = models.CharField(max_length=20, choices=Kind, db_comment="restriction or legal_hold")
    reason = SealedTextField(max_characters=500, db_comment="Why")
    placed_at = models.DateTimeField(db_default=Now(), db_comment="Since when")
    placed_by = models.CharField(
        max_length=MAX_ACTOR_CHARACTERS, blank=True, default="", db_default="", db_comment="Who placed it"
    )
    lifted_at = models.DateTimeField(null=True, blank=True, db_comment="Until when; empty: it stands")
    lifted_by = models.CharField(
        max_length=MAX_ACTOR_CHARACTERS, blank=True, default="", db_default="", db_comment="Who lifted it"
    )

    objects = PrivacyHoldQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        kept=("kind",),
        copies={"placed_by": Treatment.NONE, "lifted_by": Treatment.NONE},
    )

    class Meta:
        db_table = "privacy_holds"
        db_table_comment = "Restrictions of processing and legal holds, standing and lifted"
        ordering = ("-placed_at", "-id")
        constraints = [
            models.CheckConstraint(name="ck_privacy_holds_kind", condition=Q(kind__in=("restriction", "legal_hold"))),
            models.UniqueConstraint(
                name="uq_privacy_holds_standing", fields=("user", "kind"), condition=Q(lifted_at__isnull=True)
            ),
        ]
        # A person's; the cascade's own look-up.
        indexes = [NamedIndex(name="idx_privacy_holds_user_id", fields=("user", "placed_at"))]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"


class ArchivePart(Record):
    """A piece of the archive made for a request, sealed; gone when its time is over, or with its person."""

    user = DatabaseForeignKey(User, related_name="archive_parts", db_index=False, db_comment="Whose records it holds")
    request = DatabaseForeignKey(
        GdprRequest, related_name="archive_parts", db_index=False, db_comment="The request it was made for"
    )
    place = models.PositiveIntegerField(db_comment="Its place in the archive, from 0")
    content = SealedBinaryField(db_comment="AES-256-GCM sealed bytes of a ZIP")

    objects = ArchivePartQuerySet.as_manager()
    duties = Duties(rights=WRITE, copies=EMPTIED, not_exported="the archives themselves")

    class Meta:
        db_table = "archive_parts"
        db_table_comment = "Archives of people's records in sealed pieces, until they are fetched or expire"
        constraints = [
            # Serves an archive's parts in their order too.
            models.UniqueConstraint(name="uq_archive_parts_place", fields=("request", "place")),
        ]
        # The cascade's own look-up.
        indexes = [NamedIndex(name="idx_archive_parts_user_id", fields=("user",))]

    def __str__(self) -> str:
        return f"part {self.place} of {self.request_id}"
