"""What is normal for a person may be learned anew when they come back into care."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('baselines', '0005_sealing_anew'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='driftdecision',
            name='ck_drift_decisions_decision',
        ),
        migrations.AlterField(
            model_name='driftdecision',
            name='decision',
            field=models.CharField(choices=[('accept', 'accepted'), ('reset', 'reset'), ('anew', 'all that is normal is learned anew')], db_comment='accept or reset', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='driftdecision',
            constraint=models.CheckConstraint(condition=models.Q(('decision__in', ('accept', 'reset', 'anew'))), name='ck_drift_decisions_decision'),
        ),
    ]
