"""What staff sign in with besides their password."""

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import resona.postgres.foreign_keys
import resona.postgres.indexes
import resona.postgres.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecoveryCode",
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
                    "digest",
                    models.BinaryField(
                        db_comment="SHA-256 of account and code, which is 80 random bits", max_length=32, unique=True
                    ),
                ),
                (
                    "used_at",
                    models.DateTimeField(db_comment="When it opened; empty: it still does", editable=False, null=True),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it was made",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The member of staff",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="recovery_codes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "recovery_codes",
                "db_table_comment": "Single-use codes in place of a lost second factor; themselves not stored",
                "indexes": [resona.postgres.indexes.NamedIndex(fields=["user"], name="idx_recovery_codes_user_id")],
                "constraints": [
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_recovery_codes_user", on_delete="CASCADE"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TotpDevice",
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
                ("secret", models.BinaryField(db_comment="AES-256-GCM sealed secret shared with the app")),
                (
                    "last_step",
                    models.BigIntegerField(
                        db_comment="Time step of the last code taken; none up to it opens",
                        db_default=0,
                        default=0,
                        editable=False,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it was set up",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseOneToOneField(
                        db_comment="The member of staff",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="totp_device",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "second factor",
                "db_table": "totp_devices",
                "db_table_comment": "Second factors of staff; without one nobody enters the admin",
                "ordering": ("-created_at",),
                "constraints": [
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_totp_devices_user", on_delete="CASCADE"
                    )
                ],
            },
        ),
    ]
