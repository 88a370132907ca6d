"""What was asked for can be taken back: a state of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0017_origins_of_pages'),
        ('compliance', '0009_brought_by_another_system'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='gdprrequest',
            name='ck_gdpr_requests_state',
        ),
        migrations.AlterField(
            model_name='gdprrequest',
            name='ended_at',
            field=models.DateTimeField(blank=True, db_comment='When it was completed, refused or withdrawn', null=True),
        ),
        migrations.AlterField(
            model_name='gdprrequest',
            name='state',
            field=models.CharField(choices=[('received', 'received'), ('in_progress', 'in progress'), ('completed', 'completed'), ('refused', 'refused'), ('failed', 'failed'), ('withdrawn', 'withdrawn')], db_comment='received, in_progress, completed, refused, failed or withdrawn', db_default='received', default='received', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='gdprrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('received', 'in_progress', 'completed', 'refused', 'failed', 'withdrawn'))), name='ck_gdpr_requests_state'),
        ),
    ]
