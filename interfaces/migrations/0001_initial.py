"""What a person sees, version by version, and why it changed."""

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
            name="InterfaceEvolution",
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
                ("version", models.IntegerField(db_comment="The version that came of it")),
                ("changes", models.JSONField(db_comment="A list of what changed, from, to, and why")),
                (
                    "generated_at",
                    models.DateTimeField(
                        db_comment="When that version was built", db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="Whose interface changed",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="interface_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "interface evolution",
                "db_table": "interface_evolution_log",
                "db_table_comment": "How a person's interface evolved; append-only",
                "ordering": ("user_id", "-version"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        fields=["user", "generated_at"], name="idx_interface_evolution_user_id"
                    ),
                    resona.postgres.indexes.NamedIndex(
                        fields=["version", "user"], name="idx_interface_evolution_version"
                    ),
                ],
                "constraints": [
                    resona.postgres.triggers.Trigger(
                        function="resona_refuse_update",
                        name="interface_evolution_log_refuse_update",
                        when="BEFORE UPDATE",
                    ),
                    resona.postgres.triggers.Trigger(
                        arguments=("users", "user_id"),
                        function="resona_refuse_direct_delete",
                        name="interface_evolution_log_refuse_delete",
                        when="BEFORE DELETE",
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_interface_evolution_log_user", on_delete="CASCADE"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UserInterface",
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
                ("interface_config", models.JSONField(db_comment="Theme, greeting, components and their layout")),
                (
                    "generated_at",
                    models.DateTimeField(
                        db_comment="When it was built", db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "version",
                    models.IntegerField(db_comment="Counts up from 1 for each person", db_default=1, default=1),
                ),
                (
                    "active",
                    models.BooleanField(
                        db_comment="Whether the person sees this one now", db_default=True, default=True
                    ),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="Who sees it",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="interfaces",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "user_interfaces",
                "db_table_comment": "What a person sees, one row a version",
                "ordering": ("user_id", "-version"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        fields=["user", "generated_at"], name="idx_user_interfaces_user_id"
                    ),
                    resona.postgres.indexes.NamedIndex(fields=["active", "user"], name="idx_user_interfaces_active"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "version"), name="uq_user_interfaces_user_version"),
                    models.UniqueConstraint(
                        condition=models.Q(("active", True)), fields=("user",), name="uq_user_interfaces_active"
                    ),
                    models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="ck_user_interfaces_version"),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_user_interfaces_user", on_delete="CASCADE"
                    ),
                ],
            },
        ),
    ]
