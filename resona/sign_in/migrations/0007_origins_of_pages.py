"""Keys and clients name the origins of their web pages."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sign_in', '0006_invitations'),
    ]

    operations = [
        migrations.AddField(
            model_name='oauthclient',
            name='origins',
            field=models.JSONField(blank=True, db_comment='Origins of the web pages that come with its tokens; empty: none do', db_default=[], default=list),
        ),
    ]
