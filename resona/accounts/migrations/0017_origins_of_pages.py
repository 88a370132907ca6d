"""Keys and clients name the origins of their web pages."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0016_keep_care_ended_where_it_changed'),
    ]

    operations = [
        migrations.AddField(
            model_name='apikey',
            name='origins',
            field=models.JSONField(blank=True, db_comment='Origins of the web pages that come with it; empty: none do', db_default=[], default=list),
        ),
    ]
