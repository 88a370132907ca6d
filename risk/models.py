"""What the findings mean, and what was done about them."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Abs, Coalesce, Now

from conversations.models import Conversation, Finding
from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import User
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import WRITE, Duties, Expiring, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record, new_id
from resona.postgres.triggers import remembers_actor
from risk.querysets import CrisisEventQuerySet, DissonanceQuerySet, RiskAssessmentQuerySet

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
        return f"dissonance {str(self.id)[-8:]}"


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
    assessed_at = models.DateTimeField(db_default=Now(), db_comment="When the analysis came to it")
    action_taken = models.CharField(
        max_length=100, null=True, blank=True, db_comment="What staff did about it; empty: nothing yet"
    )
    action_taken_by = actor_key("action_taken_by", related_name="actions_taken", comment="Who acted")
    action_taken_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    action_taken_at = models.DateTimeField(null=True, blank=True, db_comment="When they acted; empty: not yet")

    objects = RiskAssessmentQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        kept=("risk_level", "is_current", "needs_review"),
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
        # Of events of earlier releases that came from no words; never chosen by anybody.
        TO_REVIEW = "to_review", "left to a review"

    class SourceKind(models.TextChoices):
        """What raised an event: the person's words, answers or request, or a human's judgement, and nothing else."""

        SESSION = "session", "words in a session"
        QUESTIONNAIRE = "questionnaire", "an answer to a questionnaire"
        HELP_REQUEST = "help_request", "a request for help"
        SAFETY_CHECK = "safety_check", "an answer to the safety check"
        STAFF = "staff", "a member of staff"

    user = DatabaseForeignKey(User, related_name="crisis_events", db_index=False, db_comment="The person in crisis")
    conversation = DatabaseForeignKey(
        Conversation,
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        related_name="crisis_events",
        db_index=False,
        db_comment="The session that raised it; empty once that is gone",
    )
    source_kind = models.CharField(
        max_length=20,
        choices=SourceKind,
        default=SourceKind.SESSION,
        db_default="session",
        db_comment="session, questionnaire, help_request, safety_check or staff: what raised it",
    )
    source_uuid = models.UUIDField(
        db_column="source_id",
        default=new_id,
        db_default=RandomUUID(),
        db_comment="Which of these; of a session its id, kept when it is gone",
    )
    episode_uuid = models.UUIDField(
        db_column="episode_id",
        default=new_id,
        db_default=RandomUUID(),
        db_comment="The same for a person's events while one is open or the last is less than 72 hours old",
    )
    words = SealedTextField(
        null=True, blank=True, db_comment="What the person wrote with it, or why staff raised it; empty: neither"
    )
    risk_level = models.CharField(max_length=20, choices=Level, db_comment="low, medium, high or critical")
    detection_method = models.CharField(max_length=50, db_comment="What raised it")
    escalation_required = models.BooleanField(
        default=True, db_default=True, db_comment="Staff must act now; false for what is long past"
    )
    is_historical = models.BooleanField(
        default=False, db_default=False, db_comment="The session was already more than 7 days old when it arrived"
    )
    human_reviewed = models.BooleanField(default=False, db_default=False, db_comment="Set by acknowledging")
    due_at = models.DateTimeField(null=True, blank=True, db_comment="When someone should have acted")
    acknowledged_by = actor_key("acknowledged_by", related_name="crisis_acknowledged", comment="Who took it on")
    acknowledged_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    acknowledged_at = models.DateTimeField(null=True, blank=True, db_comment="When it was taken on; empty: not yet")
    resolved_by = actor_key("resolved_by", related_name="crisis_resolved", comment="Who closed it")
    resolved_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    resolved_at = models.DateTimeField(null=True, blank=True, db_comment="When it was closed; empty: open")
    resolution = models.CharField(
        max_length=20,
        choices=Resolution,
        null=True,
        blank=True,
        db_comment="confirmed, false_alarm, transferred, other or to_review; empty: open",
    )
    resolution_note = SealedTextField(null=True, blank=True, db_comment="What staff wrote")
    created_at = models.DateTimeField(db_default=Now(), db_comment="When it was raised")

    objects = CrisisEventQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        kept=("source_kind", "risk_level", "detection_method", "escalation_required", "human_reviewed", "resolution"),
        kept_codes={"detection_method": "what noticed it"},
        copies={"detection_method": Treatment.KEEP},
        # What staff are still asked to act on stays, and the session it is about.
        expires=Expiring(dated_by="created_at", only_where="resolved_at IS NOT NULL AND conversation_id IS NULL"),
        keeps_from_expiry={"conversation": "resolved_at IS NULL"},
    )

    class Meta:
        db_table = "crisis_events"
        db_table_comment = "What a person must act on, by a time"
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(name="ck_crisis_events_level", condition=Q(risk_level__in=LEVELS)),
            models.CheckConstraint(
                name="ck_crisis_events_resolution",
                condition=Q(resolution__isnull=True)
                | Q(resolution__in=("confirmed", "false_alarm", "transferred", "other", "to_review")),
            ),
            models.CheckConstraint(
                name="ck_crisis_events_resolved",
                condition=Q(resolved_at__isnull=True) | Q(resolution__isnull=False),
            ),
            models.CheckConstraint(
                name="ck_crisis_events_source",
                condition=Q(source_kind__in=("session", "questionnaire", "help_request", "safety_check", "staff")),
            ),
            models.UniqueConstraint(
                name="uq_crisis_events_open_source",
                fields=("user", "source_kind", "source_uuid"),
                condition=Q(resolved_at__isnull=True),
            ),
            remembers_actor("crisis_events", "acknowledged_by"),
            remembers_actor("crisis_events", "resolved_by"),
        ]
        indexes = [
            # A person's events; the cascade's own look-up.
            NamedIndex(name="idx_crisis_events_user_id", fields=("user", "created_at")),
            # The event of one session; the look-up of its SET NULL.
            NamedIndex(name="idx_crisis_events_conversation_id", fields=("conversation",)),
            # The events of one episode, newest first.
            NamedIndex(name="idx_crisis_events_episode_id", fields=("episode_uuid", "created_at")),
            # The list of all events, newest first.
            NamedIndex(name="idx_crisis_events_created_at", fields=("created_at", "id")),
            # What nobody has taken on, oldest first.
            NamedIndex(
                name="idx_crisis_events_unreviewed",
                fields=("human_reviewed", "created_at"),
                condition=Q(human_reviewed=False),
            ),
            # Triage: what is not resolved, most overdue first.
            NamedIndex(name="idx_crisis_events_unresolved", fields=("due_at",), condition=Q(resolved_at__isnull=True)),
            # What a member of staff took on or closed; the look-ups of the account's SET NULL.
            actor_index("crisis_events", "acknowledged_by"),
            actor_index("crisis_events", "resolved_by"),
        ]

    def __str__(self) -> str:
        return f"{self.risk_level} crisis event"
