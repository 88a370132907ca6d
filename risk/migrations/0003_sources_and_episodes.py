"""What raised an event stands on it, and events that belong together are one episode."""

import django.contrib.postgres.functions
import resona.postgres.indexes
import resona.postgres.models
from django.conf import settings
from django.db import migrations, models

# What one of the last 72 hours or one that was open joins, as it would have when it was raised.
TELL_SOURCES = """
UPDATE crisis_events SET source_id = coalesce(conversation_id, id);
UPDATE crisis_events AS event SET episode_id = found.episode_id
FROM (
    SELECT id, first_value(id) OVER (PARTITION BY user_id, is_historical, nth ORDER BY created_at, id) AS episode_id
    FROM (
        SELECT id, user_id, is_historical, created_at,
            count(*) FILTER (WHERE begins) OVER (PARTITION BY user_id, is_historical ORDER BY created_at, id) AS nth
        FROM (
            SELECT id, user_id, is_historical, created_at,
                created_at > max(greatest(created_at + interval '72 hours', coalesce(resolved_at, 'infinity'))) OVER (
                    PARTITION BY user_id, is_historical ORDER BY created_at, id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS begins
            FROM crisis_events
        ) AS compared
    ) AS counted
) AS found
WHERE found.id = event.id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0004_sessions_of_the_past'),
        ('risk', '0002_language_severity'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='crisisevent',
            name='ck_crisis_events_resolution',
        ),
        migrations.RemoveConstraint(
            model_name='crisisevent',
            name='uq_crisis_events_open',
        ),
        migrations.AddField(
            model_name='crisisevent',
            name='episode_uuid',
            field=models.UUIDField(db_column='episode_id', db_comment="The same for a person's events while one is open or the last is less than 72 hours old", db_default=django.contrib.postgres.functions.RandomUUID(), default=resona.postgres.models.new_id),
        ),
        migrations.AddField(
            model_name='crisisevent',
            name='source_kind',
            field=models.CharField(choices=[('session', 'words in a session'), ('questionnaire', 'an answer to a questionnaire'), ('help_request', 'a request for help'), ('safety_check', 'an answer to the safety check'), ('staff', 'a member of staff')], db_comment='session, questionnaire, help_request, safety_check or staff: what raised it', db_default='session', default='session', max_length=20),
        ),
        migrations.AddField(
            model_name='crisisevent',
            name='source_uuid',
            field=models.UUIDField(db_column='source_id', db_comment='Which of these; of a session its id, kept when it is gone', db_default=django.contrib.postgres.functions.RandomUUID(), default=resona.postgres.models.new_id),
        ),
        migrations.AddField(
            model_name='crisisevent',
            name='words',
            field=models.TextField(blank=True, db_comment='What the person wrote with it, or why staff raised it: AES-256-GCM sealed text, base64url; empty: neither', null=True),
        ),
        migrations.AlterField(
            model_name='crisisevent',
            name='resolution',
            field=models.CharField(blank=True, choices=[('confirmed', 'confirmed'), ('false_alarm', 'false alarm'), ('transferred', 'transferred'), ('other', 'other'), ('to_review', 'left to a review')], db_comment='confirmed, false_alarm, transferred, other or to_review; empty: open', max_length=20, null=True),
        ),
        migrations.RunSQL(TELL_SOURCES, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='crisisevent',
            index=resona.postgres.indexes.NamedIndex(fields=['episode_uuid', 'created_at'], name='idx_crisis_events_episode_id'),
        ),
        migrations.AddConstraint(
            model_name='crisisevent',
            constraint=models.CheckConstraint(condition=models.Q(('resolution__isnull', True), ('resolution__in', ('confirmed', 'false_alarm', 'transferred', 'other', 'to_review')), _connector='OR'), name='ck_crisis_events_resolution'),
        ),
        migrations.AddConstraint(
            model_name='crisisevent',
            constraint=models.CheckConstraint(condition=models.Q(('source_kind__in', ('session', 'questionnaire', 'help_request', 'safety_check', 'staff'))), name='ck_crisis_events_source'),
        ),
        migrations.AddConstraint(
            model_name='crisisevent',
            constraint=models.UniqueConstraint(condition=models.Q(('resolved_at__isnull', True)), fields=('user', 'source_kind', 'source_uuid'), name='uq_crisis_events_open_source'),
        ),
    ]
