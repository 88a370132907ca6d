"""A change of keys moves no period of care, and needs not know who is in care."""

import resona.postgres.triggers
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0015_who_care_was_begun_for'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='careperiod',
            name='care_periods_keep_care_ended',
        ),
        migrations.AddConstraint(
            model_name='careperiod',
            constraint=resona.postgres.triggers.Trigger(function='resona_keep_care_ended', name='care_periods_keep_care_ended', when='AFTER INSERT OR UPDATE OF user_id, started_at, ended_at, ended_because OR DELETE'),
        ),
    ]
