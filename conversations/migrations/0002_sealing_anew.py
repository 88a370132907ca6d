"""What was said may be sealed anew with another key, and stays as it is otherwise."""

from django.db import migrations

import resona.postgres.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="message",
            name="messages_refuse_update",
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=resona.postgres.triggers.Trigger(
                condition=(
                    "NOT (current_user = 'resona_sealer' AND to_jsonb(OLD) - 'content' = to_jsonb(NEW) - 'content')"
                ),
                function="resona_refuse_update",
                name="messages_refuse_update",
                when="BEFORE UPDATE",
            ),
        ),
    ]
