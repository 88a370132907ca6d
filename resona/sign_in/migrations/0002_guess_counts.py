"""Failed sign-ins are counted."""

import django.contrib.postgres.functions
from django.db import migrations, models

import resona.postgres.indexes
import resona.postgres.models


class Migration(migrations.Migration):
    dependencies = [
        ("sign_in", "0001_second_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuessCount",
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
                        choices=[
                            ("account_address", "one address at one account"),
                            ("address", "one address"),
                            ("account", "one account"),
                            ("browser", "a known browser at one account"),
                            ("code", "second factor of one account"),
                            ("code_browser", "second factor of one account, on a known browser"),
                            ("refusal", "when a refusal was last recorded"),
                        ],
                        db_comment="What is counted",
                        max_length=20,
                    ),
                ),
                ("key", models.CharField(db_comment="Keyed digest of the account, address or browser", max_length=100)),
                ("failures", models.PositiveIntegerField(db_comment="Failures in a row")),
                ("last_at", models.DateTimeField(db_comment="When the last one was")),
            ],
            options={
                "db_table": "guess_counts",
                "db_table_comment": "Failed sign-ins, to slow guessing down; names nobody",
                "indexes": [resona.postgres.indexes.NamedIndex(fields=["last_at"], name="idx_guess_counts_last_at")],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key"), name="uq_guess_counts_kind_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ("account_address", "address", "account", "browser", "code", "code_browser", "refusal"),
                            )
                        ),
                        name="ck_guess_counts_kind",
                    ),
                ],
            },
        ),
    ]
