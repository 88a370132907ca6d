"""Deleting a person removes the queued jobs about them: every such job carries `user_id` among its arguments."""

from django.db import migrations

FORWARD = """
CREATE INDEX idx_procrastinate_jobs_user_id ON procrastinate_jobs ((args ->> 'user_id'))
    WHERE args ->> 'user_id' IS NOT NULL;

CREATE FUNCTION resona_delete_jobs_of_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM procrastinate_jobs USING deleted_users
        WHERE args ->> 'user_id' IS NOT NULL AND args ->> 'user_id' = deleted_users.id::text;
    RETURN NULL;
END $$;

CREATE TRIGGER users_delete_jobs AFTER DELETE ON users
    REFERENCING OLD TABLE AS deleted_users
    FOR EACH STATEMENT EXECUTE FUNCTION resona_delete_jobs_of_users();
"""

BACKWARD = """
DROP TRIGGER users_delete_jobs ON users;
DROP FUNCTION resona_delete_jobs_of_users();
DROP INDEX idx_procrastinate_jobs_user_id;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("accounts", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
