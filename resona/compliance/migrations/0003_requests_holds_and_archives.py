"""Privacy requests, holds and archives; what a hold does to consent, and to the deletion of a person."""

from importlib import import_module

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import resona.postgres.foreign_keys
import resona.postgres.indexes
import resona.postgres.models
import resona.postgres.triggers

_CONSENT = import_module("resona.compliance.migrations.0001_consent")


def _replace(statement: str) -> str:
    return statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


# Whoever asks what a person consents to reads their own row. So while a restriction stands none counts there: nothing
# is recorded, analysed, learned from or built, and what was decided stays as it was decided.
KEEP_CURRENT, _, _ = _CONSENT.KEEP_CURRENT.partition("\n\nCREATE TRIGGER")
KEEP_CURRENT_UNLESS_RESTRICTED = KEEP_CURRENT.replace(
    "    RETURN NEW;",
    """    IF EXISTS (
        SELECT FROM privacy_holds WHERE user_id = NEW.id AND kind = 'restriction' AND lifted_at IS NULL
    ) THEN
        NEW.consents_given := '{}';
    END IF;
    RETURN NEW;""",
)

# What is withdrawn by a column is told from the decisions: of a restricted person none stands on their row.
RECORD_VERSION, _, _ = _CONSENT.RECORD_VERSION.partition("\n\nCREATE TRIGGER")
RECORD_VERSION_OF_DECISIONS = RECORD_VERSION.replace(
    "AS purpose\n            WHERE purpose = ANY(NEW.consents_given);",
    """AS covered (purpose)
            WHERE 'given' = (
                SELECT decision FROM consent_records
                WHERE user_id = NEW.id AND purpose = covered.purpose ORDER BY decided_at DESC LIMIT 1
            );""",
).replace("SELECT NEW.id, purpose, 'withdrawn'", "SELECT NEW.id, covered.purpose, 'withdrawn'")

# Waits for whoever has the person locked, and is known to whoever locks them next.
APPLY_RESTRICTION = """
CREATE FUNCTION resona_apply_restriction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE users SET consents_given = '{}', consents_withdrawn = '{}' WHERE id = coalesce(NEW.user_id, OLD.user_id);
    RETURN NULL;
END $$;

CREATE TRIGGER privacy_holds_apply AFTER INSERT OR UPDATE OR DELETE ON privacy_holds
    FOR EACH ROW EXECUTE FUNCTION resona_apply_restriction();
"""

# Whoever deletes, and by whatever means.
REFUSE_HELD = """
CREATE FUNCTION resona_refuse_held_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM privacy_holds WHERE user_id = OLD.id AND kind = 'legal_hold' AND lifted_at IS NULL) THEN
        RAISE EXCEPTION 'the records of this person are under legal hold'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER users_refuse_held_delete BEFORE DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION resona_refuse_held_delete();
"""

