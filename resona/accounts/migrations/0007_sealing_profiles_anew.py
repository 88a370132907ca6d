"""A profile that is only sealed anew with another key has not been updated."""

from django.db import migrations

import resona.postgres.triggers


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_end_earlier_sessions"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="userprofile",
            name="user_profiles_touch_updated_at",
        ),
        migrations.AddConstraint(
            model_name="userprofile",
            constraint=resona.postgres.triggers.Trigger(
                condition=(
                    "NOT (current_user = 'resona_sealer' AND to_jsonb(OLD) - 'encrypted_data' = to_jsonb(NEW) - "
                    "'encrypted_data')"
                ),
                function="resona_touch_updated_at",
                name="user_profiles_touch_updated_at",
                when="BEFORE UPDATE",
            ),
        ),
    ]
