"""Charts of gradual decline, and what clinicians decided about their alarms."""

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import resona.postgres.foreign_keys
import resona.postgres.indexes
import resona.postgres.models
import resona.postgres.triggers

_NOT_ONLY_THE_ACCOUNT_GOES = (
    "NOT (OLD.decided_by IS NOT NULL AND NEW.decided_by IS NULL AND"
    " ROW(OLD.id, OLD.user_id, OLD.decision, OLD.reason, OLD.after_started_at, OLD.after_session_uuid, OLD.decided_at,"
    " OLD.decided_by_uuid) IS NOT DISTINCT FROM ROW(NEW.id, NEW.user_id, NEW.decision, NEW.reason,"
    " NEW.after_started_at, NEW.after_session_uuid, NEW.decided_at, NEW.decided_by_uuid))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_cascade_package_tables"),
        ("baselines", "0002_population_priors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="UserDrift",
            fields=[
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseOneToOneField(
                        db_comment="Whose charts these are",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="drift",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("state", models.JSONField(db_comment="The charts, and what they are standardised with")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("watching", "watching"),
                            ("alarmed", "alarm, not confirmed"),
                            ("latched", "alarm, confirmed"),
                        ],
                        db_comment="watching, alarmed (not confirmed yet; the normal is frozen) or latched",
                        db_default="watching",
                        default="watching",
                        max_length=10,
                    ),
                ),
                (
                    "chart",
                    models.CharField(
                        blank=True,
                        choices=[("voice", "voice"), ("valence", "valence")],
                        db_comment="voice or valence; empty: no alarm",
                        max_length=10,
                        null=True,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[("decline", "decline"), ("other", "the other way")],
                        db_comment="decline or other; empty: no alarm",
                        max_length=10,
                        null=True,
                    ),
                ),
                (
                    "onset_at",
                    models.DateTimeField(blank=True, db_comment="Session after the chart last crossed zero", null=True),
                ),
                (
                    "alarmed_at",
                    models.DateTimeField(
                        blank=True, db_comment="Start of the session that raised the alarm", null=True
                    ),
                ),
                (
                    "latched_at",
                    models.DateTimeField(blank=True, db_comment="When it was confirmed or accepted", null=True),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_comment="Moved by every update, by a trigger",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
            ],
            options={
                "verbose_name": "gradual decline",
                "verbose_name_plural": "gradual declines",
                "db_table": "user_drifts",
                "db_table_comment": "Whether a person's sessions drift away from their own normal, one row a person",
                "ordering": ("user_id",),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("alarmed_at__isnull", False)),
                        fields=["alarmed_at", "user"],
                        name="idx_user_drifts_alarmed",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ("watching", "alarmed", "latched"))),
                        name="ck_user_drifts_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chart__isnull", True), ("chart__in", ("voice", "valence")), _connector="OR"
                        ),
                        name="ck_user_drifts_chart",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("direction__isnull", True), ("direction__in", ("decline", "other")), _connector="OR"
                        ),
                        name="ck_user_drifts_direction",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("alarmed_at__isnull", True),
                                ("chart__isnull", True),
                                ("direction__isnull", True),
                                ("onset_at__isnull", True),
                                ("status", "watching"),
                            ),
                            models.Q(
                                ("alarmed_at__isnull", False),
                                ("chart__isnull", False),
                                ("direction__isnull", False),
                                ("onset_at__isnull", False),
                                ("status__in", ("alarmed", "latched")),
                            ),
                            _connector="OR",
                        ),
                        name="ck_user_drifts_alarm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latched_at__isnull", False), ("status", "latched")),
                            models.Q(models.Q(("status", "latched"), _negated=True), ("latched_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="ck_user_drifts_latched",
                    ),
                    resona.postgres.triggers.Trigger(
                        function="resona_touch_updated_at", name="user_drifts_touch_updated_at", when="BEFORE UPDATE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_user_drifts_user", on_delete="CASCADE"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DriftDecision",
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
                    "decision",
                    models.CharField(
                        choices=[("accept", "accepted"), ("reset", "reset")],
                        db_comment="accept or reset",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(db_comment="Why: AES-256-GCM sealed text, base64url")),
                (
                    "after_started_at",
                    models.DateTimeField(db_comment="Start of the person's latest session when it was taken"),
                ),
                (
                    "after_session_uuid",
                    models.UUIDField(
                        blank=True, db_comment="That session, kept when it is gone; empty: there was none", null=True
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(
                        db_comment="When it was taken", db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "decided_by_uuid",
                    models.UUIDField(blank=True, db_comment="Who, kept when the account is gone", null=True),
                ),
                (
                    "decided_by",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_column="decided_by",
                        db_comment="Who decided",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="drift_decisions_taken",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The person",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="drift_decisions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "drift_decisions",
                "db_table_comment": "What clinicians decided about alarms of gradual decline",
                "ordering": ("-decided_at", "-id"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        fields=["user", "after_started_at", "decided_at"], name="idx_drift_decisions_user_id"
                    ),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("decided_by__isnull", False)),
                        fields=["decided_by"],
                        name="idx_drift_decisions_decided_by",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ("accept", "reset"))), name="ck_drift_decisions_decision"
                    ),
                    resona.postgres.triggers.Trigger(
                        arguments=("decided_by", "decided_by_uuid"),
                        condition="NEW.decided_by IS NOT NULL",
                        function="resona_remember_actor",
                        name="drift_decisions_remember_decided_by",
                        when="BEFORE INSERT OR UPDATE OF decided_by",
                    ),
                    resona.postgres.triggers.Trigger(
                        condition=_NOT_ONLY_THE_ACCOUNT_GOES,
                        function="resona_refuse_update",
                        name="drift_decisions_refuse_update",
                        when="BEFORE UPDATE",
                    ),
                    resona.postgres.triggers.Trigger(
                        arguments=("users", "user_id"),
                        function="resona_refuse_direct_delete",
                        name="drift_decisions_refuse_delete",
                        when="BEFORE DELETE",
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_drift_decisions_user", on_delete="CASCADE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="decided_by", name="fk_drift_decisions_decided_by", on_delete="SET NULL"
                    ),
                ],
            },
        ),
    ]
