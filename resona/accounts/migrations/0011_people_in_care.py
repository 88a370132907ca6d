"""Identifiers, contacts, periods of care and changes of time zone; and that somebody is no longer in care."""

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
import resona.postgres.foreign_keys
import resona.postgres.indexes
import resona.postgres.models
import resona.postgres.triggers
from django.conf import settings
from django.db import migrations, models

# What the latest period says is repeated on the person's own row, whatever statement changed it.
KEEP_CARE_ENDED = """
CREATE FUNCTION resona_keep_care_ended() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    person uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.user_id ELSE NEW.user_id END;
    ended varchar;
BEGIN
    SELECT ended_because INTO ended FROM care_periods WHERE user_id = person
    ORDER BY (ended_at IS NULL) DESC, started_at DESC, id DESC LIMIT 1;
    UPDATE users SET care_ended = coalesce(ended, '') WHERE id = person AND care_ended <> coalesce(ended, '');
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_alerting_gaps'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.RunSQL(KEEP_CARE_ENDED, "DROP FUNCTION resona_keep_care_ended()"),
        migrations.CreateModel(
            name='CarePeriod',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7, ordered by time; random where plain SQL inserts without one', db_default=django.contrib.postgres.functions.RandomUUID(), default=resona.postgres.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('started_at', models.DateTimeField(db_comment='Since when', db_default=django.db.models.functions.datetime.Now())),
                ('ended_at', models.DateTimeField(blank=True, db_comment='Until when; empty: they are in care', null=True)),
                ('ended_because', models.CharField(blank=True, choices=[('discharged', 'discharged'), ('moved', 'moved away'), ('declined', 'declined care'), ('deceased', 'deceased')], db_comment='discharged, moved, declined or deceased; empty: they are in care', db_default='', default='', max_length=20)),
            ],
            options={
                'db_table': 'care_periods',
                'db_table_comment': 'When people were in care, and why it ended',
                'ordering': ('-started_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='PersonContact',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7, ordered by time; random where plain SQL inserts without one', db_default=django.contrib.postgres.functions.RandomUUID(), default=resona.postgres.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('next_of_kin', 'next of kin'), ('emergency', 'emergency contact'), ('gp', 'GP'), ('school', 'school'), ('other', 'other')], db_comment='next_of_kin, emergency, gp, school or other', max_length=20)),
                ('relation', models.CharField(blank=True, db_comment='Such as mother; optional', db_default='', default='', max_length=50)),
                ('details', models.TextField(db_comment='JSON: name, telephone, email, times: AES-256-GCM sealed text, base64url')),
                ('may_be_contacted', models.CharField(choices=[('in_crisis', 'in a crisis'), ('always', 'at any time'), ('never', 'never')], db_comment='What the person allows: in_crisis, always or never', max_length=10)),
                ('priority', models.PositiveSmallIntegerField(db_comment='Whom to call first: 1', db_default=1, default=1)),
                ('created_at', models.DateTimeField(db_comment='Since when', db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('ended_at', models.DateTimeField(blank=True, db_comment='Until when; empty: it counts', null=True)),
            ],
            options={
                'db_table': 'person_contacts',
                'db_table_comment': 'Who else may be called about a person in care, encrypted',
                'ordering': ('priority', 'id'),
            },
        ),
        migrations.CreateModel(
            name='PersonIdentifier',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7, ordered by time; random where plain SQL inserts without one', db_default=django.contrib.postgres.functions.RandomUUID(), default=resona.postgres.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('system', models.CharField(db_comment='Who gave it: a URI, or a name', max_length=200)),
                ('value', models.TextField(db_comment='The identifier: AES-256-GCM sealed text, base64url')),
                ('value_digest', models.CharField(db_comment='Keyed digest (HMAC) by which it is found', editable=False, max_length=81)),
                ('created_at', models.DateTimeField(db_comment='When it was given here', db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'db_table': 'person_identifiers',
                'db_table_comment': 'How other systems know people in care, encrypted',
            },
        ),
        migrations.CreateModel(
            name='TimeZoneChange',
            fields=[
                ('id', models.UUIDField(db_comment='UUIDv7, ordered by time; random where plain SQL inserts without one', db_default=django.contrib.postgres.functions.RandomUUID(), default=resona.postgres.models.new_id, editable=False, primary_key=True, serialize=False)),
                ('from_zone', models.CharField(db_column='from', db_comment='IANA name of the zone before', max_length=50)),
                ('to_zone', models.CharField(db_column='to', db_comment='IANA name of the zone since', max_length=50)),
                ('at', models.DateTimeField(db_comment='When it was changed', db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'time_zone_changes',
                'db_table_comment': "Changes of people's time zones",
                'ordering': ('-at', '-id'),
            },
        ),
        migrations.AddField(
            model_name='clinic',
            name='country',
            field=models.CharField(blank=True, db_comment='ISO 3166 code in capitals, whose telephone numbers need no +; empty: all do', db_default='', default='', max_length=2),
        ),
        migrations.AddField(
            model_name='user',
            name='care_ended',
            field=models.CharField(blank=True, choices=[('discharged', 'discharged'), ('moved', 'moved away'), ('declined', 'declined care'), ('deceased', 'deceased')], db_comment='Why a person is no longer in care, kept by a trigger; empty: they are, or are staff', db_default='', default='', editable=False, max_length=20),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('care_ended__in', ('', 'discharged', 'moved', 'declined', 'deceased'))), name='ck_users_care_ended'),
        ),
        migrations.AddField(
            model_name='careperiod',
            name='user',
            field=resona.postgres.foreign_keys.DatabaseForeignKey(db_comment='Who was in care', db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='care_periods', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='personcontact',
            name='user',
            field=resona.postgres.foreign_keys.DatabaseForeignKey(db_comment='Whose contact it is', db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='person_contacts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='personidentifier',
            name='clinic',
            field=resona.postgres.foreign_keys.DatabaseForeignKey(db_comment="The person's clinic, within which it is unique", db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='person_identifiers', to='accounts.clinic'),
        ),
        migrations.AddField(
            model_name='personidentifier',
            name='user',
            field=resona.postgres.foreign_keys.DatabaseForeignKey(db_comment='Whom it names', db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='identifiers', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='timezonechange',
            name='user',
            field=resona.postgres.foreign_keys.DatabaseForeignKey(db_comment='Who moved', db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='time_zone_changes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='careperiod',
            index=resona.postgres.indexes.NamedIndex(fields=['user', 'started_at'], name='idx_care_periods_user_id'),
        ),
        migrations.AddConstraint(
            model_name='careperiod',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user',), name='uq_care_periods_open'),
        ),
        migrations.AddConstraint(
            model_name='careperiod',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_because', '')), models.Q(('ended_at__gte', models.F('started_at')), ('ended_because__in', ('discharged', 'moved', 'declined', 'deceased'))), _connector='OR'), name='ck_care_periods_ended'),
        ),
        migrations.AddConstraint(
            model_name='careperiod',
            constraint=resona.postgres.triggers.Trigger(function='resona_keep_care_ended', name='care_periods_keep_care_ended', when='AFTER INSERT OR UPDATE OR DELETE'),
        ),
        migrations.AddConstraint(
            model_name='careperiod',
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(field='user', name='fk_care_periods_user', on_delete='CASCADE'),
        ),
        migrations.AddIndex(
            model_name='personcontact',
            index=resona.postgres.indexes.NamedIndex(fields=['user'], name='idx_person_contacts_user_id'),
        ),
        migrations.AddConstraint(
            model_name='personcontact',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ('next_of_kin', 'emergency', 'gp', 'school', 'other'))), name='ck_person_contacts_kind'),
        ),
        migrations.AddConstraint(
            model_name='personcontact',
            constraint=models.CheckConstraint(condition=models.Q(('may_be_contacted__in', ('in_crisis', 'always', 'never'))), name='ck_person_contacts_may_be_contacted'),
        ),
        migrations.AddConstraint(
            model_name='personcontact',
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(field='user', name='fk_person_contacts_user', on_delete='CASCADE'),
        ),
        migrations.AddIndex(
            model_name='personidentifier',
            index=resona.postgres.indexes.NamedIndex(fields=['user'], name='idx_person_identifiers_user_id'),
        ),
        migrations.AddConstraint(
            model_name='personidentifier',
            constraint=models.UniqueConstraint(fields=('clinic', 'system', 'value_digest'), name='uq_person_identifiers_value'),
        ),
        migrations.AddConstraint(
            model_name='personidentifier',
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(field='user', name='fk_person_identifiers_user', on_delete='CASCADE'),
        ),
        migrations.AddConstraint(
            model_name='personidentifier',
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(field='clinic', name='fk_person_identifiers_clinic', on_delete='RESTRICT'),
        ),
        migrations.AddIndex(
            model_name='timezonechange',
            index=resona.postgres.indexes.NamedIndex(fields=['user', 'at'], name='idx_time_zone_changes_user_id'),
        ),
        migrations.AddConstraint(
            model_name='timezonechange',
            constraint=resona.postgres.foreign_keys.ForeignKeyConstraint(field='user', name='fk_time_zone_changes_user', on_delete='CASCADE'),
        ),
    ]
