"""What changed since a time is read from an index; rows of before count as changed when this is applied."""

import django.db.models.functions.datetime
import resona.postgres.indexes
import resona.postgres.triggers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0006_updated_since'),
        ('risk', '0010_on_behalf'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='crisisevent',
            name='updated_at',
            field=models.DateTimeField(db_comment='Moved by every update, by a trigger', db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        migrations.AddField(
            model_name='riskassessment',
            name='updated_at',
            field=models.DateTimeField(db_comment='Moved by every update, by a trigger', db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        migrations.AddIndex(
            model_name='crisisevent',
            index=resona.postgres.indexes.NamedIndex(fields=['updated_at'], name='idx_crisis_events_updated_at'),
        ),
        migrations.AddIndex(
            model_name='riskassessment',
            index=resona.postgres.indexes.NamedIndex(fields=['updated_at'], name='idx_risk_assessments_updated'),
        ),
        migrations.AddConstraint(
            model_name='crisisevent',
            constraint=resona.postgres.triggers.Trigger(condition="NOT (current_user = 'resona_sealer' AND to_jsonb(OLD) - 'words' = to_jsonb(NEW) - 'words' OR current_user = 'resona_sealer' AND to_jsonb(OLD) - 'resolution_note' = to_jsonb(NEW) - 'resolution_note')", function='resona_touch_updated_at', name='crisis_events_touch_updated_at', when='BEFORE UPDATE'),
        ),
        migrations.AddConstraint(
            model_name='riskassessment',
            constraint=resona.postgres.triggers.Trigger(function='resona_touch_updated_at', name='risk_assessments_touch_updated_at', when='BEFORE UPDATE'),
        ),
    ]
