"""Staff are invited by mail, links by mail are counted, and a reset of a second factor takes two."""

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
import resona.postgres.foreign_keys
import resona.postgres.indexes
import resona.postgres.models
import resona.postgres.triggers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_addresses_in_lower_case"),
        ("sign_in", "0005_enrolment_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffInvitation",
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
                    "email",
                    models.EmailField(db_comment="Where the link is sent; what they will sign in with", max_length=255),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("clinician", "clinician"), ("administrator", "clinic administrator")],
                        db_comment="clinician or administrator",
                        max_length=20,
                    ),
                ),
                (
                    "digest",
                    models.BinaryField(db_comment="SHA-256 of what stands in the link", max_length=32, unique=True),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When they were invited",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("expires_at", models.DateTimeField(db_comment="From when the link opens nothing")),
                (
                    "accepted_at",
                    models.DateTimeField(db_comment="When they came in; empty: not yet", editable=False, null=True),
                ),
                (
                    "invited_by_uuid",
                    models.UUIDField(
                        blank=True, db_comment="Who invited them; empty: a command", editable=False, null=True
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "db_table": "staff_invitations",
                "db_table_comment": "Links by which staff come in; what stands in the link is never stored",
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="guesscount",
            name="ck_guess_counts_kind",
        ),
        migrations.AddField(
            model_name="totpdevice",
            name="reset_asked_at",
            field=models.DateTimeField(db_comment="When that was", editable=False, null=True),
        ),
        migrations.AddField(
            model_name="totpdevice",
            name="reset_asked_by",
            field=models.CharField(
                blank=True,
                db_comment="Which administrator asked that it be set up anew, which takes a second one; empty: nobody",
                db_default="",
                default="",
                editable=False,
                max_length=60,
            ),
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
                    ("link", "links by mail that one address asks for"),
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
                            "link",
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
            model_name="staffinvitation",
            name="clinic",
            field=resona.postgres.foreign_keys.DatabaseForeignKey(
                db_comment="The clinic they come to",
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="invitations",
                to="accounts.clinic",
            ),
        ),
        migrations.AddIndex(
            model_name="staffinvitation",
            index=resona.postgres.indexes.NamedIndex(
                fields=["clinic", "created_at"], name="idx_staff_invitations_clinic"
            ),
        ),
        migrations.AddConstraint(
            model_name="staffinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ("clinician", "administrator"))), name="ck_staff_invitations_role"
            ),
        ),
        migrations.AddConstraint(
            model_name="staffinvitation",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="clinic", name="fk_staff_invitations_clinic", on_delete="RESTRICT"
            ),
        ),
    ]
