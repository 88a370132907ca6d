"""The function behind tables that are never emptied."""

from django.db import migrations

REFUSE_TRUNCATE = """
CREATE FUNCTION resona_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% cannot be emptied', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("resona_postgres", "0002_refuse_delete")]
    operations = [migrations.RunSQL(REFUSE_TRUNCATE, "DROP FUNCTION resona_refuse_truncate()")]
