"""Decisions about care: what was decided and why, by whom with whom, and how it turned out."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import ApiKey, User
from resona.care.querysets import DecisionQuerySet, DecisionStakeholderQuerySet
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import APPEND, Duties, Expiring, Followed, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import keeps_updated_at, refuses_update, remembers_actor, stays

MAX_TITLE_CHARACTERS: Final = 200
MAX_TEXT_CHARACTERS: Final = 5000
MAX_NAME_CHARACTERS: Final = 200

_DECIDED_ONCE: Final = (
    "id",
    "user_id",
    "decision_type",
    "title",
    "description",
    "rationale",
    "expected",
    "evidence",
    "decided_at",
    "recorded_at",
    "recorded_by_uuid",
    "performer",
)
# What of a decision may change: where it stands, its outcome once, what takes its place; and keys that empty.
_MOVES_ON: Final = (
    f"{stays(*_DECIDED_ONCE)} AND (NEW.recorded_by IS NULL OR {stays('recorded_by')})"
    f" AND (OLD.outcome IS NULL OR {stays('outcome', 'outcome_kind')})"
    f" AND (OLD.superseded_by IS NULL OR NEW.superseded_by IS NULL OR {stays('superseded_by')})"
)


class Decision(Record):
    """A decision about somebody's care. Superseded by another, never edited; its outcome is added at the review."""

    class Type(models.TextChoices):
        SAFETY = "safety", "safety"
        TREATMENT = "treatment", "treatment"
        MEDICATION = "medication", "medication"
        CONTACT = "contact", "how and how often they are reached"
        REFERRAL = "referral", "referral"
        SETTING = "setting", "admission, discharge or change of setting"
        OTHER = "other", "other"

    class Status(models.TextChoices):
        PENDING = "pending", "proposed"
        APPROVED = "approved", "decided"
        IMPLEMENTED = "implemented", "carried out"
        CANCELLED = "cancelled", "cancelled"
        REVIEWED = "reviewed", "reviewed"

    class OutcomeKind(models.TextChoices):
        """What came of it, against what was expected."""

        AS_EXPECTED = "as_expected", "as expected"
        BETTER = "better", "better than expected"
        PARTLY = "partly", "in part as expected"
        WORSE = "worse", "worse than expected"
        UNCLEAR = "unclear", "cannot be told"

    user = DatabaseForeignKey(User, related_name="care_decisions", db_index=False, db_comment="Whom it is about")
    decision_type = models.CharField(
        max_length=30, choices=Type, db_comment="safety, treatment, medication, contact, referral, setting or other"
    )
    title = SealedTextField(max_characters=MAX_TITLE_CHARACTERS, db_comment="What was decided, in a line")
    description = SealedTextField(
        max_characters=MAX_TEXT_CHARACTERS, null=True, blank=True, db_comment="More about it; empty: nothing"
    )
    rationale = SealedTextField(max_characters=MAX_TEXT_CHARACTERS, db_comment="Why")
    expected = SealedTextField(
        max_characters=MAX_TEXT_CHARACTERS, null=True, blank=True, db_comment="What is expected of it; empty: not said"
    )
    outcome = SealedTextField(
        max_characters=MAX_TEXT_CHARACTERS, null=True, blank=True, db_comment="What came of it; empty: not reviewed yet"
    )
    outcome_kind = models.CharField(
        max_length=20,
        choices=OutcomeKind,
        null=True,
        blank=True,
        db_comment="as_expected, better, partly, worse or unclear; empty: not reviewed yet",
    )
    status = models.CharField(
        max_length=20,
        choices=Status,
        default=Status.APPROVED,
        db_default="approved",
        db_comment="pending, approved, implemented, cancelled or reviewed",
    )
    evidence = models.JSONField(
        default=list, db_default=[], blank=True, db_comment="List of {table, id}: the records it was based on"
    )
    decided_at = models.DateTimeField(db_default=Now(), db_comment="When it was decided")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was written down here")
    recorded_by = actor_key("recorded_by", related_name="decisions_recorded", comment="Who wrote it down")
    recorded_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    performer = SealedTextField(
        null=True, blank=True, db_comment="On whose behalf another system wrote it, as JSON; empty: nobody's"
    )
    review_at = models.DateTimeField(null=True, blank=True, db_comment="When to look at it again; empty: not planned")
    reviewed_at = models.DateTimeField(null=True, blank=True, db_comment="When its outcome was written; empty: not yet")
    reviewed_by = actor_key("reviewed_by", related_name="decisions_reviewed", comment="Who wrote its outcome")
    reviewed_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    superseded_by = DatabaseForeignKey(
        "self",
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        named_by_field=True,
        related_name="supersedes",
        db_column="superseded_by",
        db_index=False,
        db_comment="The decision that took its place; empty: it stands",
    )
    version = models.PositiveIntegerField(default=1, db_default=1, db_comment="Counts its changes, from 1")
    updated_at = models.DateTimeField(
        db_default=Now(), editable=False, db_comment="Moved by every update, by a trigger"
    )

    objects = DecisionQuerySet.as_manager()
    duties = Duties(
        followed=Followed(kind="decision", scope=ApiKey.Scope.CARE_READ),
        rights=("SELECT", "INSERT", "DELETE"),
        may_change=(
            "outcome",
            "outcome_kind",
            "status",
            "review_at",
            "reviewed_at",
            "reviewed_by",
            "reviewed_by_uuid",
            "superseded_by",
            "version",
        ),
        kept=("decision_type", "outcome_kind", "status"),
        copies={"evidence": Treatment.JSON},
        # What is still to be decided or looked at again stays.
        expires=Expiring(
            dated_by="recorded_at",
            only_where="status <> 'pending' AND (review_at IS NULL OR review_at < %(until)s)",
        ),
    )

    class Meta:
        db_table = "decisions"
        db_table_comment = "Decisions about care, why they were taken and what came of them; superseded, never edited"
        ordering = ("-decided_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_decisions_decision_type",
                condition=Q(
                    decision_type__in=(
                        "safety",
                        "treatment",
                        "medication",
                        "contact",
                        "referral",
                        "setting",
                        "other",
                    )
                ),
            ),
            models.CheckConstraint(
                name="ck_decisions_status",
                condition=Q(status__in=("pending", "approved", "implemented", "cancelled", "reviewed")),
            ),
            models.CheckConstraint(
                name="ck_decisions_outcome_kind",
                condition=Q(outcome_kind__isnull=True)
                | Q(outcome_kind__in=("as_expected", "better", "partly", "worse", "unclear")),
            ),
            models.CheckConstraint(
                name="ck_decisions_not_itself",
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("id")),
            ),
            remembers_actor("decisions", "recorded_by"),
            remembers_actor("decisions", "reviewed_by"),
            refuses_update("decisions", unless=_MOVES_ON),
            keeps_updated_at("decisions"),
        ]
        indexes = [
            # A person's decisions, newest first; the cascade's own look-up.
            NamedIndex(name="idx_decisions_user_id", fields=("user", "decided_at")),
            # What is to be looked at again, by when.
            NamedIndex(
                name="idx_decisions_review_at",
                fields=("review_at",),
                condition=Q(review_at__isnull=False, reviewed_at__isnull=True, superseded_by__isnull=True),
            ),
            # What has changed since somebody looked last.
            NamedIndex(name="idx_decisions_updated_at", fields=("updated_at",)),
            # The look-ups of the SET NULLs of accounts and of the decision that took its place.
            actor_index("decisions", "recorded_by"),
            actor_index("decisions", "reviewed_by"),
            actor_index("decisions", "superseded_by"),
        ]

    def __str__(self) -> str:
        return f"decision {str(self.id)[-8:]}"