# The admin's own log names what was changed as text, which no key takes along. By the owner's rights: the application
# may only add to it.
FORGET_IN_ADMIN_LOG = """
CREATE FUNCTION resona_forget_in_admin_log() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.django_admin_log USING deleted_users WHERE object_id = deleted_users.id::text;
    RETURN NULL;
END $$;

CREATE INDEX idx_django_admin_log_object_id ON django_admin_log (object_id);

CREATE TRIGGER users_forget_in_admin_log AFTER DELETE ON users
    REFERENCING OLD TABLE AS deleted_users
    FOR EACH STATEMENT EXECUTE FUNCTION resona_forget_in_admin_log();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_end_earlier_sessions"),
        ("compliance", "0002_consents_given_before"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GdprRequest",
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
                ("subject", models.UUIDField(db_comment="Pseudonym of the person; of an erased one it tells nothing")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "access"),
                            ("export", "export"),
                            ("rectification", "rectification"),
                            ("erasure", "erasure"),
                            ("restriction", "restriction"),
                        ],
                        db_comment="What is asked for",
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("in_progress", "in progress"),
                            ("completed", "completed"),
                            ("refused", "refused"),
                            ("failed", "failed"),
                        ],
                        db_comment="received, in_progress, completed, refused or failed",
                        db_default="received",
                        default="received",
                        max_length=20,
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True,
                        db_comment="What was said about it: AES-256-GCM sealed text, base64url; empty: nothing",
                        null=True,
                    ),
                ),
                (
                    "requested_by",
                    models.CharField(blank=True, db_comment="Who brought it", db_default="", default="", max_length=60),
                ),
                (
                    "handled_by",
                    models.CharField(
                        blank=True, db_comment="Who decided about it", db_default="", default="", max_length=60
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_comment="When it was received",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "due_at",
                    models.DateTimeField(
                        db_comment="A month after receipt: GDPR article 12 (3)",
                        db_default=django.db.models.functions.datetime.Now(),
                    ),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, db_comment="When it was completed or refused", null=True),
                ),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, db_comment="Until when an archive can be fetched", null=True),
                ),
                ("done", models.PositiveIntegerField(db_comment="Steps done", db_default=0, default=0)),
                (
                    "total",
                    models.PositiveIntegerField(db_comment="Of so many; 0: not known yet", db_default=0, default=0),
                ),
                (
                    "receipt",
                    models.JSONField(
                        db_comment="What was done, without anything personal", db_default={}, default=dict
                    ),
                ),
                (
                    "clinic",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        blank=True,
                        db_comment="The clinic that answers for it",
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="gdpr_requests",
                        to="accounts.clinic",
                    ),
                ),
            ],
            options={
                "verbose_name": "privacy request",
                "db_table": "gdpr_requests",
                "db_table_comment": "What people asked for under the GDPR; outlives them without naming them",
                "ordering": ("due_at", "id"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(
                        fields=["subject", "created_at"], name="idx_gdpr_requests_subject"
                    ),
                    resona.postgres.indexes.NamedIndex(fields=["clinic", "due_at"], name="idx_gdpr_requests_clinic"),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("state__in", ("received", "in_progress", "failed"))),
                        fields=["due_at"],
                        name="idx_gdpr_requests_due",
                    ),
                    resona.postgres.indexes.NamedIndex(
                        condition=models.Q(("expires_at__isnull", False)),
                        fields=["expires_at"],
                        name="idx_gdpr_requests_expires",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("access", "export", "rectification", "erasure", "restriction"))
                        ),
                        name="ck_gdpr_requests_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("received", "in_progress", "completed", "refused", "failed"))
                        ),
                        name="ck_gdpr_requests_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("received", "in_progress", "failed"))),
                        fields=("subject", "kind"),
                        name="uq_gdpr_requests_open",
                    ),
                    resona.postgres.triggers.Trigger(
                        function="resona_refuse_delete", name="gdpr_requests_refuse_delete", when="BEFORE DELETE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="clinic", name="fk_gdpr_requests_clinic", on_delete="RESTRICT"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArchivePart",
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
                ("place", models.PositiveIntegerField(db_comment="Its place in the archive, from 0")),
                ("content", models.BinaryField(db_comment="AES-256-GCM sealed bytes of a ZIP")),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="Whose records it holds",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="archive_parts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="The request it was made for",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="archive_parts",
                        to="compliance.gdprrequest",
                    ),
                ),
            ],
            options={
                "db_table": "archive_parts",
                "db_table_comment": "Archives of people's records in sealed pieces, until they are fetched or expire",
                "indexes": [resona.postgres.indexes.NamedIndex(fields=["user"], name="idx_archive_parts_user_id")],
                "constraints": [
                    models.UniqueConstraint(fields=("request", "place"), name="uq_archive_parts_place"),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_archive_parts_user", on_delete="CASCADE"
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="request", name="fk_archive_parts_gdpr_request", on_delete="CASCADE"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivacyHold",
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
                        choices=[("restriction", "restriction of processing"), ("legal_hold", "legal hold")],
                        db_comment="restriction or legal_hold",
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(db_comment="Why: AES-256-GCM sealed text, base64url")),
                (
                    "placed_at",
                    models.DateTimeField(db_comment="Since when", db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "placed_by",
                    models.CharField(blank=True, db_comment="Who placed it", db_default="", default="", max_length=60),
                ),
                ("lifted_at", models.DateTimeField(blank=True, db_comment="Until when; empty: it stands", null=True)),
                (
                    "lifted_by",
                    models.CharField(blank=True, db_comment="Who lifted it", db_default="", default="", max_length=60),
                ),
                (
                    "user",
                    resona.postgres.foreign_keys.DatabaseForeignKey(
                        db_comment="Whose records",
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="privacy_holds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "privacy_holds",
                "db_table_comment": "Restrictions of processing and legal holds, standing and lifted",
                "ordering": ("-placed_at", "-id"),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(fields=["user", "placed_at"], name="idx_privacy_holds_user_id")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("restriction", "legal_hold"))), name="ck_privacy_holds_kind"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("user", "kind"),
                        name="uq_privacy_holds_standing",
                    ),
                    resona.postgres.foreign_keys.ForeignKeyConstraint(
                        field="user", name="fk_privacy_holds_user", on_delete="CASCADE"
                    ),
                ],
            },
        ),
        migrations.RunSQL(_replace(KEEP_CURRENT_UNLESS_RESTRICTED), _replace(KEEP_CURRENT)),
        migrations.RunSQL(_replace(RECORD_VERSION_OF_DECISIONS), _replace(RECORD_VERSION)),
        migrations.RunSQL(
            APPLY_RESTRICTION,
            "DROP TRIGGER privacy_holds_apply ON privacy_holds; DROP FUNCTION resona_apply_restriction()",
        ),
        migrations.RunSQL(
            REFUSE_HELD, "DROP TRIGGER users_refuse_held_delete ON users; DROP FUNCTION resona_refuse_held_delete()"
        ),
        migrations.RunSQL(
            FORGET_IN_ADMIN_LOG,
            "DROP TRIGGER users_forget_in_admin_log ON users; DROP INDEX idx_django_admin_log_object_id; "
            "DROP FUNCTION resona_forget_in_admin_log()",
        ),
    ]
