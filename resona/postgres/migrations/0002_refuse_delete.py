"""The function behind tables from which nothing is taken."""

from django.db import migrations

REFUSE_DELETE = """
CREATE FUNCTION resona_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % cannot be deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("resona_postgres", "0001_trigger_functions")]
    operations = [migrations.RunSQL(REFUSE_DELETE, "DROP FUNCTION resona_refuse_delete()")]
