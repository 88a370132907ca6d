"""Signatures over the seals and the logs beside them; the times of those logs are the database's."""

import django.db.models.functions.datetime
import resona.postgres.indexes
import resona.postgres.transaction_ids
import resona.postgres.triggers
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_alerting_gaps'),
        ('audit', '0004_reads_lock_no_clinic'),
        ('resona_postgres', '0005_stamp_created_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='SealSignature',
            fields=[
                ('id', models.BigAutoField(db_comment='In the order of signing', primary_key=True, serialize=False)),
                ('seal_number', models.BigIntegerField(db_comment='The seal that is signed; no key: it is never deleted', unique=True)),
                ('rows', models.IntegerField(db_comment='How many rows of the two logs are covered')),
                ('signature', models.TextField(db_comment='Key id and HMAC-SHA-256 over the one before, the seal and the rows')),
                ('signed_at', models.DateTimeField(db_comment='When it was made', db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'db_table': 'audit_signatures',
                'db_table_comment': 'Each seal of the audit log and the logs beside it, signed with a key that is not here',
                'ordering': ('id',),
            },
        ),
        migrations.AddField(
            model_name='dataaccess',
            name='xid',
            field=resona.postgres.transaction_ids.TransactionIdField(db_comment='The transaction, by which it is signed', db_default=resona.postgres.transaction_ids.CurrentTransactionId(), editable=False),
        ),
        migrations.AddField(
            model_name='securityevent',
            name='xid',
            field=resona.postgres.transaction_ids.TransactionIdField(db_comment='The transaction, by which it is signed', db_default=resona.postgres.transaction_ids.CurrentTransactionId(), editable=False),
        ),
        migrations.AddIndex(
            model_name='dataaccess',
            index=resona.postgres.indexes.NamedIndex(fields=['xid'], name='idx_data_access_logs_xid'),
        ),
        migrations.AddIndex(
            model_name='securityevent',
            index=resona.postgres.indexes.NamedIndex(fields=['xid'], name='idx_security_events_xid'),
        ),
        migrations.AddConstraint(
            model_name='dataaccess',
            constraint=resona.postgres.triggers.Trigger(condition="CURRENT_USER = 'resona_app'", function='resona_stamp_created_at', name='data_access_logs_stamp_created_at', when='BEFORE INSERT'),
        ),
        migrations.AddConstraint(
            model_name='securityevent',
            constraint=resona.postgres.triggers.Trigger(condition="CURRENT_USER = 'resona_app'", function='resona_stamp_created_at', name='security_events_stamp_created_at', when='BEFORE INSERT'),
        ),
        migrations.AddConstraint(
            model_name='sealsignature',
            constraint=resona.postgres.triggers.Trigger(function='resona_refuse_update', name='audit_signatures_refuse_update', when='BEFORE UPDATE'),
        ),
        migrations.AddConstraint(
            model_name='sealsignature',
            constraint=resona.postgres.triggers.Trigger(function='resona_refuse_delete', name='audit_signatures_refuse_delete', when='BEFORE DELETE'),
        ),
        migrations.AddConstraint(
            model_name='sealsignature',
            constraint=resona.postgres.triggers.Trigger(each='STATEMENT', function='resona_refuse_truncate', name='audit_signatures_refuse_truncate', when='BEFORE TRUNCATE'),
        ),
    ]
