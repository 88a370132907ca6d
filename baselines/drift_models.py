"""Charts of gradual decline as they are stored, and what clinicians decided about their alarms."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from baselines.querysets import DriftDecisionQuerySet, UserDriftQuerySet
from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import ApiKey, User
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import WRITE, Duties, Followed, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, DatabaseOneToOneField
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record
from resona.postgres.triggers import (
    keeps_updated_at,
    refuses_direct_delete,
    refuses_update,
    remembers_actor,
)

_DECISION_COLUMNS = (
    "id",
    "user_id",
    "decision",
    "reason",
    "after_started_at",
    "after_session_uuid",
    "onset_at",
    "decided_at",
    "decided_by_uuid",
)
# What of a decision may change: the key to whoever took it empties when their account goes.
_ACCOUNT_GOES = (
    "OLD.decided_by IS NOT NULL AND NEW.decided_by IS NULL"
    f" AND ROW({', '.join(f'OLD.{column}' for column in _DECISION_COLUMNS)})"
    f" IS NOT DISTINCT FROM ROW({', '.join(f'NEW.{column}' for column in _DECISION_COLUMNS)})"
)


class UserDrift(models.Model):
    """A person's charts of gradual decline, and the alarm that stands.

    `state`: baselines.drift_json; the columns beside it repeat its alarm, for lists.
    """

    class Status(models.TextChoices):
        WATCHING = "watching", "watching"
        ALARMED = "alarmed", "alarm, not confirmed"
        LATCHED = "latched", "alarm, confirmed"

    class Chart(models.TextChoices):
        VOICE = "voice", "voice"
        VALENCE = "valence", "valence"

    class Direction(models.TextChoices):
        DECLINE = "decline", "decline"
        OTHER = "other", "the other way"

    user = DatabaseOneToOneField(User, primary_key=True, related_name="drift", db_comment="Whose charts these are")
    state = models.JSONField(db_comment="The charts, and what they are standardised with")
    status = models.CharField(
        max_length=10,
        choices=Status,
        default=Status.WATCHING,
        db_default=Status.WATCHING,
        db_comment="watching, alarmed (not confirmed yet; the normal is frozen) or latched",
    )
    chart = models.CharField(
        max_length=10, choices=Chart, null=True, blank=True, db_comment="voice or valence; empty: no alarm"
    )
    direction = models.CharField(
        max_length=10, choices=Direction, null=True, blank=True, db_comment="decline or other; empty: no alarm"
    )
    onset_at = models.DateTimeField(null=True, blank=True, db_comment="Session after the chart last crossed zero")
    alarmed_at = models.DateTimeField(null=True, blank=True, db_comment="Start of the session that raised the alarm")
    latched_at = models.DateTimeField(null=True, blank=True, db_comment="When it was confirmed or accepted")
    updated_at = models.DateTimeField(
        db_default=Now(), editable=False, db_comment="Moved by every update, by a trigger"
    )

    objects = UserDriftQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        kept=("status",),
        copies={"state": Treatment.JSON},
        followed=Followed(kind="drift", scope=ApiKey.Scope.RECORDS_READ),
    )

    class Meta:
        db_table = "user_drifts"
        db_table_comment = "Whether a person's sessions drift away from their own normal, one row a person"
        verbose_name = "gradual decline"
        verbose_name_plural = "gradual declines"
        ordering = ("user_id",)
        constraints = [
            models.CheckConstraint(
                name="ck_user_drifts_status", condition=Q(status__in=("watching", "alarmed", "latched"))
            ),
            models.CheckConstraint(
                name="ck_user_drifts_chart", condition=Q(chart__isnull=True) | Q(chart__in=("voice", "valence"))
            ),
            models.CheckConstraint(
                name="ck_user_drifts_direction",
                condition=Q(direction__isnull=True) | Q(direction__in=("decline", "other")),
            ),
            models.CheckConstraint(
                name="ck_user_drifts_alarm",
                condition=Q(
                    status="watching",
                    chart__isnull=True,
                    direction__isnull=True,
                    onset_at__isnull=True,
                    alarmed_at__isnull=True,
                )
                | Q(
                    status__in=("alarmed", "latched"),
                    chart__isnull=False,
                    direction__isnull=False,
                    onset_at__isnull=False,
                    alarmed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="ck_user_drifts_latched",
                condition=Q(status="latched", latched_at__isnull=False)
                | (~Q(status="latched") & Q(latched_at__isnull=True)),
            ),
            keeps_updated_at("user_drifts"),
        ]
        indexes = [
            # The list of alarms, the latest first.
            NamedIndex(
                name="idx_user_drifts_alarmed", fields=("alarmed_at", "user"), condition=Q(alarmed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"gradual decline: {self.get_status_display()}"


class DriftDecision(Record):
    """What a clinician decided about an alarm of gradual decline; append-only.

    It applies right after the session that was the person's latest in canonical order, in every replay.
    """

    class Decision(models.TextChoices):
        ACCEPT = "accept", "accepted"
        RESET = "reset", "reset"
        ANEW = "anew", "all that is normal is learned anew"

    user = DatabaseForeignKey(User, related_name="drift_decisions", db_index=False, db_comment="The person")
    decision = models.CharField(max_length=10, choices=Decision, db_comment="accept or reset")
    reason = SealedTextField(max_characters=500, db_comment="Why")
    after_started_at = models.DateTimeField(db_comment="Start of the person's latest session when it was taken")
    after_session_uuid = models.UUIDField(
        null=True, blank=True, db_comment="That session, kept when it is gone; empty: there was none"
    )
    onset_at = models.DateTimeField(
        null=True, blank=True, db_comment="Since when the sessions had drifted, as the alarm said; empty: not noted"
    )
    decided_at = models.DateTimeField(db_default=Now(), db_comment="When it was taken")
    decided_by = actor_key("decided_by", related_name="drift_decisions_taken", comment="Who decided")
    decided_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")

    objects = DriftDecisionQuerySet.as_manager()
    duties = Duties(kept=("decision",))

    class Meta:
        db_table = "drift_decisions"
        db_table_comment = "What clinicians decided about alarms of gradual decline"
        ordering = ("-decided_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_drift_decisions_decision", condition=Q(decision__in=("accept", "reset", "anew"))
            ),
            remembers_actor("drift_decisions", "decided_by"),
            refuses_update("drift_decisions", unless=_ACCOUNT_GOES),
            refuses_direct_delete("drift_decisions", parent="users", key="user_id"),
        ]
        indexes = [
            # A person's decisions in the order a replay applies them; the cascade's own look-up.
            NamedIndex(name="idx_drift_decisions_user_id", fields=("user", "after_started_at", "decided_at")),
            # What a member of staff decided; the look-up of the account's SET NULL.
            actor_index("drift_decisions", "decided_by"),
        ]

    def __str__(self) -> str:
        return f"{self.decision} for {self.user_id}"
