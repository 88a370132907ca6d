"""The clinic's own texts and resources, how builds went, and what staff decided about a version."""

import django.contrib.postgres.functions
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import resona.postgres.foreign_keys
import resona.postgres.indexes
import resona.postgres.models
import resona.postgres.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_cascade_package_tables"),
        ("interfaces", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InterfaceBuild",
            fields=[
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseOneToOneField(
                        db_comment="Whose interface",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="interface_build",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "inputs_digest",
                    models.CharField(
                        db_comment="SHA-256 of all it was made from; alike: nothing to build",
                        db_default="",
                        default="",
                        max_length=64,
                    ),
                ),
                (
                    "built_for",
                    models.DateField(blank=True, db_comment="The person's local date of the latest build", null=True),
                ),
                ("built_at", models.DateTimeField(blank=True, db_comment="When the latest build succeeded", null=True)),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        db_comment="Why the latest build failed; empty: it did not",
                        max_length=200,
                        null=True,
                    ),
                ),
                (
                    "failed_at",
                    models.DateTimeField(blank=True, db_comment="When it failed; empty: it did not", null=True),
                ),
            ],
            options={
                "db_table": "interface_builds",
                "db_table_comment": "How the latest build of each person's interface went",
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("failed_at__isnull", False)),
                        fields=["failed_at"],
                        name="idx_interface_builds_failed",
                    )
                ],
                "constraints": [
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_interface_builds_user", on_delete="CASCADE"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InterfaceText",
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
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("sw", "Swahili")], db_comment="en or sw", max_length=10
                    ),
                ),
                ("key", models.CharField(db_comment="Which text it is, e.g. greeting.steady", max_length=60)),
                ("text", models.CharField(db_comment="The text, with placeholders in curly brackets", max_length=300)),
                (
                    "clinic",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_comment="Whose people read it; empty: all clinics that have no text of their own",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="interface_texts",
                        to="accounts.clinic",
                    ),
                ),
            ],
            options={
                "db_table": "interface_texts",
                "db_table_comment": "Texts of the interface in a clinic's own words",
                "ordering": ("key", "language"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clinic", "language", "key"), name="uq_interface_texts_key", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ("en", "sw"))), name="ck_interface_texts_language"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="clinic", name="fk_interface_texts_clinic", on_delete="RESTRICT"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupportResource",
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
                    "kind",
                    models.CharField(
                        choices=[("crisis", "crisis line"), ("support", "support")],
                        db_comment="crisis (a line to call) or support",
                        max_length=10,
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("work", "work"),
                            ("money", "money"),
                            ("family", "family"),
                            ("sleep", "sleep"),
                            ("school", "school"),
                            ("health", "health"),
                            ("relationship", "relationship"),
                        ],
                        db_comment="Shown when this topic goes with heavier days; empty: to everyone",
                        max_length=20,
                        null=True,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("sw", "Swahili")], db_comment="en or sw", max_length=10
                    ),
                ),
                ("title", models.CharField(db_comment="What it is called", max_length=80)),
                ("text", models.CharField(db_comment="What it is for, in a sentence", max_length=300)),
                (
                    "contact",
                    models.CharField(
                        blank=True,
                        db_comment="Telephone number or address; empty: none to give",
                        max_length=200,
                        null=True,
                    ),
                ),
                ("position", models.IntegerField(db_comment="The lowest is shown first", db_default=0, default=0)),
                ("is_active", models.BooleanField(db_comment="False: shown to nobody", db_default=True, default=True)),
                (
                    "clinic",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_comment="Whose people see it; empty: all clinics that have none of this kind",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="support_resources",
                        to="accounts.clinic",
                    ),
                ),
            ],
            options={
                "db_table": "support_resources",
                "db_table_comment": "Crisis lines and other resources, as clinics entered them",
                "ordering": ("kind", "position", "id"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        fields=["clinic", "kind", "position"], name="idx_support_resources_clinic_id"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("crisis", "support"))), name="ck_support_resources_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ("en", "sw"))), name="ck_support_resources_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("topic__isnull", True),
                            ("topic__in", ("work", "money", "family", "sleep", "school", "health", "relationship")),
                            _connector="OR",
                        ),
                        name="ck_support_resources_topic",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "crisis"), _negated=True),
                            models.Q(("contact__isnull", False), ("topic__isnull", True)),
                            _connector="OR",
                        ),
                        name="ck_support_resources_crisis",
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="clinic", name="fk_support_resources_clinic", on_delete="RESTRICT"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="userinterface",
            name="decided_by",
            field=resona.postgres.foreign_keys.DatabaseForeignKey(
                blank=True,
                db_column="decided_by",
                db_comment="Who pinned, unpinned or went back",
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="interfaces_decided",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="userinterface",
            name="decided_by_uuid",
            field=models.UUIDField(blank=True, db_comment="Who, kept when the account is gone", null=True),
        ),
        migrations.AddField(
            model_name="userinterface",
            name="kept_version",
            field=models.IntegerField(
                blank=True, db_comment="The version staff keep the person at; empty: it adapts", null=True
            ),
        ),
        migrations.AddField(
            model_name="userinterface",
            name="origin",
            field=models.CharField(
                choices=[
                    ("build", "build"),
                    ("pin", "pinned by staff"),
                    ("unpin", "unpinned by staff"),
                    ("go_back", "taken back by staff"),
                ],
                db_comment="What made it: build, or staff by pin, unpin or go_back",
                db_default="build",
                default="build",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="userinterface",
            name="reason",
            field=models.TextField(
                blank=True, db_comment="Why staff did: AES-256-GCM sealed text, base64url", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="userinterface",
            index=resona.postgres.indexes.NamedIndex(
                condition=models.Q(("decided_by__isnull", False)),
                fields=["decided_by"],
                name="idx_user_interfaces_decided_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="userinterface",
            constraint=models.CheckConstraint(
                condition=models.Q(("origin__in", ("build", "pin", "unpin", "go_back"))),
                name="ck_user_interfaces_origin",
            ),
        ),
        migrations.AddConstraint(
            model_name="userinterface",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kept_version__isnull", True),
                    models.Q(("kept_version__gte", 1), ("kept_version__lt", models.F("version"))),
                    _connector="OR",
                ),
                name="ck_user_interfaces_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="userinterface",
            constraint=resona.postgres.triggers.Trigger(
                arguments=("decided_by", "decided_by_uuid"),
                condition="NEW.decided_by IS NOT NULL",
                function="resona_remember_actor",
                name="user_interfaces_remember_decided_by",
                when="BEFORE INSERT OR UPDATE OF decided_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="userinterface",
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(
                field="decided_by", name="fk_user_interfaces_decided_by", on_delete="SET NULL"
            ),
        ),
    ]
