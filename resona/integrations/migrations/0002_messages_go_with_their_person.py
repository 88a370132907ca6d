"""Deleting a person removes what other systems were told of them: messages name people without a key."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION resona_delete_webhook_messages_of_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM webhook_messages USING deleted_users WHERE webhook_messages.user_id = deleted_users.id;
    RETURN NULL;
END $$;

CREATE TRIGGER users_delete_webhook_messages AFTER DELETE ON users
    REFERENCING OLD TABLE AS deleted_users
    FOR EACH STATEMENT EXECUTE FUNCTION resona_delete_webhook_messages_of_users();
"""

BACKWARD = """
DROP TRIGGER users_delete_webhook_messages ON users;
DROP FUNCTION resona_delete_webhook_messages_of_users();
"""


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_other_systems_that_are_told")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
