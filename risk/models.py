"""What the findings mean, and what was done about them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Abs, Coalesce, Now

from conversations.models import Conversation
from resona.accounts.models import User
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record, new_id
from risk.querysets import CrisisEventQuerySet, DissonanceQuerySet, RiskAssessmentQuerySet

# How far the contributions may sum from the score: rounding of three additions of doubles.
CONTRIBUTION_TOLERANCE = 1e-9


class Level(models.TextChoices):
    """How urgently a person should be looked at."""

    LOW = "low", "low"
    MEDIUM = "medium", "medium"
    HIGH = "high", "high"
    CRITICAL = "critical", "critical"


LEVELS = ("low", "medium", "high", "critical")
SENTIMENTS = ("positive", "neutral", "negative")


def _share(field: str) -> Q:
    return Q(**{f"{field}__gte": 0, f"{field}__lte": 1})


def _optional_share(field: str) -> Q:
    return Q(**{f"{field}__isnull": True}) | _share(field)


class Dissonance(Record):
    """Stated against actual emotion in one session."""

    class Interpretation(models.TextChoices):
        AUTHENTIC = "authentic", "words and voice agree"
        DEFENSIVE_CONCEALMENT = "defensive_concealment", "positive words over a distressed voice"
        MINIMIZATION = "minimization", "neutral words over a distressed voice"
        INTENSITY_MISMATCH = "intensity_mismatch", "both negative, in different strength"
        RECOVERY_INDICATOR = "recovery_indicator", "negative words, voice recovering"
        EXAGGERATION = "exaggeration", "negative words, voice at ease"
        UNCLEAR = "unclear", "words and voice differ, unclear how"

    user = DatabaseForeignKey(User, related_name="dissonance_records", db_index=False)
    session = DatabaseForeignKey(Conversation, related_name="dissonance_records")
    transcript = models.TextField(null=True, blank=True, db_comment="AES-256-GCM sealed text, base64url")
    stated_emotion = models.CharField(max_length=50, db_comment="positive, neutral or negative: the words")
    actual_emotion = models.CharField(max_length=50, db_comment="positive, neutral or negative: the voice")
    dissonance_score = models.FloatField(db_comment="Half the distance of the valences, 0 agree .. 1 opposite")
    interpretation = models.CharField(max_length=100, choices=Interpretation)
    risk_level = models.CharField(max_length=20, choices=Level)
    confidence = models.FloatField(null=True, blank=True)
    evidence = models.JSONField(default=dict, db_default={}, db_comment="Valence and confidence of words and voice")
    detected_at = models.DateTimeField(db_default=Now())
    analysis_run = models.UUIDField(default=new_id)
    policy_version = models.CharField(max_length=20, default="", db_default="")
    is_current = models.BooleanField(default=True, db_default=True)

    objects = DissonanceQuerySet.as_manager()

    class Meta:
        db_table = "dissonance_records"
        db_table_comment = "Words against voice, one row a session"
        verbose_name = "dissonance record"
        ordering = ("-detected_at", "-id")
        constraints = [
            models.CheckConstraint(name="ck_dissonance_records_score", condition=_share("dissonance_score")),
            models.CheckConstraint(name="ck_dissonance_records_confidence", condition=_optional_share("confidence")),
            models.CheckConstraint(name="ck_dissonance_records_stated", condition=Q(stated_emotion__in=SENTIMENTS)),
            models.CheckConstraint(name="ck_dissonance_records_actual", condition=Q(actual_emotion__in=SENTIMENTS)),
            models.CheckConstraint(name="ck_dissonance_records_risk", condition=Q(risk_level__in=LEVELS)),
            models.CheckConstraint(
                name="ck_dissonance_records_interpretation",
                condition=Q(
                    interpretation__in=(
                        "authentic",
                        "defensive_concealment",
                        "minimization",
                        "intensity_mismatch",
                        "recovery_indicator",
                        "exaggeration",
                        "unclear",
                    )
                ),
            ),
            models.UniqueConstraint(
                name="uq_dissonance_records_current", fields=("session",), condition=Q(is_current=True)
            ),
        ]
        indexes = [
            NamedIndex(name="idx_dissonance_records_user_id", fields=("user", "detected_at")),
            NamedIndex(name="idx_dissonance_records_score", fields=("dissonance_score", "id")),
            NamedIndex(name="idx_dissonance_records_risk", fields=("risk_level", "detected_at")),
            # The newest first, the list's own order.
            NamedIndex(name="idx_dissonance_records_time", fields=("detected_at", "id")),
        ]

    def __str__(self) -> str:
        return f"dissonance {str(self.id)[-8:]}"


class RiskAssessment(Record):
    """What a session's findings amount to, and what a clinician did about it.

    `risk_factors`: a list of {"factor", "column", "contribution", "evidence": {…}}; evidence never quotes.
    """

    user = DatabaseForeignKey(User, related_name="risk_assessments", db_index=False)
    session = DatabaseForeignKey(Conversation, related_name="risk_assessments")
    risk_score = models.FloatField(db_comment="0..1; orders, does not predict")
    risk_level = models.CharField(max_length=20, choices=Level)
    risk_factors = models.JSONField(default=list, db_default=[], db_comment="Every contribution with its evidence")
    dissonance_contribution = models.FloatField(null=True, blank=True, db_comment="Empty: not assessed")
    baseline_deviation_contribution = models.FloatField(null=True, blank=True, db_comment="Empty: not assessed")
    pattern_contribution = models.FloatField(null=True, blank=True, db_comment="Empty: not assessed")
    not_assessed = models.JSONField(default=list, db_default=[], db_comment="Codes of what could not be assessed")
    needs_review = models.BooleanField(default=False, db_default=False)
    assessed_at = models.DateTimeField(db_default=Now())
    action_taken = models.CharField(max_length=100, null=True, blank=True)
    action_taken_by = DatabaseForeignKey(
        User, OnDelete.SET_NULL, null=True, blank=True, named_by_field=True, related_name="actions_taken"
    )
    action_taken_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    action_taken_at = models.DateTimeField(null=True, blank=True)
    analysis_run = models.UUIDField(default=new_id)
    policy_version = models.CharField(max_length=20, default="", db_default="")
    is_current = models.BooleanField(default=True, db_default=True)

    objects = RiskAssessmentQuerySet.as_manager()

    class Meta:
        db_table = "risk_assessments"
        db_table_comment = "What a session's findings amount to; none where nothing could be assessed"
        ordering = ("-assessed_at", "-id")
        constraints = [
            models.CheckConstraint(name="ck_risk_assessments_score", condition=_share("risk_score")),
            models.CheckConstraint(name="ck_risk_assessments_level", condition=Q(risk_level__in=LEVELS)),
            models.CheckConstraint(
                name="ck_risk_assessments_dissonance", condition=_optional_share("dissonance_contribution")
            ),
            models.CheckConstraint(
                name="ck_risk_assessments_baseline", condition=_optional_share("baseline_deviation_contribution")
            ),
            models.CheckConstraint(
                name="ck_risk_assessments_pattern", condition=_optional_share("pattern_contribution")
            ),
            models.CheckConstraint(
                name="ck_risk_assessments_sum",
                condition=Q(
                    models.lookups.LessThanOrEqual(
                        Abs(
                            Coalesce(F("dissonance_contribution"), Value(0.0))
                            + Coalesce(F("baseline_deviation_contribution"), Value(0.0))
                            + Coalesce(F("pattern_contribution"), Value(0.0))
                            - F("risk_score")
                        ),
                        Value(CONTRIBUTION_TOLERANCE),
                    )
                ),
            ),
            models.CheckConstraint(
                name="ck_risk_assessments_something",
                condition=Q(dissonance_contribution__isnull=False)
                | Q(baseline_deviation_contribution__isnull=False)
                | Q(pattern_contribution__isnull=False),
            ),
            models.UniqueConstraint(name="uq_risk_assessments_current", fields=("session",), condition=Q(is_current=True)),
        ]
        indexes = [
            NamedIndex(name="idx_risk_assessments_user_id", fields=("user", "assessed_at")),
            NamedIndex(name="idx_risk_assessments_level", fields=("risk_level", "assessed_at")),
            NamedIndex(name="idx_risk_assessments_score", fields=("risk_score", "id")),
            # The newest first, the list's own order.
            NamedIndex(name="idx_risk_assessments_time", fields=("assessed_at", "id")),
            # Triage: what waits for a human.
            NamedIndex(
                name="idx_risk_assessments_waiting",
                fields=("user", "assessed_at"),
                condition=Q(needs_review=True, is_current=True, action_taken_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_level} assessment"


class CrisisEvent(Record):
    """Something a person must act on, by a time."""

    class Resolution(models.TextChoices):
        CONFIRMED = "confirmed", "confirmed"
        FALSE_ALARM = "false_alarm", "false alarm"
        TRANSFERRED = "transferred", "transferred"
        OTHER = "other", "other"

    user = DatabaseForeignKey(User, related_name="crisis_events", db_index=False)
    conversation = DatabaseForeignKey(
        Conversation, OnDelete.SET_NULL, null=True, blank=True, related_name="crisis_events"
    )
    risk_level = models.CharField(max_length=20, choices=Level)
    detection_method = models.CharField(max_length=50, db_comment="What raised it")
    escalation_required = models.BooleanField(default=True, db_default=True)
    is_historical = models.BooleanField(
        default=False, db_default=False, db_comment="The session was already more than 7 days old when it arrived"
    )
    human_reviewed = models.BooleanField(default=False, db_default=False, db_comment="Set by acknowledging")
    due_at = models.DateTimeField(null=True, blank=True, db_comment="When someone should have acted")
    acknowledged_by = DatabaseForeignKey(
        User, OnDelete.SET_NULL, null=True, blank=True, named_by_field=True, related_name="crisis_acknowledged"
    )
    acknowledged_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    resolved_by = DatabaseForeignKey(
        User, OnDelete.SET_NULL, null=True, blank=True, named_by_field=True, related_name="crisis_resolved"
    )
    resolved_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolution = models.CharField(max_length=20, choices=Resolution, null=True, blank=True)
    resolution_note = models.TextField(null=True, blank=True, db_comment="AES-256-GCM sealed text, base64url")
    created_at = models.DateTimeField(db_default=Now())

    objects = CrisisEventQuerySet.as_manager()

    class Meta:
        db_table = "crisis_events"
        db_table_comment = "What a person must act on, by a time"
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(name="ck_crisis_events_level", condition=Q(risk_level__in=LEVELS)),
            models.CheckConstraint(
                name="ck_crisis_events_resolution",
                condition=Q(resolution__isnull=True)
                | Q(resolution__in=("confirmed", "false_alarm", "transferred", "other")),
            ),
            models.CheckConstraint(
                name="ck_crisis_events_resolved",
                condition=Q(resolved_at__isnull=True) | Q(resolution__isnull=False),
            ),
            models.UniqueConstraint(
                name="uq_crisis_events_open", fields=("user", "conversation"), condition=Q(resolved_at__isnull=True)
            ),
        ]
        indexes = [
            NamedIndex(name="idx_crisis_events_user_id", fields=("user", "created_at")),
            NamedIndex(name="idx_crisis_events_created_at", fields=("created_at", "id")),
            NamedIndex(
                name="idx_crisis_events_unreviewed",
                fields=("human_reviewed", "created_at"),
                condition=Q(human_reviewed=False),
            ),
            # Triage: what is not resolved, most overdue first.
            NamedIndex(name="idx_crisis_events_unresolved", fields=("due_at",), condition=Q(resolved_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.risk_level} crisis event"
