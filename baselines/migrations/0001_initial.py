"""What is normal for a person, and what differed from it."""

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
        ("accounts", "0002_cascade_package_tables"),
        ("conversations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BaselineReplay",
            fields=[
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseOneToOneField(
                        db_comment="The person",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="baseline_replay",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("since", models.DateTimeField(db_comment="The earliest late session's start")),
                (
                    "requested_at",
                    models.DateTimeField(
                        db_comment="When the late session arrived", db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "db_table": "baseline_replays",
                "db_table_comment": "People whose baselines wait for a replay in the order of time",
                "constraints": [
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_baseline_replays_user", on_delete="CASCADE"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Baseline",
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
                    "baseline_type",
                    models.CharField(
                        db_comment="emotion, pitch, energy, rate, pause, or a feature's name", max_length=50
                    ),
                ),
                (
                    "baseline_value",
                    models.JSONField(db_comment="Sufficient statistics of the person's sessions so far"),
                ),
                (
                    "session_count",
                    models.IntegerField(db_comment="How many sessions it was learned from", db_default=0, default=0),
                ),
                (
                    "established_at",
                    models.DateTimeField(
                        blank=True,
                        db_comment="Empty while the person's normal is still being learned",
                        db_default=django.db.models.functions.datetime.Now(),
                        null=True,
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
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="Whose normal this is",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="baselines",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "user_baselines",
                "db_table_comment": "A person's own normal, the personal voice fingerprint",
                "ordering": ("user_id", "baseline_type"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(fields=["user"], name="idx_user_baselines_user_id"),
                    resona.postgres.indexes.NamedIndex(fields=["baseline_type"], name="idx_user_baselines_type"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "baseline_type"), name="uq_user_baselines_user_type"),
                    models.CheckConstraint(
                        condition=models.Q(("session_count__gte", 0)), name="ck_user_baselines_session_count"
                    ),
                    resona.postgres.triggers.Trigger(
                        function="resona_touch_updated_at", name="user_baselines_touch_updated_at", when="BEFORE UPDATE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_user_baselines_user", on_delete="CASCADE"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deviation",
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
                ("deviation_type", models.CharField(db_comment="What was compared: a baseline type", max_length=50)),
                (
                    "baseline_value",
                    models.JSONField(blank=True, db_comment="The baseline it was compared with", null=True),
                ),
                ("current_value", models.JSONField(blank=True, db_comment="What was measured", null=True)),
                ("deviation_score", models.FloatField(db_comment="1 - p: 0 as usual .. 1 never seen")),
                (
                    "z",
                    models.FloatField(
                        blank=True, db_comment="Signed personal deviations from the expected value", null=True
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
                        db_comment="The session compared",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="deviations",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The person",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="deviations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "session_deviations",
                "db_table_comment": "What differed from the person's own normal, one row a session and thing measured",
                "ordering": ("-detected_at", "-id"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        fields=["user", "detected_at"], name="idx_session_deviations_user_id"
                    ),
                    resona.postgres.indexes.NamedIndex(fields=["session"], name="idx_session_deviations_session_id"),
                    resona.postgres.indexes.NamedIndex(
                        fields=["deviation_score", "id"], name="idx_session_deviations_score"
                    ),
                    resona.postgres.indexes.NamedIndex(
                        fields=["detected_at", "id"], name="idx_session_deviations_time"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("deviation_score__gte", 0), ("deviation_score__lte", 1)),
                        name="ck_session_deviations_score",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("session", "deviation_type"),
                        name="uq_session_deviations_current",
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_session_deviations_user", on_delete="CASCADE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="session", name="fk_session_deviations_conversation", on_delete="CASCADE"
                    ),
                ],
            },
        ),
    ]
