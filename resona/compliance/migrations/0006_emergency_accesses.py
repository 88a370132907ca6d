"""Records opened in an emergency: by whom, why, and for how long."""

import datetime

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import resona.postgres.foreign_keys
import resona.postgres.indexes
import resona.postgres.models
import resona.postgres.triggers

# It ends, once; the account of whoever opened it goes; or its reason is sealed anew.
UNLESS_IT_ENDS = (
    "NOT (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND ROW(OLD.id, OLD.user_id, OLD.opened_by_uuid, "
    "OLD.reason, OLD.started_at, OLD.expires_at, OLD.opened_by) IS NOT DISTINCT FROM ROW(NEW.id, NEW.user_id, "
    "NEW.opened_by_uuid, NEW.reason, NEW.started_at, NEW.expires_at, NEW.opened_by) OR OLD.opened_by IS NOT NULL "
    "AND NEW.opened_by IS NULL AND ROW(OLD.id, OLD.user_id, OLD.opened_by_uuid, OLD.reason, OLD.started_at, "
    "OLD.expires_at, OLD.ended_at) IS NOT DISTINCT FROM ROW(NEW.id, NEW.user_id, NEW.opened_by_uuid, NEW.reason, "
    "NEW.started_at, NEW.expires_at, NEW.ended_at) OR current_user = 'resona_sealer' AND to_jsonb(OLD) - "
    "'reason' = to_jsonb(NEW) - 'reason')"
)


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0005_encryption_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EmergencyAccess",
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
                    "opened_by_uuid",
                    models.UUIDField(blank=True, db_comment="Who, kept when the account is gone", null=True),
                ),
                ("reason", models.TextField(db_comment="Why: AES-256-GCM sealed text, base64url")),
                ("started_at", models.DateTimeField(db_comment="Since when")),
                ("expires_at", models.DateTimeField(db_comment="Until when at most: an hour later")),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, db_comment="When it was ended before that; empty: it was not", null=True
                    ),
                ),
                (
                    "opened_by",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_column="opened_by",
                        db_comment="The clinician who opened it",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="records_opened",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="Whose record was opened",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="emergency_accesses",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "emergency access",
                "verbose_name_plural": "emergency accesses",
                "db_table": "emergency_accesses",
                "db_table_comment": "Records that clinicians opened in an emergency; only their end may change",
                "ordering": ("-started_at", "-id"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        fields=["user", "started_at"], name="idx_emergency_accesses_user_id"
                    ),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("opened_by__isnull", False)),
                        fields=["opened_by"],
                        name="idx_emergency_accesses_opened_by",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_at__gt", models.F("started_at")),
                            (
                                "expires_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("started_at"), "+", models.Value(datetime.timedelta(seconds=3600))
                                ),
                            ),
                        ),
                        name="ck_emergency_accesses_span",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            models.Q(
                                ("ended_at__gte", models.F("started_at")), ("ended_at__lte", models.F("expires_at"))
                            ),
                            _connector="OR",
                        ),
                        name="ck_emergency_accesses_end",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("opened_by", "user"),
                        name="uq_emergency_accesses_open",
                    ),
                    resona.postgres.triggers.Trigger(
                        arguments=("opened_by", "opened_by_uuid"),
                        condition="NEW.opened_by IS NOT NULL",
                        function="resona_remember_actor",
                        name="emergency_accesses_remember_opened_by",
                        when="BEFORE INSERT OR UPDATE OF opened_by",
                    ),
                    resona.postgres.triggers.Trigger(
                        condition=UNLESS_IT_ENDS,
                        function="resona_refuse_update",
                        name="emergency_accesses_refuse_update",
                        when="BEFORE UPDATE",
                    ),
                    resona.postgres.triggers.Trigger(
                        arguments=("users", "user_id"),
                        function="resona_refuse_direct_delete",
                        name="emergency_accesses_refuse_delete",
                        when="BEFORE DELETE",
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_emergency_accesses_user", on_delete="CASCADE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="opened_by", name="fk_emergency_accesses_opened_by", on_delete="SET NULL"
                    ),
                ],
            },
        ),
    ]
