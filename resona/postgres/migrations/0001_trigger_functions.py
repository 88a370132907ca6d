"""The functions behind our triggers."""

from django.db import migrations

TOUCH = """
CREATE FUNCTION resona_touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END $$
"""

REFUSE_UPDATE = """
CREATE FUNCTION resona_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % cannot be changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

# TG_ARGV: the parent table and the column of this row that refers to it.
REFUSE_DIRECT_DELETE = """
CREATE FUNCTION resona_refuse_direct_delete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parent_exists boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE id = $1)', TG_ARGV[0])
        INTO parent_exists USING (to_jsonb(OLD) ->> TG_ARGV[1])::uuid;
    IF parent_exists THEN
        RAISE EXCEPTION 'rows of % go only with their row of %', TG_TABLE_NAME, TG_ARGV[0]
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$
"""

# TG_ARGV: the column that refers to the actor, and the plain column that keeps the actor's id.
REMEMBER_ACTOR = """
CREATE FUNCTION resona_remember_actor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[1], to_jsonb(NEW) ->> TG_ARGV[0]));
END $$
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(TOUCH, "DROP FUNCTION resona_touch_updated_at()"),
        migrations.RunSQL(REFUSE_UPDATE, "DROP FUNCTION resona_refuse_update()"),
        migrations.RunSQL(REFUSE_DIRECT_DELETE, "DROP FUNCTION resona_refuse_direct_delete()"),
        migrations.RunSQL(REMEMBER_ACTOR, "DROP FUNCTION resona_remember_actor()"),
    ]
