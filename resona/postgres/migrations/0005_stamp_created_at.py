"""A function that sets a new row's time, whatever time it came with."""

from django.db import migrations

STAMP = """
CREATE FUNCTION resona_stamp_created_at() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.created_at := clock_timestamp();
    RETURN NEW;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("resona_postgres", "0004_delete_with_either_parent")]
    operations = [migrations.RunSQL(STAMP, "DROP FUNCTION resona_stamp_created_at()")]
