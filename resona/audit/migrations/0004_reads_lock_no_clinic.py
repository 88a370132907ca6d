"""The clinic of an access is no foreign key any more: to check it locked the clinic's row for every read."""

from django.db import migrations, models

import resona.postgres.indexes

FORWARDS = """
ALTER TABLE data_access_logs RENAME COLUMN clinic_id TO clinic_uuid;
COMMENT ON COLUMN data_access_logs.clinic_uuid IS 'The clinic of whoever read; no key';
"""
BACKWARDS = """
ALTER TABLE data_access_logs RENAME COLUMN clinic_uuid TO clinic_id;
COMMENT ON COLUMN data_access_logs.clinic_id IS 'The clinic of whoever read';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_audit_seals"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="dataaccess", name="fk_data_access_logs_clinic"),
        # The column keeps its values and its index.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(model_name="dataaccess", name="idx_data_access_logs_clinic"),
                migrations.RemoveField(model_name="dataaccess", name="clinic"),
                migrations.AddField(
                    model_name="dataaccess",
                    name="clinic_uuid",
                    field=models.UUIDField(blank=True, db_comment="The clinic of whoever read; no key", null=True),
                ),
                migrations.AddIndex(
                    model_name="dataaccess",
                    index=resona.postgres.indexes.NamedIndex(
                        fields=["clinic_uuid", "created_at"], name="idx_data_access_logs_clinic"
                    ),
                ),
            ],
            database_operations=[migrations.RunSQL(FORWARDS, BACKWARDS)],
        ),
    ]
