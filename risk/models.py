"""What the findings mean, and what was done about them."""

from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from conversations.models import Conversation
from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import ApiKey, User
from resona.encryption.fields import SealedTextField
from resona.postgres.duties import WRITE, Duties, Expiring, Followed, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import new_id
from resona.postgres.triggers import keeps_updated_at, remembers_actor
from risk.clock_models import Clocked
from risk.delivery_models import AlertDelivery
from risk.finding_models import LEVELS, Dissonance, Level, RiskAssessment
from risk.querysets import CrisisEventQuerySet
from risk.step_models import CrisisEventStep, Resolution

__all__ = ["LEVELS", "AlertDelivery", "CrisisEvent", "CrisisEventStep", "Dissonance", "Level", "RiskAssessment"]


class CrisisEvent(Clocked):
    """Something a person must act on, by a time. What was done about it is in its steps (CrisisEventStep)."""

    Resolution = Resolution

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
        db_comment="confirmed, false_alarm, transferred, other, wrong_person or to_review; empty: open",
    )
    resolution_note = SealedTextField(null=True, blank=True, db_comment="What staff wrote")
    reopened_by = actor_key("reopened_by", related_name="crisis_reopened", comment="Who opened it again")
    reopened_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    reopened_at = models.DateTimeField(null=True, blank=True, db_comment="When it was opened again last; empty: never")
    corrected_to = DatabaseForeignKey(
        "self",
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        named_by_field=True,
        related_name="corrected_from",
        db_column="corrected_to",
        db_index=False,
        db_comment="Where it was filed under the wrong person: the event of the right one",
    )
    created_at = models.DateTimeField(db_default=Now(), db_comment="When it was raised")
    updated_at = models.DateTimeField(
        db_default=Now(), editable=False, db_comment="Moved by every update, by a trigger"
    )

    objects = CrisisEventQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        kept=("source_kind", "risk_level", "detection_method", "escalation_required", "human_reviewed", "resolution"),
        kept_codes={"detection_method": "what noticed it"},
        copies={"detection_method": Treatment.KEEP},
        not_shown={"corrected_to": "another person's event"},
        not_exported_where="resolution = 'wrong_person'",
        followed=Followed(kind="crisis_event", scope=ApiKey.Scope.RECORDS_READ),
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
                | Q(resolution__in=("confirmed", "false_alarm", "transferred", "other", "wrong_person", "to_review")),
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
            keeps_updated_at("crisis_events"),
            remembers_actor("crisis_events", "acknowledged_by"),
            remembers_actor("crisis_events", "resolved_by"),
            remembers_actor("crisis_events", "reopened_by"),
            remembers_actor("crisis_events", "owner_id"),
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
            # The list of what was raised or changed since a time.
            NamedIndex(name="idx_crisis_events_updated_at", fields=("updated_at",)),
            # What nobody has taken on, oldest first.
            NamedIndex(
                name="idx_crisis_events_unreviewed",
                fields=("human_reviewed", "created_at"),
                condition=Q(human_reviewed=False),
            ),
            # Triage: what is not resolved, most overdue first.
            NamedIndex(name="idx_crisis_events_unresolved", fields=("due_at",), condition=Q(resolved_at__isnull=True)),
            # What a member of staff took on, closed or opened again; the look-ups of the account's SET NULL.
            actor_index("crisis_events", "acknowledged_by"),
            actor_index("crisis_events", "resolved_by"),
            actor_index("crisis_events", "reopened_by"),
            # The look-up of the SET NULL of the event it was corrected to.
            NamedIndex(
                name="idx_crisis_events_corrected_to",
                fields=("corrected_to",),
                condition=Q(corrected_to__isnull=False),
            ),
            actor_index("crisis_events", "owner"),
            # What goes a step up.
            NamedIndex(
                name="idx_crisis_events_next_due", fields=("next_due_at",), condition=Q(resolved_at__isnull=True)
            ),
            # Of what somebody is still to be told.
            NamedIndex(
                name="idx_crisis_events_untold",
                fields=("created_at",),
                condition=Q(told_at__isnull=True, resolved_at__isnull=True, escalation_required=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_level} crisis event"
