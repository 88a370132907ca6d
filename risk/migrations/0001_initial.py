"""What the findings mean, and what was done about them."""

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.math
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import resona.postgres.foreign_keys
import resona.postgres.indexes
import resona.postgres.models
import resona.postgres.triggers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("conversations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CrisisEvent",
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
                    "risk_level",
                    models.CharField(
                        choices=[("low", "low"), ("medium", "medium"), ("high", "high"), ("critical", "critical")],
                        db_comment="low, medium, high or critical",
                        max_length=20,
                    ),
                ),
                ("detection_method", models.CharField(db_comment="What raised it", max_length=50)),
                (
                    "escalation_required",
                    models.BooleanField(
                        db_comment="Staff must act now; false for what is long past", db_default=True, default=True
                    ),
                ),
                (
                    "is_historical",
                    models.BooleanField(
                        db_comment="The session was already more than 7 days old when it arrived",
                        db_default=False,
                        default=False,
                    ),
                ),
                (
                    "human_reviewed",
                    models.BooleanField(db_comment="Set by acknowledging", db_default=False, default=False),
                ),
                ("due_at", models.DateTimeField(blank=True, db_comment="When someone should have acted", null=True)),
                (
                    "acknowledged_by_uuid",
                    models.UUIDField(blank=True, db_comment="Who, kept when the account is gone", null=True),
                ),
                (
                    "acknowledged_at",
                    models.DateTimeField(blank=True, db_comment="When it was taken on; empty: not yet", null=True),
                ),
                (
                    "resolved_by_uuid",
                    models.UUIDField(blank=True, db_comment="Who, kept when the account is gone", null=True),
                ),
                (
                    "resolved_at",
                    models.DateTimeField(blank=True, db_comment="When it was closed; empty: open", null=True),
                ),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("confirmed", "confirmed"),
                            ("false_alarm", "false alarm"),
                            ("transferred", "transferred"),
                            ("other", "other"),
                        ],
                        db_comment="confirmed, false_alarm, transferred or other; empty: open",
                        max_length=20,
                        null=True,
                    ),
                ),
                (
                    "resolution_note",
                    models.TextField(
                        blank=True, db_comment="What staff wrote: AES-256-GCM sealed text, base64url", null=True
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it was raised", db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "acknowledged_by",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_column="acknowledged_by",
                        db_comment="Who took it on",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="crisis_acknowledged",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conversation",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_comment="The session that raised it; empty once that is gone",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="crisis_events",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "resolved_by",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_column="resolved_by",
                        db_comment="Who closed it",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="crisis_resolved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The person in crisis",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="crisis_events",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "crisis_events",
                "db_table_comment": "What a person must act on, by a time",
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(fields=["user", "created_at"], name="idx_crisis_events_user_id"),
                    resona.postgres.indexes.NamedIndex(
                        fields=["conversation"], name="idx_crisis_events_conversation_id"
                    ),
                    resona.postgres.indexes.NamedIndex(
                        fields=["created_at", "id"], name="idx_crisis_events_created_at"
                    ),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("human_reviewed", False)),
                        fields=["human_reviewed", "created_at"],
                        name="idx_crisis_events_unreviewed",
                    ),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("resolved_at__isnull", True)),
                        fields=["due_at"],
                        name="idx_crisis_events_unresolved",
                    ),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("acknowledged_by__isnull", False)),
                        fields=["acknowledged_by"],
                        name="idx_crisis_events_acknowledged_by",
                    ),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("resolved_by__isnull", False)),
                        fields=["resolved_by"],
                        name="idx_crisis_events_resolved_by",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("risk_level__in", ("low", "medium", "high", "critical"))),
                        name="ck_crisis_events_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("resolution__isnull", True),
                            ("resolution__in", ("confirmed", "false_alarm", "transferred", "other")),
                            _connector="OR",
                        ),
                        name="ck_crisis_events_resolution",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("resolved_at__isnull", True), ("resolution__isnull", False), _connector="OR"
                        ),
                        name="ck_crisis_events_resolved",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("resolved_at__isnull", True)),
                        fields=("user", "conversation"),
                        name="uq_crisis_events_open",
                    ),
                    resona.postgres.triggers.Trigger(
                        arguments=("acknowledged_by", "acknowledged_by_uuid"),
                        condition="NEW.acknowledged_by IS NOT NULL",
                        function="resona_remember_actor",
                        name="crisis_events_remember_acknowledged_by",
                        when="BEFORE INSERT OR UPDATE OF acknowledged_by",
                    ),
                    resona.postgres.triggers.Trigger(
                        arguments=("resolved_by", "resolved_by_uuid"),
                        condition="NEW.resolved_by IS NOT NULL",
                        function="resona_remember_actor",
                        name="crisis_events_remember_resolved_by",
                        when="BEFORE INSERT OR UPDATE OF resolved_by",
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_crisis_events_user", on_delete="CASCADE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="conversation", name="fk_crisis_events_conversation", on_delete="SET NULL"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="acknowledged_by", name="fk_crisis_events_acknowledged_by", on_delete="SET NULL"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="resolved_by", name="fk_crisis_events_resolved_by", on_delete="SET NULL"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dissonance",
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
                    "analysis_run",
                    models.UUIDField(
                        db_comment="Shared by all that one analysis of the session found",
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=resona.postgres.models.new_id,
                    ),
                ),
                (
                    "policy_version",
                    models.CharField(
                        db_comment="Which thresholds and weights were in force",
                        db_default="",
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "is_current",
                    models.BooleanField(
                        db_comment="False: superseded by a later analysis", db_default=True, default=True
                    ),
                ),
                (
                    "transcript",
                    models.TextField(
                        blank=True,
                        db_comment="What was said: AES-256-GCM sealed text, base64url; empty: see the messages",
                        null=True,
                    ),
                ),
                (
                    "stated_emotion",
                    models.CharField(db_comment="positive, neutral or negative: the words", max_length=50),
                ),
                (
                    "actual_emotion",
                    models.CharField(db_comment="positive, neutral or negative: the voice", max_length=50),
                ),
                (
                    "dissonance_score",
                    models.FloatField(db_comment="Half the distance of the valences, 0 agree .. 1 opposite"),
                ),
                (
                    "interpretation",
                    models.CharField(
                        choices=[
                            ("authentic", "words and voice agree"),
                            ("defensive_concealment", "positive words over a distressed voice"),
                            ("minimization", "neutral words over a distressed voice"),
                            ("intensity_mismatch", "both negative, in different strength"),
                            ("recovery_indicator", "negative words, voice recovering"),
                            ("exaggeration", "negative words, voice at ease"),
                            ("unclear", "words and voice differ, unclear how"),
                        ],
                        db_comment="What the difference may mean; an observation, no diagnosis",
                        max_length=100,
                    ),
                ),
                (
                    "risk_level",
                    models.CharField(
                        choices=[("low", "low"), ("medium", "medium"), ("high", "high"), ("critical", "critical")],
                        db_comment="low, medium, high or critical",
                        max_length=20,
                    ),
                ),
                (
                    "confidence",
                    models.FloatField(
                        blank=True, db_comment="0..1, how sure words and voice were read; empty: not known", null=True
                    ),
                ),
                (
                    "evidence",
                    models.JSONField(
                        db_comment="Valence and confidence of words and voice", db_default={}, default=dict
                    ),
                ),
                (
                    "detected_at",
                    models.DateTimeField(
                        db_comment="When the analysis found it", db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "session",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The session it was found in",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="dissonance_records",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The person",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="dissonance_records",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "dissonance record",
                "db_table": "dissonance_records",
                "db_table_comment": "Words against voice, one row a session",
                "ordering": ("-detected_at", "-id"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        fields=["user", "detected_at"], name="idx_dissonance_records_user_id"
                    ),
                    resona.postgres.indexes.NamedIndex(fields=["session"], name="idx_dissonance_records_session_id"),
                    resona.postgres.indexes.NamedIndex(
                        fields=["dissonance_score", "id"], name="idx_dissonance_records_score"
                    ),
                    resona.postgres.indexes.NamedIndex(
                        fields=["risk_level", "detected_at"], name="idx_dissonance_records_risk"
                    ),
                    resona.postgres.indexes.NamedIndex(
                        fields=["detected_at", "id"], name="idx_dissonance_records_time"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("dissonance_score__gte", 0), ("dissonance_score__lte", 1)),
                        name="ck_dissonance_records_score",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confidence__isnull", True),
                            models.Q(("confidence__gte", 0), ("confidence__lte", 1)),
                            _connector="OR",
                        ),
                        name="ck_dissonance_records_confidence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stated_emotion__in", ("positive", "neutral", "negative"))),
                        name="ck_dissonance_records_stated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("actual_emotion__in", ("positive", "neutral", "negative"))),
                        name="ck_dissonance_records_actual",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("risk_level__in", ("low", "medium", "high", "critical"))),
                        name="ck_dissonance_records_risk",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "interpretation__in",
                                (
                                    "authentic",
                                    "defensive_concealment",
                                    "minimization",
                                    "intensity_mismatch",
                                    "recovery_indicator",
                                    "exaggeration",
                                    "unclear",
                                ),
                            )
                        ),
                        name="ck_dissonance_records_interpretation",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("session",),
                        name="uq_dissonance_records_current",
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_dissonance_records_user", on_delete="CASCADE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="session", name="fk_dissonance_records_conversation", on_delete="CASCADE"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskAssessment",
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
                    "analysis_run",
                    models.UUIDField(
                        db_comment="Shared by all that one analysis of the session found",
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=resona.postgres.models.new_id,
                    ),
                ),
                (
                    "policy_version",
                    models.CharField(
                        db_comment="Which thresholds and weights were in force",
                        db_default="",
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "is_current",
                    models.BooleanField(
                        db_comment="False: superseded by a later analysis", db_default=True, default=True
                    ),
                ),
                ("risk_score", models.FloatField(db_comment="0..1; orders, does not predict")),
                (
                    "risk_level",
                    models.CharField(
                        choices=[("low", "low"), ("medium", "medium"), ("high", "high"), ("critical", "critical")],
                        db_comment="low, medium, high or critical",
                        max_length=20,
                    ),
                ),
                (
                    "risk_factors",
                    models.JSONField(db_comment="Every contribution with its evidence", db_default=[], default=list),
                ),
                ("dissonance_contribution", models.FloatField(blank=True, db_comment="Empty: not assessed", null=True)),
                (
                    "baseline_deviation_contribution",
                    models.FloatField(blank=True, db_comment="Empty: not assessed", null=True),
                ),
                ("pattern_contribution", models.FloatField(blank=True, db_comment="Empty: not assessed", null=True)),
                (
                    "not_assessed",
                    models.JSONField(db_comment="Codes of what could not be assessed", db_default=[], default=list),
                ),
                (
                    "needs_review",
                    models.BooleanField(db_comment="A human should look at it", db_default=False, default=False),
                ),
                (
                    "assessed_at",
                    models.DateTimeField(
                        db_comment="When the analysis came to it", db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "action_taken",
                    models.CharField(
                        blank=True, db_comment="What staff did about it; empty: nothing yet", max_length=100, null=True
                    ),
                ),
                (
                    "action_taken_by_uuid",
                    models.UUIDField(blank=True, db_comment="Who, kept when the account is gone", null=True),
                ),
                (
                    "action_taken_at",
                    models.DateTimeField(blank=True, db_comment="When they acted; empty: not yet", null=True),
                ),
                (
                    "action_taken_by",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_column="action_taken_by",
                        db_comment="Who acted",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="actions_taken",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The session assessed",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="risk_assessments",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The person",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="risk_assessments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "risk_assessments",
                "db_table_comment": "What a session's findings amount to; none where nothing could be assessed",
                "ordering": ("-assessed_at", "-id"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        fields=["user", "assessed_at"], name="idx_risk_assessments_user_id"
                    ),
                    resona.postgres.indexes.NamedIndex(fields=["session"], name="idx_risk_assessments_session_id"),
                    resona.postgres.indexes.NamedIndex(
                        fields=["risk_level", "assessed_at"], name="idx_risk_assessments_level"
                    ),
                    resona.postgres.indexes.NamedIndex(fields=["risk_score", "id"], name="idx_risk_assessments_score"),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("action_taken_by__isnull", False)),
                        fields=["action_taken_by"],
                        name="idx_risk_assessments_action_taken_by",
                    ),
                    resona.postgres.indexes.NamedIndex(fields=["assessed_at", "id"], name="idx_risk_assessments_time"),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(
                            ("action_taken_at__isnull", True), ("is_current", True), ("needs_review", True)
                        ),
                        fields=["user", "assessed_at"],
                        name="idx_risk_assessments_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("risk_score__gte", 0), ("risk_score__lte", 1)),
                        name="ck_risk_assessments_score",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("risk_level__in", ("low", "medium", "high", "critical"))),
                        name="ck_risk_assessments_level",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dissonance_contribution__isnull", True),
                            models.Q(("dissonance_contribution__gte", 0), ("dissonance_contribution__lte", 1)),
                            _connector="OR",
                        ),
                        name="ck_risk_assessments_dissonance",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("baseline_deviation_contribution__isnull", True),
                            models.Q(
                                ("baseline_deviation_contribution__gte", 0), ("baseline_deviation_contribution__lte", 1)
                            ),
                            _connector="OR",
                        ),
                        name="ck_risk_assessments_baseline",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pattern_contribution__isnull", True),
                            models.Q(("pattern_contribution__gte", 0), ("pattern_contribution__lte", 1)),
                            _connector="OR",
                        ),
                        name="ck_risk_assessments_pattern",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            django.db.models.lookups.LessThanOrEqual(
                                django.db.models.functions.math.Abs(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.functions.comparison.Coalesce(
                                                    models.F("dissonance_contribution"), models.Value(0.0)
                                                ),
                                                "+",
                                                django.db.models.functions.comparison.Coalesce(
                                                    models.F("baseline_deviation_contribution"), models.Value(0.0)
                                                ),
                                            ),
                                            "+",
                                            django.db.models.functions.comparison.Coalesce(
                                                models.F("pattern_contribution"), models.Value(0.0)
                                            ),
                                        ),
                                        "-",
                                        models.F("risk_score"),
                                    )
                                ),
                                models.Value(1e-09),
                            )
                        ),
                        name="ck_risk_assessments_sum",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dissonance_contribution__isnull", False),
                            ("baseline_deviation_contribution__isnull", False),
                            ("pattern_contribution__isnull", False),
                            _connector="OR",
                        ),
                        name="ck_risk_assessments_something",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("session",),
                        name="uq_risk_assessments_current",
                    ),
                    resona.postgres.triggers.Trigger(
                        arguments=("action_taken_by", "action_taken_by_uuid"),
                        condition="NEW.action_taken_by IS NOT NULL",
                        function="resona_remember_actor",
                        name="risk_assessments_remember_action_taken_by",
                        when="BEFORE INSERT OR UPDATE OF action_taken_by",
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_risk_assessments_user", on_delete="CASCADE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="session", name="fk_risk_assessments_conversation", on_delete="CASCADE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="action_taken_by", name="fk_risk_assessments_action_taken_by", on_delete="SET NULL"
                    ),
                ],
            },
        ),
    ]
