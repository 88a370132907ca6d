"""What changed since a time is read from an index; rows of before count as changed when this is applied."""

import django.db.models.functions.datetime
import resona.postgres.indexes
import resona.postgres.triggers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('interfaces', '0004_configurations_by_contract_two'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='userinterface',
            name='updated_at',
            field=models.DateTimeField(db_comment='Moved by every update, by a trigger', db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        migrations.AddIndex(
            model_name='userinterface',
            index=resona.postgres.indexes.NamedIndex(fields=['updated_at'], name='idx_user_interfaces_updated_at'),
        ),
        migrations.AddConstraint(
            model_name='userinterface',
            constraint=resona.postgres.triggers.Trigger(condition="NOT (current_user = 'resona_sealer' AND to_jsonb(OLD) - 'reason' = to_jsonb(NEW) - 'reason')", function='resona_touch_updated_at', name='user_interfaces_touch_updated_at', when='BEFORE UPDATE'),
        ),
    ]
