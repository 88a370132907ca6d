"""Seals over the audit log, and the function that alone makes them."""

import django.db.models.functions.datetime
from django.db import migrations, models

import resona.postgres.transaction_ids
import resona.postgres.triggers

# Rows of transactions older than every running one are final. Numbers of transactions begin anew where a dump was
# restored on another server: then what the old one had left unsealed is sealed first, up to the highest number there
# is, and after that the chain goes on with the rows written here.
SEAL = """
CREATE FUNCTION resona_seal_audit() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    previous public.audit_seals;
    begins xid8 := '0';
    ends xid8;
    after bigint := 0;
    entry record;
    covered integer := 0;
    latest bigint;
    moment timestamptz;
    chained bytea;
BEGIN
    LOCK TABLE public.audit_seals IN EXCLUSIVE MODE;
    SELECT * INTO previous FROM public.audit_seals ORDER BY id DESC LIMIT 1;
    ends := pg_snapshot_xmin(pg_current_snapshot());
    IF previous.id IS NOT NULL THEN
        begins := previous.until_xid;
        after := previous.after_id;
        IF begins > ends AND EXISTS (SELECT FROM public.audit_logs WHERE xid >= begins AND id > after) THEN
            ends := '18446744073709551615';
        ELSIF begins > ends THEN
            begins := '0';
            after := (SELECT max(last_id) FROM public.audit_seals);
        END IF;
    END IF;
    chained := sha256(coalesce(previous.digest, '') || convert_to(concat_ws(' ', begins, ends, after), 'UTF8'));
    FOR entry IN
        SELECT id, jsonb_build_array(
            id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), xid::text, table_name, operation, subject,
            clinic_uuid, row_ids, changed, kept, actor, source, reason, db_role)::text AS told
        FROM public.audit_logs WHERE xid >= begins AND xid < ends AND id > after ORDER BY id
    LOOP
        chained := sha256(chained || convert_to(entry.told, 'UTF8'));
        covered := covered + 1;
        latest := entry.id;
    END LOOP;
    IF covered = 0 THEN
        RETURN 0;
    END IF;
    moment := clock_timestamp();
    chained := sha256(chained || convert_to(concat_ws(
        ' ', covered, latest, to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')), 'UTF8'));
    INSERT INTO public.audit_seals (from_xid, until_xid, after_id, last_id, rows, previous, digest, sealed_at)
        VALUES (begins, ends, after, latest, covered, coalesce(previous.digest, ''), chained, moment);
    RETURN covered;
END
$$;
REVOKE ALL ON FUNCTION resona_seal_audit() FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_audit_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("id", models.BigAutoField(db_comment="In the order of sealing", primary_key=True, serialize=False)),
                (
                    "from_xid",
                    resona.postgres.transaction_ids.TransactionIdField(
                        db_comment="First transaction covered: where the seal before ends"
                    ),
                ),
                (
                    "until_xid",
                    resona.postgres.transaction_ids.TransactionIdField(db_comment="First transaction not covered"),
                ),
                (
                    "after_id",
                    models.BigIntegerField(db_comment="Rows up to this one were written on another server"),
                ),
                ("last_id", models.BigIntegerField(db_comment="Last row covered")),
                ("rows", models.IntegerField(db_comment="How many rows are covered")),
                (
                    "previous",
                    models.BinaryField(db_comment="Digest of the seal before; empty for the first", unique=True),
                ),
                (
                    "digest",
                    models.BinaryField(db_comment="SHA-256 over the seal before, this one and every row covered"),
                ),
                (
                    "sealed_at",
                    models.DateTimeField(
                        db_comment="When it was made",
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                    ),
                ),
            ],
            options={
                "db_table": "audit_seals",
                "db_table_comment": "Count and digest of stretches of the audit log, each chained to the one before",
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("rows__gt", 0)), name="ck_audit_seals_rows"),
                    resona.postgres.triggers.Trigger(
                        function="resona_refuse_update", name="audit_seals_refuse_update", when="BEFORE UPDATE"
                    ),
                    resona.postgres.triggers.Trigger(
                        function="resona_refuse_delete", name="audit_seals_refuse_delete", when="BEFORE DELETE"
                    ),
                    resona.postgres.triggers.Trigger(
                        each="STATEMENT",
                        function="resona_refuse_truncate",
                        name="audit_seals_refuse_truncate",
                        when="BEFORE TRUNCATE",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SEAL, "DROP FUNCTION resona_seal_audit()"),
    ]
