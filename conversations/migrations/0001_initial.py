"""Sessions, their messages, emotional readings, and the uploads they came in."""

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import resona.postgres.foreign_keys
import resona.postgres.indexes
import resona.postgres.models
import resona.postgres.triggers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="UUIDv7, ordered by time; random where plain SQL inserts without one",
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=resona.postgres.models.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(
                        db_comment="By the person's device, as all times of a session",
                        db_default=django.db.models.functions.datetime.Now(),
                    ),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, db_comment="Not before its start; empty: not known", null=True),
                ),
                (
                    "language",
                    models.CharField(
                        db_comment="BCP 47 tag of the session", db_default="en", default="en", max_length=10
                    ),
                ),
                (
                    "emotion_summary",
                    models.JSONField(blank=True, db_comment="Share of each emotion heard, summing to 1", null=True),
                ),
                ("voice_features", models.JSONField(blank=True, db_comment="VoiceFeatures of the session", null=True)),
                (
                    "stated_emotion",
                    models.CharField(
                        blank=True,
                        db_comment="The client's own label, which overrides the words",
                        max_length=20,
                        null=True,
                    ),
                ),
                (
                    "crisis_detected",
                    models.BooleanField(
                        db_comment="A crisis event was raised from this session", db_default=False, default=False
                    ),
                ),
                (
                    "escalated_to_human",
                    models.BooleanField(
                        db_comment="The clinic was asked to act, not only shown the finding",
                        db_default=False,
                        default=False,
                    ),
                ),
                (
                    "analysis_status",
                    models.CharField(
                        choices=[("complete", "complete"), ("partial", "in part"), ("failed", "failed")],
                        db_comment="complete, partial or failed: whether everything could be assessed",
                        db_default="complete",
                        default="complete",
                        max_length=10,
                    ),
                ),
                (
                    "not_assessed",
                    models.JSONField(db_comment="Codes of what could not be assessed", db_default=[], default=list),
                ),
                (
                    "reviewed_by_uuid",
                    models.UUIDField(blank=True, db_comment="Who, kept when the account is gone", null=True),
                ),
                (
                    "reviewed_at",
                    models.DateTimeField(blank=True, db_comment="When they looked; empty: nobody did", null=True),
                ),
                (
                    "recorded_result",
                    models.JSONField(db_comment="The answer given at recording", editable=False, null=True),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When the session arrived here",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_comment="Moved by every update, by a trigger",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "reviewed_by",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_column="reviewed_by",
                        db_comment="Who looked at what could not be assessed",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="sessions_reviewed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The person in care who spoke",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="conversations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "db_table": "conversations",
                "db_table_comment": "One row a session",
                "ordering": ("-started_at", "-id"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(fields=["user", "started_at"], name="idx_conversations_user_id"),
                    resona.postgres.indexes.NamedIndex(
                        fields=["started_at", "id"], name="idx_conversations_started_at"
                    ),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("crisis_detected", True)),
                        fields=["started_at"],
                        name="idx_conversations_crisis",
                    ),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("analysis_status", "complete"), _negated=True),
                        fields=["user", "started_at"],
                        name="idx_conversations_incomplete",
                    ),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("reviewed_by__isnull", False)),
                        fields=["reviewed_by"],
                        name="idx_conversations_reviewed_by",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("analysis_status__in", ("complete", "partial", "failed"))),
                        name="ck_conversations_analysis_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stated_emotion__isnull", True),
                            ("stated_emotion__in", ("positive", "neutral", "negative")),
                            _connector="OR",
                        ),
                        name="ck_conversations_stated_emotion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="ck_conversations_ended_at",
                    ),
                    resona.postgres.triggers.Trigger(
                        function="resona_touch_updated_at", name="conversations_touch_updated_at", when="BEFORE UPDATE"
                    ),
                    resona.postgres.triggers.Trigger(
                        arguments=("reviewed_by", "reviewed_by_uuid"),
                        condition="NEW.reviewed_by IS NOT NULL",
                        function="resona_remember_actor",
                        name="conversations_remember_reviewed_by",
                        when="BEFORE INSERT OR UPDATE OF reviewed_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="UUIDv7, ordered by time; random where plain SQL inserts without one",
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=resona.postgres.models.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "position",
                    models.IntegerField(db_comment="Place within the session, from 0", db_default=0, default=0),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("user", "person"), ("assistant", "app")],
                        db_comment="Who spoke: user (the person) or assistant (the app)",
                        max_length=10,
                    ),
                ),
                (
                    "content",
                    models.TextField(db_comment="AES-256-GCM sealed text, base64url; at most 5000 characters in clear"),
                ),
                (
                    "emotion_data",
                    models.JSONField(
                        blank=True, db_comment="What this message alone showed; empty: not measured", null=True
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it was said",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "conversation",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The session it belongs to",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="messages",
                        to="conversations.conversation",
                    ),
                ),
            ],
            options={
                "db_table": "messages",
                "db_table_comment": "What was said, encrypted and immutable",
                "ordering": ("conversation_id", "position"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        fields=["conversation", "position"], name="idx_messages_conversation_id"
                    ),
                    resona.postgres.indexes.NamedIndex(fields=["created_at"], name="idx_messages_created_at"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ("user", "assistant"))), name="ck_messages_role"
                    ),
                    resona.postgres.triggers.Trigger(
                        function="resona_refuse_update", name="messages_refuse_update", when="BEFORE UPDATE"
                    ),
                    resona.postgres.triggers.Trigger(
                        arguments=("conversations", "conversation_id"),
                        function="resona_refuse_direct_delete",
                        name="messages_refuse_delete",
                        when="BEFORE DELETE",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmotionReading",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="UUIDv7, ordered by time; random where plain SQL inserts without one",
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=resona.postgres.models.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "emotion_type",
                    models.CharField(db_comment="The strongest emotion heard, or the words' sentiment", max_length=50),
                ),
                ("confidence_score", models.FloatField(db_comment="0 a guess .. 1 certain")),
                (
                    "voice_emotion",
                    models.JSONField(blank=True, db_comment="What the voice said; empty: not heard", null=True),
                ),
                (
                    "text_sentiment",
                    models.JSONField(blank=True, db_comment="What the words said; empty: not known", null=True),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it was shown: the session's time",
                        db_default=django.db.models.functions.datetime.Now(),
                    ),
                ),
                (
                    "conversation",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_comment="The session it was read in; empty once that is gone",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="emotion_readings",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The person who spoke",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="emotion_readings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "message",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_comment="The message it was read in; empty: the whole session, or the message is gone",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="emotion_readings",
                        to="conversations.message",
                    ),
                ),
            ],
            options={
                "verbose_name": "emotional reading",
                "db_table": "emotion_history",
                "db_table_comment": "Emotional readings over time",
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        fields=["user", "created_at"], name="idx_emotion_history_user_id"
                    ),
                    resona.postgres.indexes.NamedIndex(
                        fields=["conversation"], name="idx_emotion_history_conversation_id"
                    ),
                    resona.postgres.indexes.NamedIndex(fields=["message"], name="idx_emotion_history_message_id"),
                    resona.postgres.indexes.NamedIndex(fields=["created_at"], name="idx_emotion_history_created_at"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confidence_score__gte", 0), ("confidence_score__lte", 1)),
                        name="ck_emotion_history_confidence_score",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_comment="UUIDv7, ordered by time; random where plain SQL inserts without one",
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=resona.postgres.models.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "operation_type",
                    models.CharField(
                        db_comment="What was uploaded: session", db_default="session", default="session", max_length=50
                    ),
                ),
                (
                    "body_digest",
                    models.CharField(
                        db_comment="Keyed digest (HMAC) of the validated body",
                        db_default="",
                        default="",
                        max_length=100,
                    ),
                ),
                (
                    "encrypted_data",
                    models.BinaryField(blank=True, db_comment="Sealed body; emptied once completed", null=True),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "pending"),
                            ("processing", "processing"),
                            ("completed", "completed"),
                            ("failed", "failed"),
                        ],
                        db_comment="pending, processing, completed or failed",
                        db_default="pending",
                        default="pending",
                        max_length=10,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it arrived first",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "processed_at",
                    models.DateTimeField(
                        blank=True, db_comment="When it was completed or failed; empty: not yet", null=True
                    ),
                ),
                (
                    "retry_count",
                    models.IntegerField(db_comment="How often it was tried again", db_default=0, default=0),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The person it is about",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="uploads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "sync_queue",
                "db_table_comment": "Uploads and their outcome; makes repeating an upload safe",
                "indexes": [
                    resona.postgres.indexes.NamedIndex(fields=["user"], name="idx_sync_queue_user_id"),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("status", "pending")),
                        fields=["status", "created_at"],
                        name="idx_sync_queue_pending",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ("pending", "processing", "completed", "failed"))),
                        name="ck_sync_queue_status",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="user", name="fk_conversations_user", on_delete="CASCADE"
            ),
        ),
        migrations.AddConstraint(
            model_name="conversation",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="reviewed_by", name="fk_conversations_reviewed_by", on_delete="SET NULL"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="conversation", name="fk_messages_conversation", on_delete="CASCADE"
            ),
        ),
        migrations.AddConstraint(
            model_name="emotionreading",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="user", name="fk_emotion_history_user", on_delete="CASCADE"
            ),
        ),
        migrations.AddConstraint(
            model_name="emotionreading",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="conversation", name="fk_emotion_history_conversation", on_delete="SET NULL"
            ),
        ),
        migrations.AddConstraint(
            model_name="emotionreading",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="message", name="fk_emotion_history_message", on_delete="SET NULL"
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="user", name="fk_sync_queue_user", on_delete="CASCADE"
            ),
        ),
    ]
