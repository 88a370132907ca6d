"""When something of a person changed, so that others can follow."""

import django.db.models.functions.datetime
import resona.postgres.indexes
import resona.postgres.triggers
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_addresses_in_lower_case'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='updated_at',
            field=models.DateTimeField(db_comment='Moved by a trigger when a person, their details, consents or care change; not by sessions', db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        migrations.AddIndex(
            model_name='user',
            index=resona.postgres.indexes.NamedIndex(fields=['clinic', 'updated_at'], name='idx_users_updated_at'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=resona.postgres.triggers.Trigger(function='resona_touch_updated_at', name='users_touch_updated_at', when='BEFORE UPDATE OF language, timezone, care_ended, consents_given, consents_withdrawn, is_restricted, updated_at'),
        ),
    ]
