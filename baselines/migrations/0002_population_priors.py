"""What a clinic's people taught about the voice of the next one."""

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import resona.postgres.foreign_keys
import resona.postgres.models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_cascade_package_tables"),
        ("baselines", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PopulationPrior",
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
                    "version",
                    models.CharField(
                        db_comment="clinic-<date>-<number of the day>; named in every result", max_length=40
                    ),
                ),
                (
                    "parameters",
                    models.JSONField(db_comment="Spread within and between people, correlations, calibration"),
                ),
                ("reference_people", models.IntegerField(db_comment="How many people it was learned from")),
                (
                    "reference_sessions",
                    models.IntegerField(
                        db_comment="How many of their sessions calibrate the p of a session; 0: too few",
                        db_default=0,
                        default=0,
                    ),
                ),
                (
                    "is_current",
                    models.BooleanField(
                        db_comment="In use for new sessions; at most one a clinic", db_default=True, default=True
                    ),
                ),
                (
                    "learned_at",
                    models.DateTimeField(
                        db_comment="When it was learned", db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When the row was written",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "clinic",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The clinic whose people it was learned from",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="population_priors",
                        to="accounts.clinic",
                    ),
                ),
            ],
            options={
                "db_table": "population_priors",
                "db_table_comment": "What a clinic's people taught about the next one, a row a version",
                "ordering": ("-learned_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(fields=("clinic", "version"), name="uq_population_priors_clinic_version"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("clinic",),
                        name="uq_population_priors_current",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reference_people__gte", 2)), name="ck_population_priors_people"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reference_sessions__gte", 0)), name="ck_population_priors_sessions"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="clinic", name="fk_population_priors_clinic", on_delete="RESTRICT"
                    ),
                ],
            },
        ),
    ]
