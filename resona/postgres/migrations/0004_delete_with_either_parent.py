"""Lets rows that have two parents go with either."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("resona.postgres.migrations.0001_trigger_functions").REFUSE_DIRECT_DELETE

# TG_ARGV: a parent table and the column of this row that refers to it, once or more often.
REFUSE_DIRECT_DELETE = """
CREATE FUNCTION resona_refuse_direct_delete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parent_exists boolean;
BEGIN
    FOR nth IN 0 .. TG_NARGS - 1 BY 2 LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE id = $1)', TG_ARGV[nth])
            INTO parent_exists USING (to_jsonb(OLD) ->> TG_ARGV[nth + 1])::uuid;
        IF NOT parent_exists THEN
            RETURN OLD;
        END IF;
    END LOOP;
    RAISE EXCEPTION 'rows of % go only with their row of %', TG_TABLE_NAME, TG_ARGV[0]
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _replacing(function: str) -> str:
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


class Migration(migrations.Migration):
    dependencies = [("resona_postgres", "0003_refuse_truncate")]
    operations = [migrations.RunSQL(_replacing(REFUSE_DIRECT_DELETE), _replacing(BEFORE))]
