"""What was said and measured: sessions, their messages, emotional readings, and the uploads they came in."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from conversations.querysets import ConversationQuerySet, EmotionReadingQuerySet, MessageQuerySet, UploadQuerySet
from resona.accounts.actors import actor_index, actor_key
from resona.accounts.models import ApiKey, User
from resona.encryption.fields import SealedBinaryField, SealedTextField
from resona.postgres.duties import EMPTIED, WRITE, Duties, Expiring, Followed, Treatment
from resona.postgres.foreign_keys import DatabaseForeignKey, OnDelete
from resona.postgres.indexes import NamedIndex
from resona.postgres.models import Record, new_id
from resona.postgres.triggers import (
    keeps_updated_at,
    refuses_direct_delete,
    refuses_update,
    remembers_actor,
)

# SQL on the column of rows that names a session: somebody else spoke in it, so that none of it is the person's own.
OF_ANOTHER = "IN (SELECT id FROM conversations WHERE wrong_person_at IS NOT NULL)"


class Conversation(Record):
    """One session. Its id is the client's own: the idempotency key.

    `emotion_summary`: {"sad": 0.7, …}, shares of the voice's emotions, 0..1, summing to 1.
    `voice_features`: one VoiceFeatures object (conversations.serializers).
    `wrong_person_at`: somebody else spoke; it is then untimed, and nothing found in it counts.
    `not_assessed`: a list of the codes of what could not be assessed, e.g. ["voice_missing"].
    `recorded_result`: the answer given when the session was recorded, returned when the same upload is repeated.
    """

    class Status(models.TextChoices):
        COMPLETE = "complete", "complete"
        PARTIAL = "partial", "in part"
        FAILED = "failed", "failed"

    user = DatabaseForeignKey(
        User, related_name="conversations", db_index=False, db_comment="The person in care who spoke"
    )
    started_at = models.DateTimeField(
        db_default=Now(), db_comment="By the person's device, as all times of a session, where its clock is believed"
    )
    claimed_started_at = models.DateTimeField(
        null=True, blank=True, db_comment="What a doubtful clock said; empty: believed, or nothing to keep"
    )
    clock_doubtful = models.BooleanField(
        default=False, db_default=False, db_comment="The device's clock was ahead, years behind or missing"
    )
    is_untimed = models.BooleanField(
        default=False,
        db_default=False,
        db_comment="It has no known place in the person's course: left out of baselines, charts and replays",
    )
    is_historical = models.BooleanField(
        default=False, db_default=False, db_comment="An import of the past: its findings call nobody"
    )
    ended_at = models.DateTimeField(null=True, blank=True, db_comment="Not before its start; empty: not known")
    language = models.CharField(max_length=10, default="en", db_default="en", db_comment="BCP 47 tag of the session")
    emotion_summary = models.JSONField(null=True, blank=True, db_comment="Share of each emotion heard, summing to 1")
    voice_features = models.JSONField(null=True, blank=True, db_comment="VoiceFeatures of the session")
    stated_emotion = models.CharField(
        max_length=20, null=True, blank=True, db_comment="The client's own label, which overrides the words"
    )
    crisis_detected = models.BooleanField(
        default=False, db_default=False, db_comment="A crisis event was raised from this session"
    )
    escalated_to_human = models.BooleanField(
        default=False, db_default=False, db_comment="The clinic was asked to act, not only shown the finding"
    )
    analysis_status = models.CharField(
        max_length=10,
        choices=Status,
        default=Status.COMPLETE,
        db_default=Status.COMPLETE,
        db_comment="complete, partial or failed: whether everything could be assessed",
    )
    not_assessed = models.JSONField(default=list, db_default=[], db_comment="Codes of what could not be assessed")
    reviewed_by = actor_key(
        "reviewed_by", related_name="sessions_reviewed", comment="Who looked at what could not be assessed"
    )
    reviewed_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    reviewed_at = models.DateTimeField(null=True, blank=True, db_comment="When they looked; empty: nobody did")
    wrong_person_at = models.DateTimeField(
        null=True, blank=True, db_comment="When staff said that somebody else had spoken with this person's device"
    )
    wrong_person_by = actor_key("wrong_person_by", related_name="sessions_corrected", comment="Who said so")
    wrong_person_by_uuid = models.UUIDField(null=True, blank=True, db_comment="Who, kept when the account is gone")
    spoken_by = DatabaseForeignKey[User | None, User | None](
        User,
        null=True,
        blank=True,
        named_by_field=True,
        related_name="sessions_elsewhere",
        db_column="spoken_by",
        db_index=False,
        db_comment="The person who spoke instead: their words go with them; empty: whose session it is, or not known",
    )
    recorded_result = models.JSONField(null=True, editable=False, db_comment="The answer given at recording")
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When the session arrived here")
    updated_at = models.DateTimeField(
        db_default=Now(), editable=False, db_comment="Moved by every update, by a trigger"
    )

    objects = ConversationQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        kept=(
            "analysis_status",
            "clock_doubtful",
            "crisis_detected",
            "escalated_to_human",
            "is_historical",
            "is_untimed",
        ),
        copies={
            "language": Treatment.KEEP,
            "stated_emotion": Treatment.KEEP,
            "emotion_summary": Treatment.JSON,
            "voice_features": Treatment.JSON,
            "not_assessed": Treatment.JSON,
            "recorded_result": Treatment.JSON,
        },
        not_exported_where="wrong_person_at IS NOT NULL",
        followed=Followed(kind="session", scope=ApiKey.Scope.RECORDS_READ),
        # What a clock of long ago claims is no reason to forget what arrived today.
        expires=Expiring(dated_by="started_at", only_where="NOT is_untimed OR created_at < %(until)s"),
    )

    class Meta:
        db_table = "conversations"
        verbose_name = "session"
        db_table_comment = "One row a session"
        ordering = ("-started_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_conversations_analysis_status",
                condition=Q(analysis_status__in=("complete", "partial", "failed")),
            ),
            models.CheckConstraint(
                name="ck_conversations_stated_emotion",
                condition=Q(stated_emotion__isnull=True) | Q(stated_emotion__in=("positive", "neutral", "negative")),
            ),
            models.CheckConstraint(
                name="ck_conversations_ended_at",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
            ),
            models.CheckConstraint(
                name="ck_conversations_spoken_by",
                condition=Q(spoken_by__isnull=True)
                | Q(wrong_person_at__isnull=False, is_untimed=True) & ~Q(spoken_by=models.F("user")),
            ),
            keeps_updated_at("conversations"),
            remembers_actor("conversations", "reviewed_by"),
            remembers_actor("conversations", "wrong_person_by"),
        ]
        indexes = [
            # A person's course, and their latest session; the cascade's own look-up.
            NamedIndex(name="idx_conversations_user_id", fields=("user", "started_at")),
            # The list of all sessions, newest first, page by page.
            NamedIndex(name="idx_conversations_started_at", fields=("started_at", "id")),
            # The list of what was recorded or changed since a time.
            NamedIndex(name="idx_conversations_updated_at", fields=("updated_at",)),
            # The list of sessions with a crisis, newest first.
            NamedIndex(name="idx_conversations_crisis", fields=("started_at",), condition=Q(crisis_detected=True)),
            # Triage: what a human must look at because we could not.
            NamedIndex(
                name="idx_conversations_incomplete",
                fields=("user", "started_at"),
                condition=~Q(analysis_status="complete"),
            ),
            # Empty the key when the account goes.
            *(actor_index("conversations", name) for name in ("reviewed_by", "wrong_person_by")),
            # What somebody said with another's device; the cascade's own look-up.
            actor_index("conversations", "spoken_by"),
        ]

    def __str__(self) -> str:
        return f"session {str(self.id)[-8:]}"


class Message(Record):
    """What one side said, sealed; never changed, gone only with its session.

    A text of more than 5000 characters goes on in rows that name the first one as `part_of` and stand right after it;
    they are read as one (conversations.parts).
    """

    class Role(models.TextChoices):
        USER = "user", "person"
        ASSISTANT = "assistant", "app"

    conversation = DatabaseForeignKey(
        Conversation, related_name="messages", db_index=False, db_comment="The session it belongs to"
    )
    position = models.IntegerField(default=0, db_default=0, db_comment="Place within the session, from 0")
    part_of = DatabaseForeignKey[Any, Any](
        "self",
        null=True,
        blank=True,
        named_by_field=True,
        related_name="parts",
        db_column="part_of",
        db_index=False,
        db_comment="The message whose text goes on here; empty: a message of its own",
    )
    role = models.CharField(
        max_length=10, choices=Role, db_comment="Who spoke: user (the person) or assistant (the app)"
    )
    content = SealedTextField(
        max_characters=5000, db_comment="AES-256-GCM sealed text, base64url; at most 5000 characters in clear"
    )
    emotion_data = models.JSONField(
        null=True, blank=True, db_comment="What this message alone showed; empty: not measured"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it was said")

    objects = MessageQuerySet.as_manager()
    duties = Duties(
        subject="conversation__user",
        two_hops="a message is never without its session, which is locked and deleted as one",
        kept=("role",),
        copies={"emotion_data": Treatment.JSON},
        not_exported_where=f"conversation_id {OF_ANOTHER}",
    )

    class Meta:
        db_table = "messages"
        db_table_comment = "What was said, encrypted and immutable"
        ordering = ("conversation_id", "position")
        constraints = [
            models.CheckConstraint(name="ck_messages_role", condition=Q(role__in=("user", "assistant"))),
            refuses_update("messages"),
            refuses_direct_delete("messages", parent="conversations", key="conversation_id"),
        ]
        indexes = [
            # A session's messages in their order; the cascade's own look-up.
            NamedIndex(name="idx_messages_conversation_id", fields=("conversation", "position")),
            # The parts of a long message; rows without cost it nothing.
            NamedIndex(name="idx_messages_part_of", fields=("part_of",), condition=Q(part_of__isnull=False)),
            # Messages of a span of time: retention and evaluation.
            NamedIndex(name="idx_messages_created_at", fields=("created_at",)),
        ]

    def __str__(self) -> str:
        return f"message {str(self.id)[-8:]}"


class Finding(Record):
    """What one analysis of a session found. A later analysis supersedes it; it never changes it."""

    analysis_run = models.UUIDField(
        default=new_id, db_default=RandomUUID(), db_comment="Shared by all that one analysis of the session found"
    )
    policy_version = models.CharField(
        max_length=20, default="", db_default="", db_comment="Which thresholds and weights were in force"
    )
    is_current = models.BooleanField(default=True, db_default=True, db_comment="False: superseded by a later analysis")

    class Meta:
        abstract = True


class EmotionReading(Record):
    """Each emotional reading of a session.

    `voice_emotion`: {"valence": -1..1, "confidence": 0..1}; `text_sentiment`: {"label" (positive, neutral, negative),
    "valence", "confidence", "method", "spans"}, label and valence null where the words were too uncertain. `spans`, at
    most 5 in the order they were said, is where the words that decided stand, never the words: {"message_id", "start",
    "end" (characters of that message, half-open), "weight" (above 0 towards positive, below towards negative; 0 for a
    deflection), "kind" ("word", "claim" or "deflection"), "group" (which kind of deflection, or null)}.
    """

    user = DatabaseForeignKey(User, related_name="emotion_readings", db_index=False, db_comment="The person who spoke")
    conversation = DatabaseForeignKey(
        Conversation,
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        related_name="emotion_readings",
        db_index=False,
        db_comment="The session it was read in; empty once that is gone",
    )
    message = DatabaseForeignKey(
        Message,
        OnDelete.SET_NULL,
        null=True,
        blank=True,
        related_name="emotion_readings",
        db_index=False,
        db_comment="The message it was read in; empty: the whole session, or the message is gone",
    )
    emotion_type = models.CharField(max_length=50, db_comment="The strongest emotion heard, or the words' sentiment")
    confidence_score = models.FloatField(db_comment="0 a guess .. 1 certain")
    voice_emotion = models.JSONField(null=True, blank=True, db_comment="What the voice said; empty: not heard")
    text_sentiment = models.JSONField(null=True, blank=True, db_comment="What the words said; empty: not known")
    created_at = models.DateTimeField(db_default=Now(), db_comment="When it was shown: the session's time")

    objects = EmotionReadingQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        copies={"emotion_type": Treatment.KEEP, "voice_emotion": Treatment.JSON, "text_sentiment": Treatment.JSON},
        not_exported_where=f"conversation_id {OF_ANOTHER}",
        # Those of sessions that are gone: they are what is left of them.
        expires=Expiring(dated_by="created_at", only_where="conversation_id IS NULL"),
    )

    class Meta:
        db_table = "emotion_history"
        db_table_comment = "Emotional readings over time"
        verbose_name = "emotional reading"
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="ck_emotion_history_confidence_score",
                condition=Q(confidence_score__gte=0, confidence_score__lte=1),
            ),
        ]
        indexes = [
            # A person's emotions over time; the cascade's own look-up.
            NamedIndex(name="idx_emotion_history_user_id", fields=("user", "created_at")),
            # The readings of a session; the look-up of its SET NULL.
            NamedIndex(name="idx_emotion_history_conversation_id", fields=("conversation",)),
            # The look-up of the message's SET NULL.
            NamedIndex(name="idx_emotion_history_message_id", fields=("message",)),
            # The list of all readings, newest first.
            NamedIndex(name="idx_emotion_history_created_at", fields=("created_at",)),
        ]

    def __str__(self) -> str:
        return f"reading {str(self.id)[-8:]}"


class Upload(Record):
    """An upload and its outcome: the claim that makes an upload safe to repeat.

    Its id is the session's, and it outlives the session: a retry after retention must not bring the session back.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "pending"
        PROCESSING = "processing", "processing"
        COMPLETED = "completed", "completed"
        FAILED = "failed", "failed"

    user = DatabaseForeignKey(User, related_name="uploads", db_index=False, db_comment="The person it is about")
    operation_type = models.CharField(
        max_length=50, default="session", db_default="session", db_comment="What was uploaded: session"
    )
    body_digest = models.CharField(
        max_length=100, default="", db_default="", db_comment="Keyed digest (HMAC) of the validated body"
    )
    encrypted_data = SealedBinaryField(null=True, blank=True, db_comment="Sealed body; emptied once completed")
    status = models.CharField(
        max_length=10,
        choices=Status,
        default=Status.PENDING,
        db_default=Status.PENDING,
        db_comment="pending, processing, completed or failed",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False, db_comment="When it arrived first")
    processed_at = models.DateTimeField(
        null=True, blank=True, db_comment="When it was completed or failed; empty: not yet"
    )
    retry_count = models.IntegerField(default=0, db_default=0, db_comment="How often it was tried again")

    objects = UploadQuerySet.as_manager()
    duties = Duties(
        rights=WRITE,
        kept=("status", "operation_type"),
        kept_codes={"operation_type": "what is sent"},
        copies=EMPTIED,
        not_exported="claims that make an upload safe to repeat: the sessions are exported",
    )

    class Meta:
        db_table = "sync_queue"
        db_table_comment = "Uploads and their outcome; makes repeating an upload safe"
        constraints = [
            models.CheckConstraint(
                name="ck_sync_queue_status", condition=Q(status__in=("pending", "processing", "completed", "failed"))
            ),
        ]
        indexes = [
            # A person's uploads; the cascade's own look-up.
            NamedIndex(name="idx_sync_queue_user_id", fields=("user",)),
            # What waits to be processed, oldest first.
            NamedIndex(name="idx_sync_queue_pending", fields=("status", "created_at"), condition=Q(status="pending")),
        ]

    def __str__(self) -> str:
        return f"upload {str(self.id)[-8:]}"
