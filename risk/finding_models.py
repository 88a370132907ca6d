"""What a session's findings mean: words against voice, and what all of it amounts to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Abs, Coalesce, Now

from conversations.models import OF_ANOTHER, Conversation, Finding
from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import ApiKey, User
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import WRITE, Duties, Followed, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey
from resona.postgres.indexes import NamedIndex
from resona.postgres.triggers import keeps_updated_at, remembers_actor
from risk.querysets import DissonanceQuerySet, RiskAssessmentQuerySet

# How far the contributions may sum from the score: rounding of three additions of doubles.
CONTRIBUTION_TOLERANCE = 1e-9
# The severest group of crisis language: an attempt (risk.policy).
MOST_SEVERE = 6


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


class Dissonance(Finding):
    """Stated against actual emotion in one session.

    `evidence`: {"stated_valence", "voice_valence", "method", "spans"}, valences -1..1; never a quotation. `spans`:
    where the words that decided what was stated stand, as in conversations.models.EmotionReading.
    """

    class Interpretation(models.TextChoices):
        AUTHENTIC = "authentic", "words and voice agree"
        DEFENSIVE_CONCEALMENT = "defensive_concealment", "positive words over a distressed voice"
        MINIMIZATION = "minimization", "neutral words over a distressed voice"
        INTENSITY_MISMATCH = "intensity_mismatch", "both negative, in different strength"
        RECOVERY_INDICATOR = "recovery_indicator", "negative words, voice recovering"
        EXAGGERATION = "exaggeration", "negative words, voice at ease"
        UNCLEAR = "unclear", "words and voice differ, unclear how"

    user = DatabaseForeignKey(User, related_name="dissonance_records", db_index=False, db_comment="The person")
    session = DatabaseForeignKey(
        Conversation, related_name="dissonance_records", db_index=False, db_comment="The session it was found in"
    )
    transcript = SealedTextField(null=True, blank=True, db_comment="What was said; empty: see the messages")
    stated_emotion = models.CharField(max_length=50, db_comment="positive, neutral or negative: the words")
    actual_emotion = models.CharField(max_length=50, db_comment="positive, neutral or negative: the voice")
    dissonance_score = models.FloatField(db_comment="Half the distance of the valences, 0 agree .. 1 opposite")
    interpretation = models.CharField(
        max_length=100, choices=Interpretation, db_comment="What the difference may mean; an observation, no diagnosis"
    )
    risk_level = models.CharField(max_length=20, choices=Level, db_comment="low, medium, high or critical")
    confidence = models.FloatField(
        null=True, blank=True, db_comment="0..1, how sure words and voice were read; empty: not known"
    )
    evidence = models.JSONField(default=dict, db_default={}, db_comment="Valence and confidence of words and voice")
    detected_at = models.DateTimeField(db_default=Now(), db_comment="When the analysis found it")

    objects = DissonanceQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        kept=("risk_level", "is_current"),
        not_exported_where=f"session_id {OF_ANOTHER}",
        followed=Followed(kind="dissonance_record", scope=ApiKey.Scope.RECORDS_READ),
        copies={
            "policy_version": Treatment.KEEP,
            "stated_emotion": Treatment.KEEP,
            "actual_emotion": Treatment.KEEP,
            "evidence": Treatment.JSON,
        },
    )

    class Meta:
        db_table = "dissonance_records"
        db_table_comment = "Words against voice, one row a session"
        verbose_name = "words against voice"
        verbose_name_plural = "words against voice"
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
            # A person's course; the cascade's own look-up.
            NamedIndex(name="idx_dissonance_records_user_id", fields=("user", "detected_at")),
            # What was found in one session; the cascade's own look-up.
            NamedIndex(name="idx_dissonance_records_session_id", fields=("session",)),
            # The list with the strongest first, or from a least score on.
            NamedIndex(name="idx_dissonance_records_score", fields=("dissonance_score", "id")),
            # The list of one level, newest first.
            NamedIndex(name="idx_dissonance_records_risk", fields=("risk_level", "detected_at")),
            # The list of all records, newest first.
            NamedIndex(name="idx_dissonance_records_time", fields=("detected_at", "id")),
        ]

    def __str__(self) -> str:
        return f"words against voice {str(self.id)[-8:]}"


class RiskAssessment(Finding):
    """What a session's findings amount to, and what a clinician did about it.

    `risk_factors`: a list of {"factor", "column", "contribution", "evidence": {…}}; evidence never quotes.
    """

    user = DatabaseForeignKey(User, related_name="risk_assessments", db_index=False, db_comment="The person")
    session = DatabaseForeignKey(
        Conversation, related_name="risk_assessments", db_index=False, db_comment="The session assessed"
    )
    risk_score = models.FloatField(db_comment="0..1; orders, does not predict")
    risk_level = models.CharField(max_length=20, choices=Level, db_comment="low, medium, high or critical")
    risk_factors = models.JSONField(default=list, db_default=[], db_comment="Every contribution with its evidence")
    dissonance_contribution = models.FloatField(null=True, blank=True, db_comment="Empty: not assessed")
    baseline_deviation_contribution = models.FloatField(null=True, blank=True, db_comment="Empty: not assessed")
    pattern_contribution = models.FloatField(null=True, blank=True, db_comment="Empty: not assessed")
    language_severity = models.SmallIntegerField(
        null=True, blank=True, db_comment="Severest crisis language that counts, 0 none .. 6 attempt; empty: not read"
    )
    not_assessed = models.JSONField(default=list, db_default=[], db_comment="Codes of what could not be assessed")
    needs_review = models.BooleanField(default=False, db_default=False, db_comment="A human should look at it")
    review_due_at = models.DateTimeField(
        null=True, blank=True, db_comment="By when a human should have looked; empty: at no certain time"
    )
    assessed_at = models.DateTimeField(db_default=Now(), db_comment="When the analysis came to it")
    action_taken = models.CharField(
        max_length=100, null=True, blank=True, db_comment="What staff did about it; empty: nothing yet"
    )
    action_taken_by = actor_key("action_taken_by", related_name="actions_taken", comment="Who acted")
    action_taken_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    action_taken_at = models.DateTimeField(null=True, blank=True, db_comment="When they acted; empty: not yet")
    updated_at = models.DateTimeField(
        db_default=Now(), editable=False, db_comment="Moved by every update, by a trigger"
    )

    objects = RiskAssessmentQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        kept=("risk_level", "is_current", "needs_review"),
        not_exported_where=f"session_id {OF_ANOTHER}",
        followed=Followed(kind="risk_assessment", scope=ApiKey.Scope.RECORDS_READ),
        copies={"policy_version": Treatment.KEEP, "risk_factors": Treatment.JSON, "not_assessed": Treatment.JSON},
    )

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
            models.CheckConstraint(
                name="ck_risk_assessments_language",
                condition=Q(language_severity__isnull=True) | Q(language_severity__range=(0, MOST_SEVERE)),
            ),
            models.UniqueConstraint(
                name="uq_risk_assessments_current", fields=("session",), condition=Q(is_current=True)
            ),
            keeps_updated_at("risk_assessments"),
            remembers_actor("risk_assessments", "action_taken_by"),
        ]
        indexes = [
            # A person's course; the cascade's own look-up.
            NamedIndex(name="idx_risk_assessments_user_id", fields=("user", "assessed_at")),
            # What was found in one session; the cascade's own look-up.
            NamedIndex(name="idx_risk_assessments_session_id", fields=("session",)),
            # The list of one level, newest first.
            NamedIndex(name="idx_risk_assessments_level", fields=("risk_level", "assessed_at")),
            # The list with the highest first, or from a least score on.
            NamedIndex(name="idx_risk_assessments_score", fields=("risk_score", "id")),
            # What a member of staff did; the look-up of the account's SET NULL.
            actor_index("risk_assessments", "action_taken_by"),
            # The list of all assessments, newest first.
            NamedIndex(name="idx_risk_assessments_time", fields=("assessed_at", "id")),
            # The list of what was found or acted on since a time.
            NamedIndex(name="idx_risk_assessments_updated", fields=("updated_at",)),
            # Triage: what waits for a human.
            NamedIndex(
                name="idx_risk_assessments_waiting",
                fields=("user", "assessed_at"),
                condition=Q(needs_review=True, is_current=True, action_taken_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_level} assessment"
