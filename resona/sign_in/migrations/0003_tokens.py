"""Clients of OAuth 2 with their tokens, and tokens of people's own apps."""

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import resona.postgres.foreign_keys
import resona.postgres.indexes
import resona.postgres.models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_end_earlier_sessions"),
        ("sign_in", "0002_guess_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OAuthClient",
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
                ("name", models.CharField(db_comment="What it is for", max_length=100)),
                (
                    "secret_digest",
                    models.BinaryField(db_comment="SHA-256 of the client secret", max_length=32, unique=True),
                ),
                (
                    "scopes",
                    models.JSONField(
                        db_comment="List of scope names; empty: may do nothing", db_default=[], default=list
                    ),
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
                    "revoked_at",
                    models.DateTimeField(
                        blank=True,
                        db_comment="From when neither it nor its tokens open anything; empty: in use",
                        null=True,
                    ),
                ),
                (
                    "clinic",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The clinic it is bound to",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="oauth_clients",
                        to="accounts.clinic",
                    ),
                ),
            ],
            options={
                "verbose_name": "OAuth client",
                "db_table": "oauth_clients",
                "db_table_comment": "Systems that come with OAuth 2 client credentials; their secret is never stored",
                "ordering": ("name",),
                "indexes": [resona.postgres.indexes.NamedIndex(fields=["clinic"], name="idx_oauth_clients_clinic_id")],
                "constraints": [
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="clinic", name="fk_oauth_clients_clinic", on_delete="RESTRICT"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OAuthToken",
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
                ("digest", models.BinaryField(db_comment="SHA-256 of the token", max_length=32, unique=True)),
                (
                    "scopes",
                    models.JSONField(
                        db_comment="List of scope names; some of the client's", db_default=[], default=list
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it was issued",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("expires_at", models.DateTimeField(db_comment="From when it opens nothing")),
                (
                    "client",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="Whose it is",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="tokens",
                        to="sign_in.oauthclient",
                    ),
                ),
            ],
            options={
                "verbose_name": "OAuth token",
                "db_table": "oauth_tokens",
                "db_table_comment": "OAuth 2 access tokens; the token itself is never stored",
                "indexes": [
                    resona.postgres.indexes.NamedIndex(fields=["client"], name="idx_oauth_tokens_client_id"),
                    resona.postgres.indexes.NamedIndex(fields=["expires_at"], name="idx_oauth_tokens_expires_at"),
                ],
                "constraints": [
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="client", name="fk_oauth_tokens_client", on_delete="CASCADE"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonToken",
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
                ("digest", models.BinaryField(db_comment="SHA-256 of the token", max_length=32, unique=True)),
                ("issued_by", models.CharField(db_comment="Who asked for it: staff:<id> or key:<id>", max_length=60)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it was issued",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                ("expires_at", models.DateTimeField(db_comment="From when it opens nothing")),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, db_comment="From when it opens nothing; empty: in use", null=True),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The person, in care",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="app_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "person_tokens",
                "db_table_comment": "Tokens of people's own apps; the token itself is never stored",
                "indexes": [resona.postgres.indexes.NamedIndex(fields=["user"], name="idx_person_tokens_user_id")],
                "constraints": [
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_person_tokens_user", on_delete="CASCADE"
                    )
                ],
            },
        ),
    ]
