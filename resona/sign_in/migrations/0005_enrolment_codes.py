"""People's apps come in with a code, one device a token, which is refreshed and confirmed."""

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
import resona.postgres.foreign_keys
import resona.postgres.indexes
import resona.postgres.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sign_in", "0004_used_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EnrolmentCode",
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
                    models.CharField(
                        db_comment="HMAC-SHA-256 of the code under a key of the keyring: its 39 bits could be tried out",
                        editable=False,
                        max_length=100,
                        unique=True,
                    ),
                ),
                ("created_by", models.CharField(db_comment="Who issued it: staff:<id> or key:<id>", max_length=60)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it was issued",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("expires_at", models.DateTimeField(db_comment="From when it opens nothing")),
                ("used_at", models.DateTimeField(db_comment="When an app came with it; empty: none did", null=True)),
            ],
            options={
                "db_table": "enrolment_codes",
                "db_table_comment": "Codes that people's own apps come in with, once; the code itself is never stored",
            },
        ),
        migrations.AlterModelTableComment(
            name="persontoken",
            table_comment="Tokens of people's own apps, one a device; the token itself is never stored",
        ),
        migrations.RemoveConstraint(
            model_name="guesscount",
            name="ck_guess_counts_kind",
        ),
        migrations.AddField(
            model_name="persontoken",
            name="confirmed_at",
            field=models.DateTimeField(
                db_comment="Since when it stays although whoever issued the code is revoked; empty: it does not",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="persontoken",
            name="device",
            field=models.TextField(
                db_comment="What the device is called: AES-256-GCM sealed text, base64url; empty: not told", null=True
            ),
        ),
        migrations.AddField(
            model_name="persontoken",
            name="previous_digest",
            field=models.BinaryField(
                db_comment="SHA-256 of the token before it was refreshed, which opens for a day longer: the answer may be lost",
                max_length=32,
                null=True,
                unique=True,
            ),
        ),
        migrations.AddField(
            model_name="persontoken",
            name="refreshed_at",
            field=models.DateTimeField(db_comment="When the device was last given a new token", null=True),
        ),
        migrations.AlterField(
            model_name="guesscount",
            name="kind",
            field=models.CharField(
                choices=[
                    ("account_address", "one address at one account"),
                    ("address", "one address"),
                    ("account", "one account"),
                    ("browser", "a known browser at one account"),
                    ("code", "second factor of one account"),
                    ("code_browser", "second factor of one account, on a known browser"),
                    ("enrolment", "enrolment codes, from one address"),
                    ("enrolments", "enrolment codes, from all addresses"),
                    ("refusal", "when a refusal was last recorded"),
                ],
                db_comment="What is counted",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="guesscount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        (
                            "account_address",
                            "address",
                            "account",
                            "browser",
                            "code",
                            "code_browser",
                            "enrolment",
                            "enrolments",
                            "refusal",
                        ),
                    )
                ),
                name="ck_guess_counts_kind",
            ),
        ),
        migrations.AddField(
            model_name="enrolmentcode",
            name="user",
            field=resona.postgres.foreign_keys.DatabaseForeignKey(
                db_comment="The person, in care",
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="enrolment_codes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="enrolmentcode",
            index=resona.postgres.indexes.NamedIndex(fields=["user"], name="idx_enrolment_codes_user_id"),
        ),
        migrations.AddIndex(
            model_name="enrolmentcode",
            index=resona.postgres.indexes.NamedIndex(fields=["expires_at"], name="idx_enrolment_codes_expires_at"),
        ),
        migrations.AddConstraint(
            model_name="enrolmentcode",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="user", name="fk_enrolment_codes_user", on_delete="CASCADE"
            ),
        ),
    ]