class DecisionStakeholder(Record):
    """Somebody who took part in a decision: of the staff, or by name; and whether they agreed."""

    class Part(models.TextChoices):
        DECIDES = "decides", "decides"
        CONSULTED = "consulted", "was asked"
        INFORMED = "informed", "was told"

    user = DatabaseForeignKey(
        User, related_name="decision_stakeholders", db_index=False, db_comment="Whom the decision is about"
    )
    decision = DatabaseForeignKey(
        Decision, related_name="stakeholders", db_index=False, db_comment="In which decision they took part"
    )
    staff = actor_key("staff_id", related_name="decisions_shared", comment="Who of the staff; empty: see name")
    staff_id_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    name = SealedTextField(
        max_characters=MAX_NAME_CHARACTERS,
        null=True,
        blank=True,
        db_comment="Who else: the person, kin, another service; empty: see staff_id",
    )
    part = models.CharField(max_length=20, choices=Part, db_comment="decides, consulted or informed")
    agreed = models.BooleanField(null=True, blank=True, db_comment="Whether they agreed; empty: not said")
    reason = SealedTextField(
        max_characters=MAX_TEXT_CHARACTERS, null=True, blank=True, db_comment="Why, or why not; empty: not said"
    )
    at = models.DateTimeField(db_default=Now(), db_comment="When they took part, or said so last")

    objects = DecisionStakeholderQuerySet.as_manager()
    duties = Duties(rights=APPEND, may_change=("agreed", "reason", "at"), kept=("part", "agreed"))

    class Meta:
        db_table = "decision_stakeholders"
        db_table_comment = "Who decided, was asked or was told, and who agreed or did not"
        ordering = ("at", "id")
        constraints = [
            models.CheckConstraint(
                name="ck_decision_stakeholders_part", condition=Q(part__in=("decides", "consulted", "informed"))
            ),
            models.CheckConstraint(
                name="ck_decision_stakeholders_who", condition=Q(staff_id_uuid__isnull=False) | Q(name__isnull=False)
            ),
            models.UniqueConstraint(
                name="uq_decision_stakeholders_staff",
                fields=("decision", "staff_id_uuid"),
                condition=Q(staff_id_uuid__isnull=False),
            ),
            remembers_actor("decision_stakeholders", "staff_id"),
        ]
        indexes = [
            # The cascade's own look-up of a person.
            NamedIndex(name="idx_decision_stakeholders_user_id", fields=("user",)),
            # Who took part in a decision, in order; the cascade's own look-up.
            NamedIndex(name="idx_decision_stakeholders_decision_id", fields=("decision", "at")),
            # In what a member of staff took part; the look-up of the account's SET NULL.
            actor_index("decision_stakeholders", "staff"),
        ]

    def __str__(self) -> str:
        return f"{self.part} {str(self.id)[-8:]}"
