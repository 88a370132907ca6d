"""What was done to records; the triggers that write it are put on the tables after each migration."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.datetime
from django.db import migrations, models

import resona.postgres.indexes
import resona.postgres.transaction_ids
import resona.postgres.triggers

# Their triggers go with them: they write into a table that will be gone.
DROP_FUNCTIONS = r"""
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT proname FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'resona\_audit\_%'
    LOOP
        EXECUTE format('DROP FUNCTION public.%I CASCADE', name);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_events_and_accesses"),
        ("resona_postgres", "0003_refuse_truncate"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, DROP_FUNCTIONS),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        db_comment="In the order of writing, with gaps", primary_key=True, serialize=False
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_comment="When the statement began",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
                (
                    "xid",
                    resona.postgres.transaction_ids.TransactionIdField(
                        db_comment="The transaction; a seal covers those that are over",
                        db_default=resona.postgres.transaction_ids.CurrentTransactionId(),
                        editable=False,
                    ),
                ),
                ("table_name", models.CharField(db_comment="The table", max_length=63)),
                (
                    "operation",
                    models.CharField(
                        choices=[
                            ("INSERT", "added"),
                            ("UPDATE", "changed"),
                            ("DELETE", "deleted"),
                            ("TRUNCATE", "emptied"),
                        ],
                        db_comment="What was done to the rows",
                        max_length=8,
                    ),
                ),
                (
                    "subject",
                    models.UUIDField(db_comment="Pseudonym of whom the rows are about; empty: of nobody", null=True),
                ),
                (
                    "clinic_uuid",
                    models.UUIDField(db_comment="The clinic whose administrators may see this; no key", null=True),
                ),
                (
                    "row_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        db_comment="Keys of the rows; a person's own is their pseudonym",
                        size=None,
                    ),
                ),
                (
                    "changed",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_comment="Columns that an UPDATE changed", size=None
                    ),
                ),
                (
                    "kept",
                    models.JSONField(
                        db_comment="{column: [before, after]} of columns that hold levels, states or memberships"
                    ),
                ),
                (
                    "actor",
                    models.TextField(
                        db_comment="staff:<id>, key:<id>, person:<pseudonym>, command:<name>, job:<name>; a claim"
                    ),
                ),
                (
                    "source",
                    models.TextField(db_comment="Method and route of a request, command:<name> or job:<name>; a claim"),
                ),
                ("reason", models.TextField(db_comment="Why, where a reason was asked for; a claim")),
                ("db_role", models.TextField(db_comment="Whom PostgreSQL knows to have been connected")),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit entries",
                "db_table": "audit_logs",
                "db_table_comment": "Every insert, update and delete of clinical and identity records; never changed",
                "ordering": ("-id",),
                "indexes": [
                    resona.postgres.indexes.NamedIndex(fields=["xid", "id"], name="idx_audit_logs_xid"),
                    resona.postgres.indexes.NamedIndex(fields=["subject", "id"], name="idx_audit_logs_subject"),
                    resona.postgres.indexes.NamedIndex(fields=["clinic_uuid", "id"], name="idx_audit_logs_clinic"),
                    django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="idx_audit_logs_at"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("operation__in", ("INSERT", "UPDATE", "DELETE", "TRUNCATE"))),
                        name="ck_audit_logs_operation",
                    ),
                    resona.postgres.triggers.Trigger(
                        function="resona_refuse_update", name="audit_logs_refuse_update", when="BEFORE UPDATE"
                    ),
                    resona.postgres.triggers.Trigger(
                        function="resona_refuse_delete", name="audit_logs_refuse_delete", when="BEFORE DELETE"
                    ),
                    resona.postgres.triggers.Trigger(
                        each="STATEMENT",
                        function="resona_refuse_truncate",
                        name="audit_logs_refuse_truncate",
                        when="BEFORE TRUNCATE",
                    ),
                ],
            },
        ),
    ]
